/**
 * Criteria with `for DURATION` or `stop`, judged while the run goes on: once a second, on the last so many seconds. It is
 * fed with exact histograms, keeps only what its windows need, and remembers the worst window for the final verdict.
 */
import { Histogram } from '../histogram/histogram.ts'
import type { Criterion, CriterionSubject } from '../plan/compiledPlan.ts'
import { judge } from './judge.ts'
import {
  canMean,
  isRequestKind,
  kindRank,
  type MeasuredEndpoint,
  type OkWindow,
  type RunCounts,
  type SubjectCounts,
} from './measurement.ts'
import { createUntrustedSum, NONE_UNTRUSTED, type UntrustedShares } from './untrusted.ts'
import { addSuspects, WindowedCounts } from './windowedCounts.ts'

/** One second of the run, engines added up. */
export interface MeasuredSecond {
  /** Whole seconds since the start of the run. */
  t: number
  /** Successful windows (any number per endpoint: user types, engines) and the count of failures. */
  endpoints: { endpoint: MeasuredEndpoint; ok: readonly OkWindow[]; failedCount: number }[]
  checksPassed: number
  checksFailed: number
  iterationsStarted: number
  dropped: number
  untrusted: UntrustedShares
}

/** A criterion that has just gone from holding to broken. */
export interface CriterionBreak {
  /** Index into the criteria given. */
  criterion: number
  /** End of the window that broke it, since the start of the run. */
  atMs: number
  actual: number
  samples: number
}

export interface SlidingOutcome {
  /** Windows that were looked at: from the first full one on, one per second. */
  windows: number
  broken: number
  tooFew: number
  untrusted: number
  /** The judged window farthest on the wrong side, or nearest to it. */
  worst: { actual: number; samples: number; atMs: number } | null
  firstBreak: { actual: number; samples: number; atMs: number } | null
  firstBreakMs: number | null
}

export interface SlidingEvaluator {
  /**
   * Takes the next second of the judged part of the run; earlier ones (warm-up) are ignored, missing ones count as empty.
   * Feed it only while the planned load is on: in a ramp-down every rate falls.
   * @returns the criteria that broke with this second and had not been broken the second before.
   * @throws RangeError when a second comes twice or out of order.
   */
  feed(second: MeasuredSecond): CriterionBreak[]
  /** In the order of the criteria; null for those that are judged at the end only. */
  outcomes(): (SlidingOutcome | null)[]
}

/**
 * @param criteria all of the scenario; those with neither `for` nor `stop` are left alone. `for` shorter than or between whole
 * seconds is rounded up, as seconds are what engines report.
 * @param warmUpMs seconds that begin before it are not judged.
 */
export function createSlidingEvaluator(criteria: readonly Criterion[], warmUpMs: number): SlidingEvaluator {
  const firstT = Math.ceil(warmUpMs / 1000)
  const windows = new Map<string, SubjectWindow>()
  const watched = criteria.map((criterion) => {
    if (criterion.windowMs === null && !criterion.stop) return null
    const lengthS = criterion.windowMs === null ? null : Math.max(1, Math.ceil(criterion.windowMs / 1000))
    const key = JSON.stringify([criterion.subject, lengthS])
    const window = windows.get(key) ?? createSubjectWindow(criterion.subject, lengthS)
    windows.set(key, window)
    return { criterion, window, outcome: emptyOutcome(), isBroken: false }
  })
  let nextT = firstT

  function pushAll(second: MeasuredSecond): CriterionBreak[] {
    for (const window of windows.values()) window.push(second)
    const breaks: CriterionBreak[] = []
    const atMs = (second.t + 1) * 1000
    for (const [index, watch] of watched.entries()) {
      if (watch === null || !watch.window.isFull()) continue
      const wasBroken = watch.isBroken
      const judged = look(watch.criterion, watch.window, watch.outcome, atMs)
      watch.isBroken = judged !== null
      if (judged !== null && !wasBroken) breaks.push({ criterion: index, ...judged })
    }
    return breaks
  }

  return {
    feed(second) {
      if (second.t < firstT) return []
      if (second.t < nextT) throw new RangeError(`second ${second.t} came after second ${nextT - 1}`)
      const breaks: CriterionBreak[] = []
      for (; nextT < second.t; nextT++) breaks.push(...pushAll(emptySecond(nextT)))
      nextT++
      return [...breaks, ...pushAll(second)]
    },
    outcomes: () => watched.map((watch) => (watch === null ? null : { ...watch.outcome })),
  }
}

/** Judges one window and notes it in the outcome; returns what broke the criterion, or null. */
function look(criterion: Criterion, window: SubjectWindow, outcome: SlidingOutcome, atMs: number) {
  const counts = window.counts()
  outcome.windows++
  const run = window.run()
  const isReady = counts !== null && (criterion.windowMs !== null || isReadyToStop(criterion, counts, run.durationMs))
  const judgement = isReady ? judge(criterion, counts, run) : null
  if (judgement === null || judgement.actual === null || judgement.status === 'tooFew') {
    outcome.tooFew++
    return null
  }
  if (judgement.status === 'notTrusted') {
    outcome.untrusted++
    return null
  }
  const seen = { actual: judgement.actual, samples: judgement.samples, atMs }
  if (outcome.worst === null || isWorse(criterion, seen.actual, outcome.worst.actual)) outcome.worst = seen
  if (judgement.status === 'met') return null
  outcome.broken++
  outcome.firstBreak ??= seen
  outcome.firstBreakMs ??= atMs
  return seen
}

/** A rate over less than this since the warm-up says more about the beginning than about the run. */
const MINIMUM_RATE_MS = 10_000

