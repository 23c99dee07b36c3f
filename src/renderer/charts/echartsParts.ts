/** ECharts with only what these charts draw with: axes, lines, and shapes of our own. */
import { CustomChart, LineChart } from 'echarts/charts'
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import type { GridComponentOption } from 'echarts/components'
import { init, use } from 'echarts/core'
import type { ComposeOption, EChartsType } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([LineChart, CustomChart, GridComponent, CanvasRenderer, SVGRenderer])

export type ChartOption = ComposeOption<LineSeriesOption | CustomSeriesOption | GridComponentOption>
export type Chart = EChartsType

export interface Size {
  widthPx: number
  heightPx: number
}

/** A chart in an element of the page, on a canvas. */
export function createChart(element: HTMLElement, { widthPx, heightPx }: Size): Chart {
  return init(element, null, { renderer: 'canvas', width: widthPx, height: heightPx })
}

/** A chart without a page, for files. */
export function createSvgChart({ widthPx, heightPx }: Size): Chart {
  return init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx })
}
