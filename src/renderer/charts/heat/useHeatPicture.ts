/** The picture of a heatmap chart: its cells are coloured anew only for new cells or colours. */
import { computed, type ComputedRef, type Ref } from 'vue'
import type { DistributionView, HeatmapView, TimelineView } from '../../../contract/methods/analysis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption, Size } from '../echartsParts.ts'
import type { ChartLimit } from '../lanes/lane.ts'
import type { TrustSteps } from '../lanes/paintTrust.ts'
import { drawPlot } from '../painting/drawPlot.ts'
import { plotOption } from '../painting/plotOption.ts'
import { layoutHeat, type HeatChart, type HeatLayout } from './heatChart.ts'
import { HEAT_TOKENS, heatRamp } from './heatColours.ts'
import { cellsCanvas, heatCanvas, heatPixels } from './heatImage.ts'
import { heatParts } from './heatParts.ts'
import { heatValues, type HeatBy } from './heatValues.ts'

export interface HeatInput {
  heatmap: HeatmapView
  by: HeatBy
  limits: ChartLimit[]
  percentiles: TimelineView | null
  trust: TrustSteps | null
  bars: DistributionView['bars'] | null
  clockFromUnixMs: number | null
}

export interface HeatPicture {
  layout: ComputedRef<HeatLayout>
  draw(context: CanvasRenderingContext2D): void
  /** For files. @param headPx room above everything */
  optionAt(headPx: number): { option: ChartOption; size: Size }
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

  const layout = computed(() => layoutAt(0))
  const isEmpty = computed(() => heatmap.value.columns === 0 || heatmap.value.rows === 0)
  const cells = computed(() => (isEmpty.value ? null : cellsCanvas(heatmap.value, pixels.value)))

  return {
    layout,
    draw: (context) => drawPlot(context, heatParts(chart.value, layout.value, cells.value, theme.value), theme.value),
    optionAt(headPx) {
      const at = layoutAt(headPx)
      const { widthPx, heightPx } = at.cells
      const ratio = window.devicePixelRatio
      // ECharts would blur what it enlarges.
      const image = isEmpty.value ? null : heatCanvas(heatmap.value, pixels.value, widthPx * ratio, heightPx * ratio)
      return { option: plotOption(heatParts(chart.value, at, image, theme.value), theme.value), size: at.size }
    },
  }
}
