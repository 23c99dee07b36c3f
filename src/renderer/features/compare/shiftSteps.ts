/** The shift of an endpoint as its chart takes it: each percentile with the threshold of the metric that is nearest. */
import type { EndpointComparison, MetricComparison } from '../../../core/comparison/comparison.ts'
import { isLatency, PERCENTILES } from '../../../core/comparison/metrics.ts'
import { ninesOf } from '../../charts/axis/percentileAxis.ts'
import type { Range, ShiftStep } from '../../charts/shift/shiftChart.ts'

export function shiftSteps({ shift, metrics }: Pick<EndpointComparison, 'shift' | 'metrics'>): ShiftStep[] {
  const known = metrics.flatMap(({ metric, threshold }) =>
    isLatency(metric) && threshold !== null ? [{ nines: ninesOf(PERCENTILES[metric]), threshold }] : [],
  )
  return shift.map((point) => ({ ...point, threshold: nearest(known, ninesOf(point.percentile)) }))
}

function nearest(
  known: readonly { nines: number; threshold: NonNullable<MetricComparison['threshold']> }[],
  nines: number,
): Range | null {
  const [first] = known.toSorted((one, other) => Math.abs(one.nines - nines) - Math.abs(other.nines - nines))
  if (first === undefined || first.threshold.low === null || first.threshold.high === null) return null
  return { low: Math.exp(first.threshold.low), high: Math.exp(first.threshold.high) }
}
