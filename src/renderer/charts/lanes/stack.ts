/** Areas and bars upon each other. */
import type { LaneSeries } from './lane.ts'

export interface StackedLayer {
  series: LaneSeries
  /** NaN where the series has no value: a gap of its own, which carries nothing of those above. */
  bottoms: Float64Array
  tops: Float64Array
}

/** In the order of the series, the first at the bottom. */
export function stackedTops(series: readonly LaneSeries[]): StackedLayer[] {
  const layers: StackedLayer[] = []
  let ground: Float64Array | null = null
  for (const one of series) {
    if (one.shape !== 'area' && one.shape !== 'bar') continue
    const below: Float64Array = ground ?? new Float64Array(one.values.length)
    const bottoms = new Float64Array(one.values.length).fill(Number.NaN)
    const tops = new Float64Array(one.values.length).fill(Number.NaN)
    const next = Float64Array.from(below)
    for (let index = 0; index < one.values.length; index++) {
      const value = one.values[index] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      bottoms[index] = below[index] ?? 0
      tops[index] = next[index] = (below[index] ?? 0) + value
    }
    layers.push({ series: one, bottoms, tops })
    ground = next
  }
  return layers
}
