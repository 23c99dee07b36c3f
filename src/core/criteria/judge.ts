/**
 * Judges one criterion on one window. Whole runs and sliding windows both come here, so that there is one answer to
 * "is this met".
 *
 * Rules (ux.md §2.7, §2.10, §4.4)
 * - Latency metrics judge successful requests only, from the intended start. The number that is shown is the number that is judged:
 *   a percentile within a histogram bucket (0.1 %) of its limit counts with the upper end of its bucket.
 * - A percentile p exists when at least one sample lies beyond it: n · (1 − p/100) ≥ 1, so p95 needs 20 requests, p99 100,
 *   p99.9 1,000. With fewer it would only repeat the largest sample: `tooFew`. With fewer than 10 beyond it (ux.md's mark for a
 *   steady value) it is judged, and a note says that it is rough.
 * - Is the violation certain all the same, because every single sample is on the wrong side, it is said.
 * - `rate` and `count` without a request are 0, which can break a lower limit; it never meets an upper one.
 * - `failures` judges the measured share. With fewer than 1/limit requests a single failure breaks the limit, so it is met
 *   only without any; a note says that the limit could not be resolved.
 * - Where the generator stood in the way for a part of the load, a judgement stands only if that part could not turn it (doubt.ts).
 */
import { apdex } from '../histogram/apdex.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import type { ReportCriterion } from '../report/report.ts'
import { compare } from '../units/comparison.ts'
import { formatDuration } from '../units/duration.ts'
import { formatCount } from '../units/number.ts'
import { formatLimit, formatRequests, metricName } from './criterionText.ts'
import { doubtOf } from './doubt.ts'
import type { RunCounts, SubjectCounts } from './measurement.ts'

/** Samples beyond a percentile from which on it is steady (ux.md §2.7). */
const STEADY_SAMPLES_BEYOND = 10

/** Apdex of fewer requests is to be marked as a small group (Apdex Technical Specification 1.1, §4.3). */
const APDEX_SMALL_GROUP = 100

export interface Judgement {
  status: ReportCriterion['status']
  /** In the criterion's unit; null when there is nothing to read. */
  actual: number | null
  samples: number
  notes: string[]
}

/** What a metric reads off a window. */
interface Reading {
  actual: number | null
  samples: number
  notes: string[]
  /** Why nothing can be said, or only a certain violation; null when there are enough samples. */
  lacking: string | null
  /** Violated whatever further samples would have shown. */
  isCertainlyViolated: boolean
}

/** Smallest number of samples of which one lies beyond percentile p. */
export function samplesNeeded(p: number): number {
  // 100 / (100 − 99.9) is 1000.0000000000568 in binary fractions.
  return p >= 100 ? 1 : Math.ceil(100 / (100 - p) - 1e-6)
}

export function judge(criterion: Criterion, counts: SubjectCounts, run: RunCounts): Judgement {
  const { actual, samples, notes, lacking, isCertainlyViolated } = read(criterion, counts, run)
  const said = lacking === null ? notes : [lacking, ...notes]
  if (actual === null || (lacking !== null && !isCertainlyViolated)) {
    return { status: 'tooFew', actual, samples, notes: said }
  }
  const isViolated = isCertainlyViolated || !compare(actual, criterion.operator, criterion.limit)
  const doubt = doubtOf(criterion, actual, counts, run)
  if (doubt !== null) return { status: 'notTrusted', actual, samples, notes: [doubt, ...said] }
  if (!isViolated) return { status: 'met', actual, samples, notes: said }
  return { status: criterion.level === 'target' ? 'overTarget' : 'overMaximum', actual, samples, notes: said }
}

