/** What a percentile spectrum is drawn from, on the screen and in files. */
import { formatCount } from '../../../core/units/number.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { ninesOf, percentileName, percentileTicks } from '../axis/percentileAxis.ts'
import { tickText } from '../axis/axisText.ts'
import { fractionOf, onAxis, type Scale } from '../axis/scale.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import { valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { limitLook } from '../lanes/paintLines.ts'
import { placeLabels } from '../painting/labelPlacement.ts'
import type { BaseAxis, PlotLine, PlotParts } from '../painting/plotParts.ts'
import { TEXT_SIZE_PX, type Box, type Point, type Shape } from '../painting/shapes.ts'
import { spectrumCurve, spectrumEnd, spectrumScale, staircase, type SpectrumChart } from './spectrumChart.ts'
import { paintGap } from './spectrumGap.ts'

const LEFT_PX = 56
const AXIS_PX = 22
const TITLE_PX = 20
const RIGHT_PX = 84
const TICK_GAP_PX = 44
const CHARACTER_PX = 6.2
const LABEL_HEIGHT_PX = 12
/** Labels this far apart cannot touch. */
const LABEL_WIDTH_PX = 84

export interface SpectrumPlace {
  box: Box
  scale: Scale
  /** Right end of the axis. */
  endNines: number
}

export function placeSpectrum(chart: SpectrumChart, { widthPx, heightPx }: Size, topPx: number): SpectrumPlace {
  const box = {
    leftPx: LEFT_PX,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(20, widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(20, heightPx - topPx - TITLE_PX - AXIS_PX),
  }
  return { box, scale: spectrumScale(chart, mostTicks(box.heightPx)), endNines: spectrumEnd(chart) }
}

/** In pixels of the chart. */
export function pointOf({ box, scale, endNines }: SpectrumPlace, [nines, ms]: Point): Point {
  return [box.leftPx + (nines / endNines) * box.widthPx, box.topPx + box.heightPx * (1 - fractionOf(scale, ms))]
}

export function spectrumParts(chart: SpectrumChart, place: SpectrumPlace, theme: ChartTheme): PlotParts {
  const { box, scale } = place
  return {
    box,
    base: percentileAxis(place, theme),
    values: valueAxisOption(scale, valueTicks(scale, mostTicks(box.heightPx)), (ms) => tickText('ms', ms), theme),
    below: [...paintGap(chart, box, (point) => pointOf(place, point), theme), ...paintLimitStairs(chart, place, theme)],
    lines: chart.series.map(({ distribution, color, dashed }, index): PlotLine => ({
      id: `series ${index}`,
      points: Float64Array.from(spectrumCurve(distribution).solid.flatMap(([nines, ms]) => [nines, onAxis(scale, ms)])),
      color,
      widthPx: 1.75,
      dash: dashed ? 'dashed' : 'solid',
    })),
    above: paintEnds(chart, place, theme),
  }
}

function percentileAxis({ box, endNines }: SpectrumPlace, theme: ChartTheme): BaseAxis {
  const ticks = ticksThatFit(endNines, box.widthPx)
  const color = theme.colour('--line-strong')
  const customValues = ticks.map(({ nines }) => nines)
  return {
    type: 'value',
    min: 0,
    max: endNines,
    axisLine: { show: true, onZero: false, lineStyle: { color } },
    axisTick: { show: true, customValues, length: 4, lineStyle: { color } },
    axisLabel: {
      customValues,
      color: theme.colour('--text-3'),
      fontSize: TEXT_SIZE_PX,
      margin: 8,
      formatter(nines) {
        const tick = ticks.find((one) => Math.abs(one.nines - nines) < 1e-6)
        return tick === undefined ? '' : percentileName(tick.p)
      },
    },
    splitLine: { show: false },
  }
}

/** Each nine takes the same room, those before the first do not: names that would touch are left out. */
export function ticksThatFit(endNines: number, widthPx: number): { p: number; nines: number }[] {
  const kept: { p: number; nines: number }[] = []
  const all = percentileTicks(endNines)
  const important = (p: number) => (p === 99 || p === 99.9 || p === 90 || p === 50 || p === 0 ? 0 : 1)
  for (const tick of all.toSorted((a, b) => important(a.p) - important(b.p) || a.p - b.p)) {
    const isFree = kept.every((other) => (Math.abs(other.nines - tick.nines) / endNines) * widthPx >= TICK_GAP_PX)
    if (isFree) kept.push(tick)
  }
  return kept.toSorted((a, b) => a.p - b.p)
}

function paintLimitStairs(chart: SpectrumChart, place: SpectrumPlace, theme: ChartTheme): Shape[] {
  const taken: Box[] = []
  return (['target', 'maximum'] as const).flatMap((level): Shape[] => {
    const points = staircase(chart.limits, level, place.endNines).map((point) => pointOf(place, point))
    if (points.length === 0) return []
    const { line, text, dash } = limitLook({ level })
    const labels = chart.limits
      .filter((limit) => limit.level === level)
      .map((limit): Shape => {
        const end = limit.p >= 100 ? place.endNines : Math.min(place.endNines, ninesOf(limit.p))
        const words = `${limit.label} ${formatDuration(limit.ms)}`
        const label = limitLabelBox(pointOf(place, [end, limit.ms]), words.length * CHARACTER_PX, place.box, taken)
        taken.push(label)
        return {
          kind: 'text',
          at: [label.leftPx, label.topPx + label.heightPx / 2],
          text: words,
          color: theme.colour(text),
          align: 'left',
          halo: theme.colour('--surface'),
        }
      })
    return [{ kind: 'line', points, stroke: theme.colour(line), lineWidth: 1, dash }, ...labels]
  })
}

/** Over the end of its step, else under it, else right of it: the first that is inside and free; where none is, the first. */
export function limitLabelBox([x, y]: Point, widthPx: number, plot: Box, taken: readonly Box[]): Box {
  // Before the first nine there is little room: then it begins at the left edge.
  const leftPx = Math.max(plot.leftPx + 4, x - 4 - widthPx)
  const at = (left: number, middle: number): Box => ({
    leftPx: left,
    topPx: middle - LABEL_HEIGHT_PX / 2,
    widthPx,
    heightPx: LABEL_HEIGHT_PX,
  })
  const places = [at(leftPx, y - 8), at(leftPx, y + 8), at(x + 6, y)].filter(
    (box) => box.topPx + LABEL_HEIGHT_PX / 2 >= plot.topPx && box.leftPx + widthPx <= plot.leftPx + plot.widthPx,
  )
  return places.find((box) => !taken.some((other) => overlaps(box, other))) ?? places[0] ?? at(leftPx, y + 8)
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.leftPx < other.leftPx + other.widthPx &&
    other.leftPx < one.leftPx + one.widthPx &&
    one.topPx < other.topPx + other.heightPx &&
    other.topPx < one.topPx + one.heightPx
  )
}

