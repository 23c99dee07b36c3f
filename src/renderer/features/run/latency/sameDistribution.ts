/** Whether two distributions are one and the same: service time is the response time where nothing was scheduled. */
import type { DistributionView } from '../../../../contract/methods/analysis.ts'

/** Histograms keep three significant digits, and service times no exact extremes: less than that is no difference. */
const SAME_WITHIN = 0.002

export function isSameDistribution(one: DistributionView, other: DistributionView): boolean {
  return (
    one.count === other.count &&
    one.spectrum.length === other.spectrum.length &&
    one.spectrum.every(({ p, ms }, index) => {
      const its = other.spectrum[index]
      return its?.p === p && Math.abs(its.ms - ms) <= SAME_WITHIN * Math.max(its.ms, ms)
    })
  )
}
