/** The ECharts option of a chart of lanes: grids, axes and lines; what else there is, is painted. */
import type { LineSeriesOption } from 'echarts/charts'
import { tickText } from '../axis/axisText.ts'
import { fromAxis, onAxis, type Scale } from '../axis/scale.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption } from '../echartsParts.ts'
import { dashPattern, paintedSeries, TEXT_SIZE_PX, type Box } from '../painting/shapes.ts'
import type { ChartPicture } from '../useChart.ts'
import type { LaneSeries } from './lane.ts'
import { laneAxisOption } from './laneAxis.ts'
import { axisEnds, placeLanes, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import { mostTicks } from './laneScale.ts'
import { paintAbove, paintBelow } from './paintLanes.ts'

export function lanePicture(chart: LaneChart, layout: LaneLayout, theme: ChartTheme): ChartPicture {
  const placed = placeLanes(chart, layout)
  const lines = placed.flatMap((lane) => laneLines(chart, lane, theme))
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: placed.map(({ box, index }) => gridOption(index, box)),
    xAxis: placed.map(({ index }) => ({
      id: `x${index}`,
      gridIndex: index,
      ...laneAxisOption(chart, layout.plotWidthPx, index === placed.length - 1, theme),
    })),
    yAxis: placed.map((lane) => valueAxis(lane, theme)),
    series: [
      paintedSeries('below', 1, paintBelow(chart, layout, placed, theme), theme.font),
      ...lines,
      paintedSeries('above', 5, paintAbove(chart, layout, placed, theme), theme.font),
    ],
  }
  const structure = [...chart.lanes.map(({ id }) => id), '|', ...lines.map(({ id }) => id)].join(' ')
  return { option, structure }
}

export function gridOption(index: number, { leftPx, topPx, widthPx, heightPx }: Box) {
  // The plots are where we say: no room is made for labels behind our back.
  return {
    id: `grid${index}`,
    left: leftPx,
    top: topPx,
    width: widthPx,
    height: heightPx,
    outerBoundsMode: 'none' as const,
  }
}

function valueAxis({ lane, index, box, scale }: PlacedLane, theme: ChartTheme) {
  if (lane.kind === 'strip') {
    return { id: `y${index}`, gridIndex: index, type: 'value' as const, min: 0, max: 1, show: false }
  }
  const ticks = valueTicks(scale, mostTicks(box.heightPx))
  return {
    id: `y${index}`,
    gridIndex: index,
    ...valueAxisOption(scale, ticks, (value) => tickText(lane.unit, value), theme),
  }
}

/** A vertical or horizontal axis of values with grid lines at its ticks and nothing else. */
export function valueAxisOption(scale: Scale, ticks: number[], text: (value: number) => string, theme: ChartTheme) {
  const positions = ticks.map((tick) => onAxis(scale, tick))
  return {
    type: 'value' as const,
    ...axisEnds(scale),
    axisLine: { show: false },
    axisTick: { show: false, customValues: positions },
    axisLabel: {
      customValues: positions,
      color: theme.colour('--text-3'),
      fontSize: TEXT_SIZE_PX,
      margin: 8,
      // 10^log10(50) is 50.000…7.
      formatter: (position: number) => text(Number(fromAxis(scale, position).toPrecision(9))),
    },
    splitLine: { show: true, lineStyle: { color: theme.colour('--line'), width: 1 } },
  }
}

function laneLines(chart: LaneChart, { lane, index, scale }: PlacedLane, theme: ChartTheme): LineSeriesOption[] {
  if (lane.kind === 'strip') return []
  const lines = lane.series.filter(({ id, shape }) => !chart.hidden.has(id) && (shape === 'line' || shape === 'step'))
  return lines.map((series, order) => ({
    type: 'line',
    id: series.id,
    xAxisIndex: index,
    yAxisIndex: index,
    z: 3 + order / 100,
    ...lineStyle(series, theme),
    ...(series.shape === 'step' ? { step: 'end' as const } : {}),
    ...lineData(linePoints(chart, series, scale)),
  }))
}

/** How a line looks and that it does nothing else: no symbols, no hover of ECharts, no sampling. */
export function lineStyle({ color, widthPx, dash }: Pick<LaneSeries, 'color' | 'widthPx' | 'dash'>, theme: ChartTheme) {
  return {
    silent: true,
    animation: false,
    showSymbol: false,
    symbol: 'none',
    connectNulls: false,
    clip: true,
    emphasis: { disabled: true },
    lineStyle: {
      color: theme.colour(color),
      width: widthPx ?? 1.5,
      type: dashPattern(dash),
      cap: 'butt' as const,
      join: 'round' as const,
    },
  }
}

/** ECharts takes flat typed arrays; its types do not say so. */
export function lineData(points: Float64Array): { dimensions: string[]; data: number[] } {
  return { dimensions: ['x', 'y'], data: points as unknown as number[] }
}

/**
 * x, y, x, y …; NaN is a gap. A line goes through the middles of its steps; a step line has its value from the begin of the
 * step on, and its last one to the end.
 */
export function linePoints(
  { t, stepS }: Pick<LaneChart, 't' | 'stepS'>,
  series: LaneSeries,
  scale: Scale,
): Float64Array {
  const isStep = series.shape === 'step'
  const length = Math.min(t.length, series.values.length)
  const points = new Float64Array(2 * length + (isStep && length > 0 ? 2 : 0))
  for (let index = 0; index < length; index++) {
    points[2 * index] = (t[index] ?? 0) + (isStep ? 0 : stepS / 2)
    points[2 * index + 1] = onAxis(scale, series.values[index] ?? Number.NaN)
  }
  if (isStep && length > 0) {
    points[2 * length] = (t[length - 1] ?? 0) + stepS
    points[2 * length + 1] = points[2 * length - 1] ?? Number.NaN
  }
  return points
}
