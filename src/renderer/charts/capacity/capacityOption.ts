/** The ECharts option of a chart of capacity: two axes of values, and everything else painted. */
import { tickText, type Unit } from '../axis/axisText.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption, Size } from '../echartsParts.ts'
import { gridOption, valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { paintedSeries, type Box, type Shape } from '../painting/shapes.ts'
import { timeColours } from '../scatter/scatterOption.ts'
import type { ChartPicture } from '../useChart.ts'
import type { CapacityChart, CapacityChartKind } from './capacityChart.ts'
import { paintCurve, paintLevelMarks, paintLimits, paintZero } from './paintCapacity.ts'
import { paintCapacityPoints } from './paintPoints.ts'

const TICK_EVERY_PX = 80
const SWATCH_PX = 4
const CHARACTER_PX = 6.4

const NAMES: Readonly<Record<CapacityChartKind, string>> = {
  throughput: 'Throughput · per second',
  latency: 'Response time · ms',
  residuals: 'Off the curve by · %',
}

export function capacityPicture(chart: CapacityChart, box: Box, size: Size, theme: ChartTheme): ChartPicture {
  const { kind, xScale, yScale } = chart
  const { marks, labels } = paintMarks(chart, box, theme)
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, box),
    xAxis: valueAxisOption(
      xScale,
      valueTicks(xScale, Math.max(2, Math.floor(box.widthPx / TICK_EVERY_PX))),
      (value) => tickText('count', value),
      theme,
    ),
    yAxis: valueAxisOption(yScale, valueTicks(yScale, mostTicks(box.heightPx)), (value) => yTick(kind, value), theme),
    series: [
      paintedSeries('below', 1, marks, theme.font),
      paintedSeries('points', 3, paintCapacityPoints(chart, box, theme), theme.font),
      paintedSeries('words', 5, [...labels, ...paintWords(chart, box, size, theme)], theme.font),
    ],
  }
  return { option, structure: '' }
}

function yTick(kind: CapacityChartKind, value: number): string {
  const units: Readonly<Record<CapacityChartKind, Unit>> = { throughput: 'perS', latency: 'ms', residuals: 'percent' }
  return tickText(units[kind], kind === 'residuals' ? value * 100 : value)
}

/** Below the points and above them: no line or curve runs through a label. */
export function paintMarks(chart: CapacityChart, box: Box, theme: ChartTheme): { marks: Shape[]; labels: Shape[] } {
  const shapes = markShapes(chart, box, theme)
  return {
    marks: shapes.filter(({ kind }) => kind !== 'text'),
    labels: shapes.filter(({ kind }) => kind === 'text'),
  }
}

function markShapes(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  switch (chart.kind) {
    case 'throughput':
      return [...paintCurve(chart, box, theme), ...paintLevelMarks(chart, box, theme)]
    case 'latency':
      return [...paintLimits(chart, box, theme), ...paintLevelMarks(chart, box, theme)]
    case 'residuals':
      return paintZero(chart, box, theme)
    default:
      return chart.kind satisfies never
  }
}

/** What the axes are of, and which colour is which time. */
function paintWords(chart: CapacityChart, box: Box, { heightPx }: Size, theme: ChartTheme): Shape[] {
  const y = heightPx - 8
  const words = (x: number, at: number, text: string, align: 'left' | 'right'): Shape => ({
    kind: 'text',
    at: [x, at],
    text,
    color: theme.colour('--text-2'),
    align,
    weight: 500,
    halo: theme.colour('--surface'),
  })
  const name = NAMES[chart.kind] + (chart.yScale.kind === 'log' ? ', log' : '')
  const axes = [words(8, box.topPx - 14, name, 'left'), words(box.leftPx, y, `→ ${axisName(chart)}`, 'left')]
  if (chart.kind === 'latency') return axes
  const rightPx = box.leftPx + box.widthPx
  const colours = timeColours(theme)
  const last = 'last run'
  const swatchesPx = rightPx - last.length * CHARACTER_PX - 6 - colours.length * SWATCH_PX
  return [
    ...axes,
    words(swatchesPx - 6, y, 'first run', 'right'),
    ...colours.map((fill, shade): Shape => ({
      kind: 'rect',
      box: { leftPx: swatchesPx + shade * SWATCH_PX, topPx: y - 5, widthPx: SWATCH_PX + 0.5, heightPx: 10 },
      fill,
    })),
    words(rightPx, y, last, 'right'),
  ]
}

export function axisName({ axis, view }: Pick<CapacityChart, 'axis' | 'view'>): string {
  if (axis === 'inFlight') return 'in flight'
  return view.unit === 'perS' ? 'arrivals per second' : 'users'
}