/** From where the curve cannot be told any more: dots to the largest, with its value and how many there were. */
function paintEnds(chart: SpectrumChart, place: SpectrumPlace, theme: ChartTheme): Shape[] {
  const ends = chart.series.flatMap(({ color, distribution }): End[] => {
    const { solid, largest } = spectrumCurve(distribution)
    if (largest === null) return []
    const at = pointOf(place, largest)
    const words = [`max ${formatDuration(largest[1])}`, `n=${formatCount(distribution.count)}`] as const
    return [{ color: theme.colour(color), from: pointOf(place, solid.at(-1) ?? largest), at, words }]
  })
  const { topPx } = place.box
  const shapes = ends.flatMap(({ color, from, at }): Shape[] => [
    { kind: 'line', points: [from, at], stroke: color, lineWidth: 1, dash: 'dotted' },
    { kind: 'dot', at, radiusPx: 3, fill: color },
  ])
  const title: Shape = {
    kind: 'text',
    at: [LEFT_PX, topPx - TITLE_PX / 2],
    text: `Latency by percentile · ms${chart.isLog ? ', log' : ''}`,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  }
  return [...shapes, ...paintEndWords(ends, place, theme), title]
}

interface End {
  color: string
  from: Point
  at: Point
  /** The largest, and of how many. */
  words: readonly [largest: string, count: string]
}

/** Beside their dots, apart from each other. What two curves say alike is said once: response and service time have one end often. */
function paintEndWords(ends: readonly End[], { box }: SpectrumPlace, theme: ChartTheme): Shape[] {
  const told = ends.filter(({ words }, index) => ends.findIndex((end) => end.words.join() === words.join()) === index)
  return told.flatMap((end): Shape[] => {
    const [x] = end.at
    const near = told.filter((other) => Math.abs(other.at[0] - x) < LABEL_WIDTH_PX)
    const placed = placeLabels(
      near.map((other) => other.at[1]),
      26,
      box.topPx + 6,
      box.topPx + box.heightPx - 18,
    )
    const y = placed[near.indexOf(end)] ?? end.at[1]
    const label = {
      kind: 'text' as const,
      align: 'left' as const,
      maxWidthPx: RIGHT_PX - 10,
      halo: theme.colour('--surface'),
    }
    const [largest, count] = end.words
    return [
      { ...label, at: [x + 7, y], text: largest, color: end.color, weight: 500 },
      { ...label, at: [x + 7, y + 12], text: count, color: theme.colour('--text-3') },
    ]
  })
}
