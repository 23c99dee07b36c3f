/** What a heatmap is drawn from, on the screen and in files: one image under axes, with lines over it. */
import { tickText } from '../axis/axisText.ts'
import { percentileName } from '../axis/percentileAxis.ts'
import { valueTicks } from '../axis/ticks.ts'
import { timeAxisOption } from '../axis/timeAxis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { linePoints, valueAxisOption } from '../lanes/laneOption.ts'
import { percentileLook } from '../lanes/timelineLanes.ts'
import type { PlotLine, PlotParts } from '../painting/plotParts.ts'
import { latencyScale, shownWindow, type HeatChart, type HeatLayout } from './heatChart.ts'
import { paintHeatAbove, paintHeatBelow } from './paintHeat.ts'

/** @param image of the cells; null where there are none */
export function heatParts(
  chart: HeatChart,
  layout: HeatLayout,
  image: HTMLCanvasElement | null,
  theme: ChartTheme,
): PlotParts {
  const scale = latencyScale(chart.heatmap)
  const latencies = valueTicks(scale, mostTicks(layout.cells.heightPx))
  return {
    box: layout.cells,
    base: timeAxisOption(shownWindow(chart.heatmap), layout.cells.widthPx, chart.clockFromUnixMs, true, theme),
    values: valueAxisOption(scale, latencies, (ms) => tickText('ms', ms), theme),
    below: paintHeatBelow(chart, layout, image, theme),
    lines: percentileLines(chart),
    above: paintHeatAbove(chart, layout, theme),
  }
}

/** With edges in the colour of the ground: they have to be seen on light and dark cells. */
function percentileLines({ percentiles, heatmap }: HeatChart): PlotLine[] {
  const scale = latencyScale(heatmap)
  const lines = (percentiles?.percentiles ?? []).map(({ p, ms }): PlotLine => {
    const name = percentileName(p)
    const look = percentileLook(name)
    const series = { id: name, name, values: ms, shape: 'line' as const, ...look }
    return {
      id: name,
      points: percentiles === null ? new Float64Array() : linePoints(percentiles, series, scale),
      ...look,
    }
  })
  const edges = lines.map(({ id, points, widthPx }): PlotLine => ({
    id: `${id} edge`,
    points,
    color: '--surface',
    widthPx: widthPx + 2,
    opacity: 0.75,
  }))
  return [...edges, ...lines]
}
