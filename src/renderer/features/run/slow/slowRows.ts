/** Kept requests as rows: what is shown of each, and which are shown. */
import type { ReportExemplar, ReportPhases } from '../../../../core/report/report.ts'
import { PHASES, type Phase } from '../../../../core/recording/second.ts'

export interface SlowRow {
  key: string
  exemplar: ReportExemplar
  /** From the intended start to the actual one. */
  lagMs: number
  phases: { name: Phase; ms: number }[]
}

export interface SlowFilter {
  outcome: 'all' | 'ok' | 'failed'
  /** Empty: any. */
  endpoint: string
  /** `lag` is the schedule lag. Empty: any. */
  phase: Phase | 'lag' | ''
  /** At least so long in that phase. */
  phaseMs: number
}

/** The host's order is kept: slowest first. */
export function slowRows(exemplars: readonly ReportExemplar[]): SlowRow[] {
  const seen = new Map<string, number>()
  return exemplars.map((exemplar) => ({
    key: keyOf(exemplar, seen),
    exemplar,
    lagMs: Math.max(0, exemplar.latencyMs - exemplar.serviceMs),
    phases: phaseList(exemplar.phasesMs),
  }))
}

/** The same request has the same key in the next answer; of several that are alike in all this, each its own. */
function keyOf({ startMs, user, iteration, endpoint }: ReportExemplar, seen: Map<string, number>): string {
  const key = JSON.stringify([startMs, user, iteration, endpoint])
  const before = seen.get(key) ?? 0
  seen.set(key, before + 1)
  return before === 0 ? key : `${key} ${before}`
}

export function phaseList(phasesMs: ReportPhases): { name: Phase; ms: number }[] {
  return PHASES.map((name) => ({ name, ms: phasesMs[name] }))
}

export function filterRows(rows: readonly SlowRow[], { outcome, endpoint, phase, phaseMs }: SlowFilter): SlowRow[] {
  return rows.filter(
    (row) =>
      (outcome === 'all' || row.exemplar.outcome === outcome) &&
      (endpoint === '' || row.exemplar.endpoint === endpoint) &&
      (phase === '' || msIn(row, phase) > phaseMs),
  )
}

function msIn(row: SlowRow, phase: Phase | 'lag'): number {
  return phase === 'lag' ? row.lagMs : row.exemplar.phasesMs[phase]
}

/** In which most of its time went; null where it was not timed. */
export function longestPhase(row: SlowRow): Phase | 'lag' | null {
  let longest: { name: Phase | 'lag'; ms: number } = { name: 'lag', ms: row.lagMs }
  for (const phase of row.phases) if (phase.ms > longest.ms) longest = phase
  return longest.ms > 0 ? longest.name : null
}

/** `50`, `0.5`; null for what is no number of milliseconds. Empty is 0. */
export function readMs(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return 0
  return /^\d{1,9}(\.\d{1,3})?$/.test(trimmed) ? Number(trimmed) : null
}
