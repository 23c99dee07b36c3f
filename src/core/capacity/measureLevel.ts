/** From the steady part of a run, whole and in blocks, to what it says of its load. Blocks give the spread only: every value is read off the whole. */
import { judge } from '../criteria/judge.ts'
import { isRequestKind, mergeCounts, selectEndpoints, type Measurement } from '../criteria/measurement.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import type { ReportCriterion } from '../report/report.ts'
import { variance } from '../statistics/moments.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import type { AskedLoad, LevelRun, MaximumReading } from './level.ts'

export interface SteadyPart {
  runId: string
  load: AskedLoad
  whole: Measurement
  /** Of equal length, without gaps, in time; they need not cover the last seconds. */
  blocks: readonly Measurement[]
  /** Mean time from the actual send to the end, of all requests, ms; NaN without any. */
  meanServiceMs: number
  /** The scenario's, and what the report of the run says of each, in the same order. */
  criteria: readonly Criterion[]
  judged: readonly ReportCriterion[]
  /** See LevelRun. */
  achievedShare: number | null
  generatorDoubt: string | null
}

/** Fewer tell nothing about spread. */
const FEWEST_BLOCKS = 4

export function measureLevel(part: SteadyPart): LevelRun {
  const { whole, blocks, meanServiceMs } = part
  const all = requestsOf(whole)
  const throughputPerS = rateOf(whole)
  const percentile = (p: number): number | null => (all.ok.isEmpty ? null : all.ok.percentileUs(p) / 1000)
  const requests = all.okCount + all.failedCount
  return {
    runId: part.runId,
    load: part.load,
    steadyS: whole.durationMs / 1000,
    requests,
    failures: all.failedCount,
    throughputPerS,
    throughputErrorPerS: standardErrorOf(blocks.map(rateOf)),
    concurrency: requests === 0 ? null : (throughputPerS * meanServiceMs) / 1000,
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
    achievedShare: part.achievedShare,
    maximums: part.criteria.flatMap((criterion, at) => {
      const judged = part.judged[at]
      return judged === undefined || !isLimitOfLoad(criterion) ? [] : [maximumOf(criterion, judged, blocks)]
    }),
    generatorDoubt: part.generatorDoubt,
  }
}

/** Maximums that more load can break: one that asks for much load (`rate > 100/s`) is broken by little of it. */
export function isLimitOfLoad({ level, metric, operator }: Criterion): boolean {
  const asksForMuch = (metric.kind === 'rate' || metric.kind === 'count') && operator !== '<' && operator !== '<='
  return level === 'maximum' && !asksForMuch
}

function maximumOf(criterion: Criterion, judged: ReportCriterion, blocks: readonly Measurement[]): MaximumReading {
  const { id, text, subject, metric, operator, limit, unit, status, actual } = judged
  return {
    id,
    text,
    subject,
    metric,
    operator,
    limit,
    unit,
    status,
    actual,
    bound: actual === null ? null : boundOf(criterion, actual, blocks),
  }
}

/**
 * The one-sided 95 % bound, by batch means (A. M. Law, "Simulation Modeling and Analysis", §9.5.3): requests of one moment are alike, so that their
 * number says little; blocks of seconds are nearly independent of each other. Times on a logarithmic scale, in which they spread evenly.
 */
function boundOf(criterion: Criterion, actual: number, blocks: readonly Measurement[]): number | null {
  const { operator, windowMs, unit, metric } = criterion
  // The worst window has been judged already, and the largest of all values is no mean of blocks: there is nothing to add.
  if (windowMs !== null || metric.kind === 'min' || metric.kind === 'max') return null
  if (operator === '==' || operator === '!=') return null
  const values = blocks.flatMap((block) => {
    const counts = mergeCounts(selectEndpoints(criterion.subject, block.endpoints))
    const value = judge(criterion, counts, block).actual
    return value === null ? [] : [value]
  })
  const isLogarithmic = unit === 'ms' && actual > 0 && values.every((value) => value > 0)
  const error = standardErrorOf(isLogarithmic ? values.map(Math.log) : values)
  if (error === null) return null
  // What is counted adds up over the blocks.
  const blocksInValue = unit === 'count' ? values.length : 1
  const margin = studentTQuantile(0.95, values.length - 1) * error * blocksInValue
  const side = operator === '<' || operator === '<=' ? margin : -margin
  if (isLogarithmic) return actual * Math.exp(side)
  const bound = actual + side
  return unit === 'share' || unit === 'score' ? Math.min(1, Math.max(0, bound)) : Math.max(0, bound)
}

/** Of the mean of blocks; null for too few. */
function standardErrorOf(values: readonly number[]): number | null {
  return values.length < FEWEST_BLOCKS ? null : Math.sqrt(variance(values) / values.length)
}

function requestsOf({ endpoints }: Measurement): ReturnType<typeof mergeCounts> {
  return mergeCounts(endpoints.filter(({ endpoint }) => isRequestKind(endpoint.kind)))
}

function rateOf(part: Measurement): number {
  const { okCount, failedCount } = requestsOf(part)
  return part.durationMs > 0 ? (okCount + failedCount) / (part.durationMs / 1000) : 0
}
