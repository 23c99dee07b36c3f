/** Which metrics of a comparison are read first. */
import type { CriterionMetric } from '../plan/compiledPlan.ts'
import { METRICS, type Metric } from './metrics.ts'

/** What verdicts of runs usually rest on. */
const ALWAYS: readonly Metric[] = ['p95', 'errors', 'throughput', 'achieved']

/** @returns the most important first: those, then what the criteria of the plan name besides */
export function primaryMetrics(criteria: readonly { metric: CriterionMetric }[]): Metric[] {
  const named = new Set(criteria.map(({ metric }) => metricOf(metric)))
  return [...ALWAYS, ...METRICS.filter((metric) => named.has(metric) && !ALWAYS.includes(metric))]
}

/** Null: builds are not compared by it. */
function metricOf(of: CriterionMetric): Metric | null {
  switch (of.kind) {
    case 'percentile':
      return PERCENTILES.get(of.p) ?? null
    case 'failures':
      return 'errors'
    case 'rate':
      return 'throughput'
    case 'dropped':
      return 'achieved'
    default:
      return null
  }
}

const PERCENTILES: ReadonlyMap<number, Metric> = new Map([
  [50, 'p50'],
  [95, 'p95'],
  [99, 'p99'],
  [99.9, 'p999'],
])

/** In the order in which they are read; the others as they were, behind them. */
export function primaryFirst<T>(
  things: readonly T[],
  primary: readonly Metric[],
  metricOfThing: (thing: T) => Metric,
): T[] {
  const placeOf = (thing: T): number => {
    const place = primary.indexOf(metricOfThing(thing))
    return place < 0 ? primary.length : place
  }
  return things.toSorted((one, other) => placeOf(one) - placeOf(other))
}
