/** Percentiles as marks on a distribution. */
import type { DistributionView } from '../../../../contract/methods/analysis.ts'
import type { DistributionMarker } from '../../../charts/distribution/distributionParts.ts'

const COLOURS: readonly (readonly [p: number, color: string])[] = [
  [50, '--p50'],
  [75, '--p75'],
  [90, '--p90'],
  [95, '--p95'],
  [99, '--p99'],
  [99.9, '--p999'],
  [100, '--max'],
]

/** Only of percentiles that enough requests are above: the spectrum has no others. 100 is the largest. */
export function distributionMarkers(
  { spectrum }: Pick<DistributionView, 'spectrum'>,
  percentiles: readonly number[],
): DistributionMarker[] {
  return percentiles.flatMap((p) => {
    const point = spectrum.find((each) => each.p === p)
    if (point === undefined) return []
    return [{ ...markerLook(p), ms: point.ms }]
  })
}

export function markerLook(p: number): { label: string; color: string } {
  return { label: p === 100 ? 'max' : `p${p}`, color: COLOURS.find(([of]) => of === p)?.[1] ?? '--text-2' }
}
