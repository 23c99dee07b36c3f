/** Whether two distributions are one and the same: service time is the response time where nothing was scheduled. */
import type { DistributionView } from '../../../../contract/methods/analysis.ts'

export function isSameDistribution(one: DistributionView, other: DistributionView): boolean {
  return (
    one.count === other.count &&
    one.maxMs === other.maxMs &&
    one.spectrum.length === other.spectrum.length &&
    one.spectrum.every(({ p, ms }, index) => p === other.spectrum[index]?.p && ms === other.spectrum[index].ms)
  )
}
