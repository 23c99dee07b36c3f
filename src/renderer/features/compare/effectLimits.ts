/** How far small bars reach, so that all rows of a column can be compared with each other. */
import type { MetricComparison, ShiftPoint } from '../../../core/comparison/comparison.ts'

/** A change that is larger stands at the edge: else one would flatten all others. */
const MOST = Math.log(3)
const LEAST = Math.log(1.1)
/** Of a threshold, so that it can be seen in the middle. */
const THRESHOLDS = 2.5

export function effectLimit(metrics: readonly (MetricComparison | undefined)[]): number {
  const reaches = metrics.flatMap((metric) => {
    if (metric === undefined || metric.effect === null) return []
    const { low, high } = metric.threshold ?? { low: null, high: null }
    return [Math.abs(metric.effect) * 1.25, THRESHOLDS * Math.max(Math.abs(low ?? 0), high ?? 0)]
  })
  return Math.min(MOST, Math.max(LEAST, ...reaches))
}

/** Logarithm of the ratio that reaches the edges. */
export function shiftLimit(shifts: readonly (readonly ShiftPoint[])[]): number {
  const reaches = shifts.flatMap((shift) => shift.map(({ ratio }) => Math.abs(Math.log(ratio))))
  return Math.min(
    MOST,
    reaches.reduce((most, reach) => Math.max(most, reach), LEAST),
  )
}