/**
 * Whether everything so far is enough to end a run over it, for a criterion with `stop` and no window: one early failure
 * among ten requests is not yet 10 % of the run, and a count has until the end to reach its lower limit.
 */
function isReadyToStop(
  { metric, operator, limit, unit }: Criterion,
  counts: SubjectCounts,
  durationMs: number,
): boolean {
  switch (metric.kind) {
    case 'failures':
      return unit !== 'share' || (counts.okCount + counts.failedCount) * limit >= 1 || limit === 0
    case 'rate':
      return durationMs >= MINIMUM_RATE_MS
    case 'count':
      return operator === '<' || operator === '<='
    case 'percentile':
    case 'avg':
    case 'min':
    case 'max':
    case 'checks':
    case 'dropped':
    case 'apdex':
      return true
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${JSON.stringify(unknown)}`)
    }
  }
}

function isWorse({ operator, limit }: Criterion, actual: number, than: number): boolean {
  switch (operator) {
    case '<':
    case '<=':
      return actual > than
    case '>':
    case '>=':
      return actual < than
    case '==':
      return Math.abs(actual - limit) > Math.abs(than - limit)
    case '!=':
      return Math.abs(actual - limit) < Math.abs(than - limit)
    default: {
      const unknown: never = operator
      throw new TypeError(`Unknown operator ${String(unknown)}`)
    }
  }
}

interface SubjectWindow {
  push(second: MeasuredSecond): void
  isFull(): boolean
  /** Null while no endpoint of that name was seen. */
  counts(): SubjectCounts | null
  run(): RunCounts
}

type KeptSecond = Omit<MeasuredSecond, 'endpoints'> & { requests: number }

function requestsOf(endpoints: MeasuredSecond['endpoints']): number {
  return endpoints
    .filter(({ endpoint }) => isRequestKind(endpoint.kind))
    .reduce((sum, { ok, failedCount }) => sum + failedCount + ok.reduce((all, { count }) => all + count, 0), 0)
}

/** @param lengthS null: everything since the start. */
function createSubjectWindow(subject: CriterionSubject, lengthS: number | null): SubjectWindow {
  // By rank of kind (requests before groups before streams): the same preference as in a whole run, whichever came first.
  const byRank: (KeptCounts | null)[] = [null, null, null]
  const kept: KeptSecond[] = []
  const run = {
    seconds: 0,
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
  }
  const untrusted = createUntrustedSum()

  function count(second: KeptSecond, sign: 1 | -1): void {
    run.seconds += sign
    run.checksPassed += sign * second.checksPassed
    run.checksFailed += sign * second.checksFailed
    run.iterationsStarted += sign * second.iterationsStarted
    run.dropped += sign * second.dropped
    untrusted[sign === 1 ? 'add' : 'remove'](second.untrusted, second.requests)
  }

  return {
    push(second) {
      const meant = second.endpoints.filter(({ endpoint }) => canMean(subject, endpoint))
      for (const { endpoint } of meant) {
        byRank[kindRank(endpoint.kind)] ??= lengthS === null ? createTotalCounts() : new WindowedCounts(lengthS)
      }
      for (const [rank, counts] of byRank.entries()) {
        const parts = meant.filter(({ endpoint }) => kindRank(endpoint.kind) === rank)
        const windows = parts.flatMap((part) => part.ok)
        counts?.push({
          ok: parts.some(({ endpoint }) => endpoint.kind === 'events') ? [] : windows,
          okCount: windows.reduce((sum, window) => sum + window.count, 0),
          failedCount: parts.reduce((sum, part) => sum + part.failedCount, 0),
          isSuspect: second.untrusted.suspect > 0,
        })
      }
      const { endpoints, ...scalars } = second
      const last = { ...scalars, requests: requestsOf(endpoints) }
      count(last, 1)
      if (lengthS === null) return
      // The endpoints are in the windows above; here only the scalars are needed again.
      kept.push(last)
      if (kept.length > lengthS) count(kept.shift()!, -1)
    },
    isFull: () => lengthS === null || run.seconds >= lengthS,
    counts() {
      if (subject.kind === 'all') return (byRank[2] ?? createTotalCounts()).read()
      return (byRank[2] ?? byRank[1] ?? byRank[0] ?? null)?.read() ?? null
    },
    run: () => ({
      durationMs: run.seconds * 1000,
      checksPassed: run.checksPassed,
      checksFailed: run.checksFailed,
      iterationsStarted: run.iterationsStarted,
      dropped: run.dropped,
      untrusted: untrusted.read(),
    }),
  }
}

type KeptCounts = Pick<WindowedCounts, 'push' | 'read'>

function createTotalCounts(): KeptCounts {
  const total = { ok: new Histogram(), okCount: 0, failedCount: 0, suspect: { ok: 0, failed: 0 } }
  return {
    push(second) {
      for (const window of second.ok) total.ok.add(window.latency, window)
      total.okCount += second.okCount
      total.failedCount += second.failedCount
      if (second.isSuspect) addSuspects(total.suspect, second, 1)
    },
    read: () => total,
  }
}

function emptyOutcome(): SlidingOutcome {
  return { windows: 0, broken: 0, tooFew: 0, untrusted: 0, worst: null, firstBreak: null, firstBreakMs: null }
}

function emptySecond(t: number): MeasuredSecond {
  return {
    t,
    endpoints: [],
    checksPassed: 0,
    checksFailed: 0,
    iterationsStarted: 0,
    dropped: 0,
    untrusted: NONE_UNTRUSTED,
  }
}
