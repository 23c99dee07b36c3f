/** The picture of a heatmap chart: built anew only for new cells or colours, and enlarged for each new size. */
import { computed, type ComputedRef, type Ref } from 'vue'
import type { DistributionView, HeatmapView, TimelineView } from '../../../contract/methods/analysis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import type { ChartLimit } from '../lanes/lane.ts'
import type { ChartPicture } from '../useChart.ts'
import { layoutHeat, type HeatChart, type HeatLayout } from './heatChart.ts'
import { HEAT_TOKENS, heatRamp } from './heatColours.ts'
import { heatCanvas, heatPixels } from './heatImage.ts'
import { heatPicture } from './heatOption.ts'
import { heatValues, type HeatBy } from './heatValues.ts'

export interface HeatInput {
  heatmap: HeatmapView
  by: HeatBy
  limits: ChartLimit[]
  percentiles: TimelineView | null
  bars: DistributionView['bars'] | null
  clockFromUnixMs: number | null
}

export interface HeatPicture {
  layout: ComputedRef<HeatLayout>
  /** @param headPx room above everything */
  pictureAt(headPx: number): { picture: ChartPicture; size: Size }
}

export function useHeatPicture(
  input: () => HeatInput,
  size: Readonly<Ref<Size>>,
  theme: Readonly<Ref<ChartTheme>>,
): HeatPicture {
  const heatmap = computed(() => input().heatmap)
  const by = computed(() => input().by)
  const values = computed(() => heatValues(heatmap.value, by.value))
  const chart = computed((): HeatChart => ({ ...input(), values: values.value }))
  const pixels = computed(() => {
    const ramp = heatRamp(HEAT_TOKENS.map((token) => theme.value.colour(token)))
    return heatPixels(heatmap.value, values.value, by.value, ramp)
  })

  function layoutAt(headPx: number): HeatLayout {
    const tall = { widthPx: size.value.widthPx, heightPx: size.value.heightPx + headPx }
    const { bars, percentiles } = chart.value
    return layoutHeat(tall, { bars: bars !== null, percentiles: percentiles !== null }, headPx)
  }

  return {
    layout: computed(() => layoutAt(0)),
    pictureAt(headPx) {
      const layout = layoutAt(headPx)
      const { widthPx, heightPx } = layout.cells
      const ratio = window.devicePixelRatio
      const isEmpty = heatmap.value.columns === 0 || heatmap.value.rows === 0
      const image = isEmpty ? null : heatCanvas(heatmap.value, pixels.value, widthPx * ratio, heightPx * ratio)
      return { picture: heatPicture(chart.value, layout, image, theme.value), size: layout.size }
    },
  }
}
