/** The endpoints that took most time, as ridges. */
import type { EndpointDistributionsView } from '../../../../contract/methods/analysis.ts'
import type { Ridge } from '../../../charts/ridgeline/ridgelineChart.ts'
import { formatCount, formatShare } from '../../../ui/format.ts'
import { markerLook } from './distributionMarkers.ts'

export function endpointRidges({ endpoints }: EndpointDistributionsView): Ridge[] {
  return endpoints.map(({ name, kind, count, timeShare, percentiles, bars }) => {
    // A reply, say, may have the name of a request.
    const isAlone = endpoints.every((other) => other.name !== name || other.kind === kind)
    const marks = percentiles.map(({ p, ms }) => ({ ...markerLook(p), ms }))
    return { name: isAlone ? name : `${name} (${kind})`, count, timeShare, bars, marks }
  })
}

/** `The 12 endpoints that took most time. 188 others took 31.00 % of it.` */
export function ridgesWords({ endpoints, others }: EndpointDistributionsView): string {
  if (others.count === 0) return 'Those that took most time are on top.'
  const part = others.timeShare === null ? '' : ` took ${formatShare(others.timeShare, others.timeShare > 0)} of it`
  const rest = `${formatCount(others.count)} ${others.count === 1 ? 'other' : 'others'}`
  return `The ${endpoints.length} endpoints that took most time. ${rest}${part}.`
}
