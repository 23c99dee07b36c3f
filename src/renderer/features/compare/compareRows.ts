/** The rows of the table of endpoints. */
import type {
  CompletedComparison,
  ComparisonVerdict,
  EndpointComparison,
  MetricComparison,
  ShiftPoint,
} from '../../../core/comparison/comparison.ts'
import type { EndpointId } from '../../../core/comparison/comparisonInput.ts'
import { changeIn, isWithoutFailures, type ChangeUnit } from '../../../core/comparison/comparisonWords.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import { keyOf } from '../../../core/comparison/thresholds.ts'
import type { ShownVerdicts } from './compareLink.ts'

export interface CompareRow {
  key: string
  endpoint: EndpointId
  verdict: ComparisonVerdict
  presence: EndpointComparison['presence']
  requests: { baseline: number; candidate: number }
  failures: { baseline: number; candidate: number }
  /** Of all response time of the candidate, the part that was spent here. */
  timeShare: number | null
  metrics: ReadonlyMap<Metric, MetricComparison>
  /** The smallest of its metrics: whether anything changed here. */
  q: number | null
  shift: readonly ShiftPoint[]
}

/** In the order of the comparison: regressed first, by size. */
export function compareRows({ endpoints }: CompletedComparison): CompareRow[] {
  return endpoints.map((own) => ({
    key: keyOf(own.endpoint),
    endpoint: own.endpoint,
    verdict: own.verdict,
    presence: own.presence,
    requests: own.requests,
    failures: own.failures,
    timeShare: own.timeShare.candidate,
    metrics: new Map(own.metrics.map((metric) => [metric.metric, metric])),
    q: smallest(own.metrics.map(({ q }) => q)),
    shift: own.shift,
  }))
}

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** An endpoint with any metric of that verdict: one may be better in one way and worse in another. */
export function isShown({ metrics }: CompareRow, show: ShownVerdicts): boolean {
  return show === 'all' || [...metrics.values()].some(({ verdict }) => verdict === show)
}

/** A change as a number, for sorting and filtering; null where none is known. */
export function changeOf(row: CompareRow, metric: Metric, unit: ChangeUnit): number | null {
  const own = row.metrics.get(metric)
  if (own === undefined || own.effect === null) return null
  return isWithoutFailures(own) ? 0 : changeIn(metric, own.effect, own.typical.baseline, unit)
}

/** @returns null where nothing was requested */
export function failureShare(row: CompareRow, build: 'baseline' | 'candidate'): number | null {
  return row.requests[build] === 0 ? null : row.failures[build] / row.requests[build]
}
