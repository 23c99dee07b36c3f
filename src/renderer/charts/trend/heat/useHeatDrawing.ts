/** The picture of a heat overview: colours are looked up anew for other differences only, the image for other rows and sizes. */
import { computed, type ComputedRef, type Ref } from 'vue'
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import type { ChartTheme } from '../../chartTheme.ts'
import type { Size } from '../../echartsParts.ts'
import { heatRamp } from '../../heat/heatColours.ts'
import { heatCanvas } from '../../heat/heatImage.ts'
import { rgbOf } from '../../painting/cssColour.ts'
import type { ChartPicture } from '../../useChart.ts'
import { heatOfColumns } from './heatColumns.ts'
import { layoutTrendHeat, type HeatLayout } from './heatLayout.ts'
import { lastShade, SHADE_TOKENS, trendHeatPixels } from './heatShades.ts'
import { ARROW_PX, trendHeatPicture } from './paintHeat.ts'

export interface HeatDrawingParts {
  /** With as many columns as there is room for. */
  heat: ComputedRef<TrendHeatView>
  layout: ComputedRef<HeatLayout>
  /** @param headPx room above everything */
  pictureAt(headPx: number): { picture: ChartPicture; size: Size }
}

export function useHeatDrawing(
  whole: () => TrendHeatView,
  size: Readonly<Ref<Size>>,
  firstRow: Readonly<Ref<number>>,
  theme: Readonly<Ref<ChartTheme>>,
): HeatDrawingParts {
  const last = computed(() => lastShade(whole()))
  const ramp = computed(() => heatRamp(SHADE_TOKENS.map((token) => theme.value.colour(token))))
  const layoutAt = (headPx: number): HeatLayout =>
    layoutTrendHeat(whole().rows.length, size.value, firstRow.value, headPx)
  const layoutNow = computed(() => layoutAt(0))
  // Rows that are scrolled do not change it, and while it cannot be seen it stays.
  const widthPx = computed((before?: number) =>
    size.value.widthPx === 0 ? (before ?? Number.POSITIVE_INFINITY) : layoutNow.value.cells.widthPx,
  )
  const heat = computed(() => heatOfColumns(whole(), widthPx.value))

  function imageOf(layout: HeatLayout): HTMLCanvasElement | null {
    const own = heat.value
    if (own.columns === 0 || layout.to <= layout.from) return null
    const hasArrows = layout.cells.widthPx / own.columns >= ARROW_PX
    const pixels = trendHeatPixels(own, layout, last.value, {
      ramp: ramp.value,
      unknown: rgbOf(theme.value.colour('--surface-2')),
      edge: hasArrows ? null : rgbOf(theme.value.colour('--text')),
    })
    const ratio = window.devicePixelRatio
    return heatCanvas(pixels, pixels.pixels, layout.cells.widthPx * ratio, layout.cells.heightPx * ratio)
  }

  return {
    heat,
    layout: layoutNow,
    pictureAt(headPx) {
      const layout = layoutAt(headPx)
      const drawing = { heat: heat.value, layout, last: last.value, image: imageOf(layout) }
      return { picture: trendHeatPicture(drawing, theme.value), size: layout.size }
    },
  }
}
