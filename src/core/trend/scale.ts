/** Between a metric's own unit and the scale on which its changes add up (see TrendScale). */
import type { SkippedRun, TrendPoint, TrendScale } from './trendTypes.ts'

/** Width of a histogram's bucket beside its values (core/histogram/layout.ts): no ratio is measured better. */
const BUCKET_SHARE = 1 / 1024
/** Of numbers of any kind: where doubles end, with room. */
const ROUNDING_SHARE = 1e-9

export interface ScaledPoint {
  value: number
  /** Variance that the measurement itself has. */
  measuredVariance: number
}

/** The point on the scale, or why it has no place there. */
export function scaled(point: TrendPoint, scale: TrendScale): ScaledPoint | SkippedRun['reason'] {
  const { value } = point
  if (value === null || !Number.isFinite(value)) return 'noValue'
  switch (scale) {
    case 'ratio':
      // Values that are spread evenly over a bucket have a twelfth of its width squared as their variance.
      return value > 0 ? { value: Math.log(value), measuredVariance: BUCKET_SHARE ** 2 / 12 } : 'notPositive'
    case 'share': {
      const requests = point.requests ?? 0
      if (!(requests > 0 && Number.isFinite(requests))) return 'noRequests'
      if (value < 0 || value > 1) return 'notAShare'
      const failed = value * requests + 0.5
      const passed = (1 - value) * requests + 0.5
      return { value: Math.log(failed / passed), measuredVariance: 1 / failed + 1 / passed }
    }
    case 'plain':
      // Beyond, squares would not be numbers any more.
      if (Math.abs(value) > 1e150) return 'noValue'
      return { value, measuredVariance: (value * ROUNDING_SHARE) ** 2 }
    default:
      return scale satisfies never
  }
}

/** Back in the metric's own unit. */
export function unscaled(value: number, scale: TrendScale): number {
  switch (scale) {
    case 'ratio':
      return Math.exp(value)
    case 'share':
      return 1 / (1 + Math.exp(-value))
    case 'plain':
      return value
    default:
      return scale satisfies never
  }
}
