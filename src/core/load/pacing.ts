// Pacing: iterations start a fixed period apart on an absolute schedule, so that lateness is measured and never moves the plan.

/** The next start of a paced user. */
export interface PacedStart {
  /** When it was due; at or before now it starts at once, and its response time counts from here. */
  dueMs: number
  /** Slots that passed while the last iteration still ran. They are dropped, and counted, never caught up. */
  missed: number
}

/** How many slots after `previousDueMs` lie before `untilMs`. */
export function slotsBefore(previousDueMs: number, periodMs: number, untilMs: number): number {
  if (!(periodMs > 0) || untilMs <= previousDueMs) return 0
  let slots = Math.max(Math.ceil((untilMs - previousDueMs) / periodMs) - 1, 0)
  // The division may round to the neighbouring whole number; the slots themselves decide.
  if (slots > 0 && previousDueMs + slots * periodMs >= untilMs) slots -= 1
  else if (previousDueMs + (slots + 1) * periodMs < untilMs) slots += 1
  return slots
}

/**
 * The slot after `previousDueMs`: one period later. When whole further periods have passed as well, those slots are dropped
 * and the due time is the latest slot at or before now. Slots always lie at first + n × period. With a period of 0 there is
 * no schedule: the next start is due now.
 */
export function nextPacedStart(previousDueMs: number, periodMs: number, nowMs: number): PacedStart {
  if (!(periodMs > 0)) return { dueMs: Math.max(previousDueMs, nowMs), missed: 0 }
  const firstMs = previousDueMs + periodMs
  if (nowMs < firstMs + periodMs) return { dueMs: firstMs, missed: 0 }
  let missed = Math.floor((nowMs - firstMs) / periodMs)
  // The division may round to the neighbouring whole number; the slots themselves decide.
  if (firstMs + missed * periodMs > nowMs) missed -= 1
  else if (firstMs + (missed + 1) * periodMs <= nowMs) missed += 1
  return { dueMs: firstMs + missed * periodMs, missed }
}
