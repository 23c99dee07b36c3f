/** Measures of a timeline that can be held against each other. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'
import { percentileName } from '../axis/percentileAxis.ts'
import type { Unit } from '../axis/axisText.ts'
import { failureShares, requestsPerS } from '../lanes/requestRates.ts'

/** Asked for with the timeline: any two of these can be compared, whichever of them other charts show. */
export const METRIC_PERCENTILES = [50, 90, 95, 99, 99.9] as const

export const METRIC_IDS = [
  'throughput',
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'max',
  'errors',
  'users',
  'inFlight',
] as const
export type MetricId = (typeof METRIC_IDS)[number]

export interface Metric {
  id: MetricId
  name: string
  unit: Unit
}

export function metricOf(id: MetricId): Metric {
  switch (id) {
    case 'throughput':
      return { id, name: 'Throughput', unit: 'perS' }
    case 'errors':
      return { id, name: 'Error share', unit: 'percent' }
    case 'users':
      return { id, name: 'Users', unit: 'count' }
    case 'inFlight':
      return { id, name: 'In flight', unit: 'count' }
    default:
      return { id, name: id, unit: 'ms' }
  }
}

/** One value a step; NaN where there is none, or the timeline was not asked for it. */
export function metricValues(timeline: TimelineView, id: MetricId): Float64Array {
  switch (id) {
    case 'throughput':
      return requestsPerS(timeline)
    case 'errors':
      return failureShares(timeline).map((share) => share * 100)
    case 'users':
      return timeline.users
    case 'inFlight':
      return timeline.inFlight
    case 'max':
      return timeline.maxMs
    default:
      return (
        timeline.percentiles.find(({ p }) => percentileName(p) === id)?.ms ??
        new Float64Array(timeline.t.length).fill(Number.NaN)
      )
  }
}
