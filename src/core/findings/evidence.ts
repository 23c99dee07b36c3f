/** What the rules look at, and the small questions several of them ask of it. */
import { judgedStepsOf } from '../report/buildTimeline.ts'
import type { SecondTrust } from '../criteria/trust.ts'
import type { Accumulated } from '../report/accumulate.ts'
import type { Finding, RunReport } from '../report/report.ts'
import type { PlannedLoad } from '../report/reportInput.ts'

export interface Evidence {
  report: Omit<RunReport, 'findings'>
  /** All requests of the judged window. */
  total: Accumulated
  /** By `endpointKey`. */
  endpoints: ReadonlyMap<string, Accumulated>
  planned: PlannedLoad | null
  foldedNames: readonly { position: string; count: number }[]
  /** Every second of the run. */
  trust: readonly SecondTrust[]
}

/**
 * One rule: null when it has nothing to say. It says what was measured first, then what it may mean, then what to do; it never
 * names a cause inside the target, because none was measured.
 */
export type Rule = (evidence: Evidence) => Finding | null

export type View = Finding['evidence']['view']

/** Evidence in a view, of one endpoint or of none, over a span of time or the whole run. */
export function shownIn(
  view: View,
  endpoint: string | null = null,
  span: { fromMs: number; toMs: number } | null = null,
): Finding['evidence'] {
  return { view, endpoint, fromMs: span?.fromMs ?? null, toMs: span?.toMs ?? null }
}

/** Indexes [from, to) of the timeline steps that lie wholly in the judged window. */
export function judgedSteps({ report }: Evidence): { from: number; to: number } {
  return judgedStepsOf(report.timeline, report.run.window)
}

/** Indexes [from, to) of the longest stretch of judged steps under constant load. */
export function steadySteps(evidence: Evidence): { from: number; to: number } {
  const { timeline } = evidence.report
  const load = evidence.planned?.kind === 'arrivals' ? timeline.iterationsStarted : timeline.users
  const { from, to } = judgedSteps(evidence)
  return longestConstant(load, from, to)
}

/** Relative deviation from its first value that a constant load may have. */
const CONSTANT_WITHIN = 0.05

function longestConstant(load: readonly number[], from: number, to: number): { from: number; to: number } {
  let best = { from, to: from }
  let start = from
  while (start < to) {
    const level = load[start]!
    // Counts of arrivals vary by chance: three times the square root is what a Poisson count may stray.
    const tolerance = Math.max(level * CONSTANT_WITHIN, 3 * Math.sqrt(level))
    let end = start + 1
    while (end < to && level > 0 && Math.abs(load[end]! - level) <= tolerance) end++
    if (end - start > best.to - best.from) best = { from: start, to: end }
    start = end
  }
  return best
}

export function spanOf({ report }: Evidence, steps: { from: number; to: number }): { fromMs: number; toMs: number } {
  return { fromMs: steps.from * report.timeline.stepMs, toMs: steps.to * report.timeline.stepMs }
}

/** Elapsed time as `mm:ss` or `h:mm:ss` (ux.md §4.3). */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const pad = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${pad(minutes)}:${pad(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** NaN for an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Values that are there, with their positions. */
export function present(values: readonly (number | null)[], from: number, to: number): { at: number; value: number }[] {
  return values.slice(from, to).flatMap((value, index) => (value === null ? [] : [{ at: from + index, value }]))
}