function read(criterion: Criterion, counts: SubjectCounts, run: RunCounts): Reading {
  const { metric } = criterion
  switch (metric.kind) {
    case 'percentile':
      return readPercentile(criterion, metric.p, counts)
    case 'avg':
      return readLatency(counts, counts.ok.meanUs)
    case 'min':
      return readLatency(counts, counts.ok.minUs)
    case 'max':
      return readLatency(counts, counts.ok.maxUs)
    case 'rate':
      if (run.durationMs <= 0) return nothing('no time was judged')
      return readRate(criterion, requestsOf(counts) - (counts.afterLoadCount ?? 0), run.durationMs)
    case 'count':
      return readAmount(criterion, requestsOf(counts), requestsOf(counts))
    case 'failures':
      return readFailures(criterion, counts)
    case 'checks':
      return readShareOfRun(criterion, run.checksPassed, run.checksPassed + run.checksFailed, 'checks')
    case 'dropped':
      return readShareOfRun(criterion, run.dropped, run.dropped + run.iterationsStarted, 'iterations')
    case 'apdex':
      return readApdex(counts, metric.thresholdMs)
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${JSON.stringify(unknown)}`)
    }
  }
}

function requestsOf(counts: SubjectCounts): number {
  return counts.okCount + counts.failedCount
}

function readRate(criterion: Criterion, requests: number, durationMs: number): Reading {
  return readAmount(criterion, requests / (durationMs / 1000), requests)
}

function nothing(why: string): Reading {
  return { actual: null, samples: 0, notes: [], lacking: why, isCertainlyViolated: false }
}

function enough(actual: number, samples: number, notes: string[] = []): Reading {
  return { actual, samples, notes, lacking: null, isCertainlyViolated: false }
}

function noSuccesses(counts: SubjectCounts): Reading {
  if (requestsOf(counts) === 0) return nothing('no requests to judge')
  if (counts.okCount > 0) return nothing('nothing here is timed: messages of a stream are only counted')
  return nothing(`no successful requests to judge: all ${formatCount(counts.failedCount)} failed`)
}

function readLatency(counts: SubjectCounts, valueUs: number): Reading {
  return counts.ok.isEmpty ? noSuccesses(counts) : enough(valueUs / 1000, counts.ok.count)
}

function readPercentile(criterion: Criterion, p: number, counts: SubjectCounts): Reading {
  const { ok } = counts
  if (ok.isEmpty) return noSuccesses(counts)
  const samples = ok.count
  const actual = ok.percentileUs(p) / 1000
  const name = metricName(criterion.metric)
  const needed = samplesNeeded(p)
  if (samples < needed) {
    const requests = samples === 1 ? 'only 1 successful request' : `only ${formatCount(samples)} successful requests`
    const lacking = `${requests}; ${name} needs at least ${formatCount(needed)}`
    const isCertainlyViolated = isEverySampleViolating(criterion, ok.minUs / 1000, ok.maxUs / 1000)
    const notes = isCertainlyViolated ? [everySampleNote(criterion, ok.minUs / 1000, ok.maxUs / 1000)] : []
    return { actual, samples, notes, lacking, isCertainlyViolated }
  }
  const beyond = Math.floor(samples * (1 - p / 100) + 1e-9)
  if (beyond >= STEADY_SAMPLES_BEYOND || p >= 100) return enough(actual, samples)
  const steady = formatCount(samplesNeeded(p) * STEADY_SAMPLES_BEYOND)
  const slower = beyond === 1 ? '1 request' : `${beyond} requests`
  return enough(actual, samples, [`${name} rests on the slowest ${slower}; from ${steady} requests on it is steady`])
}

function isEverySampleViolating({ operator, limit }: Criterion, minMs: number, maxMs: number): boolean {
  switch (operator) {
    case '<':
    case '<=':
      return !compare(minMs, operator, limit)
    case '>':
    case '>=':
      return !compare(maxMs, operator, limit)
    case '==':
      return minMs > limit || maxMs < limit
    case '!=':
      return minMs === limit && maxMs === limit
    default: {
      const unknown: never = operator
      throw new TypeError(`Unknown operator ${String(unknown)}`)
    }
  }
}

function everySampleNote({ operator }: Criterion, minMs: number, maxMs: number): string {
  if (operator === '<' || operator === '<=') return `even the fastest took ${formatDuration(minMs)}`
  if (operator === '>' || operator === '>=') return `even the slowest took ${formatDuration(maxMs)}`
  return `all took ${formatDuration(minMs)} to ${formatDuration(maxMs)}`
}

function readAmount(criterion: Criterion, actual: number, samples: number): Reading {
  if (samples > 0) return enough(actual, samples)
  const isCertainlyViolated = !compare(actual, criterion.operator, criterion.limit)
  return { actual, samples, notes: [], lacking: 'no requests to judge', isCertainlyViolated }
}

function readFailures(criterion: Criterion, counts: SubjectCounts): Reading {
  const samples = requestsOf(counts)
  if (samples === 0) return nothing('no requests to judge')
  if (criterion.unit === 'count') return enough(counts.failedCount, samples)
  const share = counts.failedCount / samples
  const isUnresolved = criterion.limit > 0 && samples * criterion.limit < 1
  const note = `${formatRequests(samples)} cannot show a share as small as ${formatLimit(criterion.limit, 'share')}`
  return enough(share, samples, isUnresolved ? [note] : [])
}

function readShareOfRun(criterion: Criterion, part: number, whole: number, what: 'checks' | 'iterations'): Reading {
  if (criterion.subject.kind !== 'all') return nothing(`${what} are counted for the whole run, not for one endpoint`)
  if (whole === 0) return nothing(what === 'checks' ? 'no checks to judge' : 'no iterations were due')
  return enough(criterion.unit === 'share' ? part / whole : part, whole)
}

function readApdex(counts: SubjectCounts, thresholdMs: number): Reading {
  const samples = counts.ok.count + counts.failedCount
  // By way of ns: 1.001 ms times 1000 is a hair less than 1001 µs, and would be judged as 1000.
  const score = apdex(counts.ok, counts.failedCount, Math.round(thresholdMs * 1e6) / 1000)
  if (score === null) return noSuccesses(counts)
  const note = `a small group: Apdex wants ${APDEX_SMALL_GROUP} requests, here are ${samples}`
  return enough(score, samples, samples < APDEX_SMALL_GROUP ? [note] : [])
}
