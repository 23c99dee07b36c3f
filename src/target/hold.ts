/**
 * Waiting that never ends early. A plain `setTimeout` counts whole milliseconds of the loop's cached time and may fire
 * up to a millisecond before its delay has passed; a delay that is put in on purpose has to be at least what was asked for.
 */

/** Calls `callback` once at least `durationMs` (fractions count) have passed. Does not keep the process alive. */
export function holdFor(durationMs: number, callback: () => void): void {
  holdUntil(performance.now() + durationMs, callback)
}

/** As `holdFor`, until a moment of `performance.now()`. */
export function holdUntil(dueMs: number, callback: () => void): void {
  const remainingMs = dueMs - performance.now()
  if (remainingMs <= 0) callback()
  // The last millisecond is waited for turn by turn: timers cannot resolve it, and blocking would slow everybody else.
  else if (remainingMs < 1) setImmediate(holdUntil, dueMs, callback)
  else setTimeout(holdUntil, Math.floor(remainingMs), dueMs, callback).unref()
}
