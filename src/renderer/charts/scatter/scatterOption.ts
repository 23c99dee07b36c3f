/** The ECharts option of a scatter: two axes of values, and points that are painted, coloured by when they were. */
import { tickText, unitName } from '../axis/axisText.ts'
import { momentText } from '../axis/timeText.ts'
import type { Scale } from '../axis/scale.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption, Size } from '../echartsParts.ts'
import { heatRamp } from '../heat/heatColours.ts'
import { rampStep } from '../heat/heatValues.ts'
import { gridOption, valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { hex } from '../painting/cssColour.ts'
import { paintedSeries, type Box, type Shape } from '../painting/shapes.ts'
import type { ChartPicture } from '../useChart.ts'
import type { Metric } from './metrics.ts'
import { pointOf, type ScatterChart } from './scatterChart.ts'

/** Those of the heatmap that stand out from the ground. */
const TOKENS = ['--heat-4', '--heat-5', '--heat-6', '--heat-7']
/** More shades are not told apart; each is one path. */
const SHADES = 24
const RADIUS_PX = 3.5
const SWATCH_PX = 5
const TICK_EVERY_PX = 80
const CHARACTER_PX = 6.4

export function scatterPicture(chart: ScatterChart, box: Box, size: Size, theme: ChartTheme): ChartPicture {
  const { x, y, xScale, yScale } = chart
  const axis = (scale: Scale, { unit }: Metric, most: number) =>
    valueAxisOption(scale, valueTicks(scale, most), (value) => tickText(unit, value), theme)
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, box),
    xAxis: axis(xScale, x, Math.max(2, Math.floor(box.widthPx / TICK_EVERY_PX))),
    yAxis: axis(yScale, y, mostTicks(box.heightPx)),
    series: [
      paintedSeries('points', 3, paintPoints(chart, box, theme), theme.font),
      paintedSeries('words', 5, paintWords(chart, box, size, theme), theme.font),
    ],
  }
  return { option, structure: '' }
}

/** Early ones below late ones. Hollow where little follows from the step. */
export function paintPoints(chart: ScatterChart, box: Box, theme: ChartTheme): Shape[] {
  const [full, hollow] = [shades(), shades()]
  for (let index = 0; index < chart.xs.length; index++) {
    const point = pointOf(chart, box, index)
    if (point === null) continue
    const shade = shadeOf(index, chart.xs.length)
    const kind = chart.isDoubtful[index] === 1 ? hollow : full
    kind[shade] = (kind[shade] ?? '') + circle(point)
  }
  const colours = timeColours(theme)
  return colours.flatMap((colour, shade): Shape[] => {
    const [filled, rings] = [full[shade] ?? '', hollow[shade] ?? '']
    return [
      ...(rings === '' ? [] : [{ kind: 'path' as const, data: rings, stroke: colour, lineWidth: 1.25 }]),
      ...(filled === '' ? [] : [{ kind: 'path' as const, data: filled, fill: colour, opacity: 0.85 }]),
    ]
  })
}

function shades(): string[] {
  return Array.from({ length: SHADES }, () => '')
}

/** Which shade a step has, of `steps` in the order of time. */
export function shadeOf(index: number, steps: number): number {
  return Math.min(SHADES - 1, Math.floor((index / Math.max(1, steps)) * SHADES))
}

export function timeColours(theme: ChartTheme): string[] {
  const ramp = heatRamp(TOKENS.map((token) => theme.colour(token)))
  return Array.from({ length: SHADES }, (_, shade) => {
    const colour = ramp[rampStep(shade / (SHADES - 1))]
    return colour === undefined ? theme.colour('--heat-7') : hex(colour)
  })
}

function circle([x, y]: [number, number]): string {
  const r = RADIUS_PX
  return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

/** What the axes are of, and which colour is which time. */
function paintWords(chart: ScatterChart, box: Box, { heightPx }: Size, theme: ChartTheme): Shape[] {
  const { timeline, clockFromUnixMs } = chart
  const y = heightPx - 8
  const rightPx = box.leftPx + box.widthPx
  const last = momentText(timeline.window.toS, clockFromUnixMs)
  const swatchesPx = rightPx - last.length * CHARACTER_PX - 6 - SHADES * SWATCH_PX
  const text = (x: number, at: number, words: string, align: 'left' | 'right'): Shape => ({
    kind: 'text',
    at: [x, at],
    text: words,
    color: theme.colour('--text-2'),
    align,
    weight: 500,
    halo: theme.colour('--surface'),
  })
  return [
    text(box.leftPx, box.topPx - 12, axisName(chart.y, chart.yScale), 'left'),
    text(box.leftPx, y, `→ ${axisName(chart.x, chart.xScale)}`, 'left'),
    text(swatchesPx - 6, y, momentText(timeline.window.fromS, clockFromUnixMs), 'right'),
    ...timeColours(theme).map((fill, shade): Shape => ({
      kind: 'rect',
      box: { leftPx: swatchesPx + shade * SWATCH_PX, topPx: y - 5, widthPx: SWATCH_PX + 0.5, heightPx: 10 },
      fill,
    })),
    text(rightPx, y, last, 'right'),
  ]
}

/** `p95 · ms, log`. */
function axisName({ name, unit }: Metric, { kind }: Scale): string {
  const words = [unitName(unit), kind === 'log' ? 'log' : ''].filter((word) => word !== '').join(', ')
  return words === '' ? name : `${name} · ${words}`
}
