/** The ECharts option of a heatmap: one image under axes, with lines over it. */
import type { LineSeriesOption } from 'echarts/charts'
import { tickText } from '../axis/axisText.ts'
import { percentileName } from '../axis/percentileAxis.ts'
import { valueTicks } from '../axis/ticks.ts'
import { timeAxisOption } from '../axis/timeAxis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption } from '../echartsParts.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { gridOption, lineData, linePoints, lineStyle, valueAxisOption } from '../lanes/laneOption.ts'
import { percentileLook } from '../lanes/timelineLanes.ts'
import { paintedSeries } from '../painting/shapes.ts'
import type { ChartPicture } from '../useChart.ts'
import { latencyScale, shownWindow, type HeatChart, type HeatLayout } from './heatChart.ts'
import { paintHeatAbove, paintHeatBelow } from './paintHeat.ts'

/** @param image of the cells; null where there are none */
export function heatPicture(
  chart: HeatChart,
  layout: HeatLayout,
  image: HTMLCanvasElement | null,
  theme: ChartTheme,
): ChartPicture {
  const { heatmap } = chart
  const scale = latencyScale(heatmap)
  const shown = shownWindow(heatmap)
  const latencies = valueTicks(scale, mostTicks(layout.cells.heightPx))
  const lines = percentileLines(chart, theme)
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, layout.cells),
    xAxis: timeAxisOption(shown, layout.cells.widthPx, chart.clockFromUnixMs, true, theme),
    yAxis: valueAxisOption(scale, latencies, (ms) => tickText('ms', ms), theme),
    series: [
      paintedSeries('below', 1, paintHeatBelow(chart, layout, image, theme), theme.font),
      ...lines,
      paintedSeries('above', 5, paintHeatAbove(chart, layout, theme), theme.font),
    ],
  }
  return { option, structure: lines.map(({ id }) => id).join(' ') }
}

/** With an edge in the colour of the ground: they have to be seen on light and dark cells. */
function percentileLines({ percentiles, heatmap }: HeatChart, theme: ChartTheme): LineSeriesOption[] {
  if (percentiles === null) return []
  return percentiles.percentiles.flatMap(({ p, ms }) => {
    const name = percentileName(p)
    const series = { id: name, name, values: ms, shape: 'line' as const, ...percentileLook(name) }
    const points = lineData(linePoints(percentiles, series, latencyScale(heatmap)))
    const line = lineStyle(series, theme)
    const edge = { ...line.lineStyle, color: theme.colour('--surface'), width: series.widthPx + 2, opacity: 0.75 }
    return [
      {
        ...line,
        type: 'line' as const,
        id: `${name} edge`,
        z: 3,
        ...points,
        lineStyle: { ...edge, type: 'solid' as const },
      },
      { ...line, type: 'line' as const, id: name, z: 4, ...points },
    ]
  })
}
