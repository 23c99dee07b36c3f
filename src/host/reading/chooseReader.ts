/**
 * Which reader a question goes to. What takes seconds at a stretch has a reader for itself, so that nobody waits behind it; charts in steps
 * go to the one that remembers steps; everything else goes where the least is to do.
 */
import type { AnalysisMethod } from './analysisContract.ts'

/** They make the whole report. */
const LONG_METHODS: ReadonlySet<AnalysisMethod> = new Set(['run.findings', 'run.report'])

/** What they made is remembered for the next one, see stepMemory.ts, trendAnswers.ts and capacityAnswers.ts. */
const STEPPED_METHODS: ReadonlySet<AnalysisMethod> = new Set([
  'run.timeline',
  'run.heatmap',
  'run.strips',
  'builds.trend',
  'builds.trendSeries',
  'builds.trendHeat',
  'capacity.read',
  'capacity.compare',
])

export interface Load {
  /** Calls under way. */
  calls: number
  /** One of them is long. */
  hasLong: boolean
}

export function isLong(method: AnalysisMethod): boolean {
  return LONG_METHODS.has(method)
}

export function isStepped(method: AnalysisMethod): boolean {
  return STEPPED_METHODS.has(method)
}

/**
 * @param readers the one that was started first remembers steps
 * @param atMost how many readers there may be
 * @param longWait whether a long question is waiting: then one reader is left to become free for it
 * @returns `new`: start one. `wait`: until a call has ended
 */
export function chooseReader<R extends Load>(
  readers: readonly R[],
  atMost: number,
  question: { isLong: boolean; isStepped: boolean; longWait: boolean },
): R | 'new' | 'wait' {
  const free = readers.filter(({ hasLong }) => !hasLong)
  const canStart = readers.length < atMost
  if (question.isLong) {
    // One at a time: the others are for whoever is looking.
    if (free.length < readers.length) return 'wait'
    return free.findLast(({ calls }) => calls === 0) ?? (canStart ? 'new' : 'wait')
  }
  if (question.isStepped && free[0] !== undefined && free[0] === readers[0] && !question.longWait) return free[0]
  const byCalls = free.toSorted((one, other) => one.calls - other.calls)
  const chosen = question.longWait ? byCalls.at(-1) : byCalls[0]
  if (chosen === undefined) return canStart ? 'new' : 'wait'
  return chosen.calls > 0 && canStart ? 'new' : chosen
}
