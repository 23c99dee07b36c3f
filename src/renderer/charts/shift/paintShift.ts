/** What a quantile shift draws: what does not matter, the band, the curve with its worse and better parts. */
import { ninesOf } from '../axis/percentileAxis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { hatchPath } from '../painting/hatch.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import {
  pointOf,
  stateOf,
  valueOf,
  type ShiftChart,
  type ShiftPlace,
  type ShiftState,
  type ShiftStep,
} from './shiftChart.ts'

export const SHIFT_COLOURS: Readonly<Record<ShiftState, string>> = {
  slower: '--fail',
  faster: '--met',
  same: '--text-3',
  unknown: '--unknown',
}

const MARK_PX = 4.5
/** Strokes from the curve to the zero line: worse ones stand closer than better ones. */
const STROKE_EVERY_PX: Readonly<Record<'slower' | 'faster', number>> = { slower: 4, faster: 8 }

export function paintShift(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): Shape[] {
  return [
    {
      kind: 'clipped',
      box: place.box,
      shapes: [...paintThresholds(chart, place, theme), ...paintBand(chart, place, theme)],
    },
    paintZero(place, theme),
    { kind: 'clipped', box: place.box, shapes: paintStrokes(chart, place, theme) },
    ...paintCurve(chart, place, theme),
  ]
}

function at(chart: ShiftChart, place: ShiftPlace, step: ShiftStep, ratio: number): Point {
  return pointOf(place, [ninesOf(step.percentile), valueOf(chart, step, ratio)])
}

/** Each percentile has the threshold of the metric that is nearest, half of the way to its neighbours. */
function paintThresholds(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): Shape[] {
  const xs = chart.steps.map(({ percentile }) => pointOf(place, [ninesOf(percentile), 0])[0])
  const boxes = chart.steps.flatMap((step, index): Box[] => {
    const x = xs[index]
    if (step.threshold === null || x === undefined) return []
    const [left, right] = [((xs[index - 1] ?? x) + x) / 2, ((xs[index + 1] ?? x) + x) / 2]
    const [top, bottom] = [step.threshold.high, step.threshold.low].map((ratio) => at(chart, place, step, ratio)[1])
    return [{ leftPx: left, topPx: top ?? 0, widthPx: right - left, heightPx: (bottom ?? 0) - (top ?? 0) }]
  })
  const data = boxes.map((box) => hatchPath(box)).join('')
  return [
    ...boxes.map((box): Shape => ({ kind: 'rect', box, fill: theme.colour('--surface-2') })),
    { kind: 'path', data, stroke: theme.colour('--line-strong'), lineWidth: 1, opacity: 0.8 },
  ]
}

function paintBand(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): Shape[] {
  const edges = chart.steps.flatMap((step) =>
    step.band === null
      ? []
      : [{ high: at(chart, place, step, step.band.high), low: at(chart, place, step, step.band.low) }],
  )
  if (edges.length < 2) return []
  const [upper, lower] = [edges.map(({ high }) => high), edges.map(({ low }) => low)]
  const colour = theme.colour('--candidate')
  const edge = (points: Point[]): Shape => ({ kind: 'line', points, stroke: colour, lineWidth: 1, opacity: 0.45 })
  return [
    { kind: 'polygon', points: [...upper, ...lower.toReversed()], fill: colour, opacity: 0.16 },
    edge(upper),
    edge(lower),
  ]
}

function paintZero(place: ShiftPlace, theme: ChartTheme): Shape {
  const { leftPx, widthPx } = place.box
  const y = pointOf(place, [0, 0])[1]
  return {
    kind: 'line',
    points: [
      [leftPx, y],
      [leftPx + widthPx, y],
    ],
    stroke: theme.colour('--baseline'),
    lineWidth: 1.25,
    dash: 'dashed',
  }
}

/** Half of the way to the neighbours on both sides looks like the step itself. */
function halvesOf(points: readonly Point[], index: number): Point[] {
  const own = points[index]
  if (own === undefined) return []
  const half = (other: Point | undefined): Point[] =>
    other === undefined ? [] : [[(own[0] + other[0]) / 2, (own[1] + other[1]) / 2]]
  return [...half(points[index - 1]), own, ...half(points[index + 1])]
}

function paintStrokes(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): Shape[] {
  const points = chart.steps.map((step) => at(chart, place, step, step.ratio))
  const zero = pointOf(place, [0, 0])[1]
  return (['slower', 'faster'] as const).flatMap((state): Shape[] => {
    const every = STROKE_EVERY_PX[state]
    const data = chart.steps
      .flatMap((step, index) => (stateOf(step) === state ? [strokesTo(zero, halvesOf(points, index), every)] : []))
      .join('')
    return data === ''
      ? []
      : [{ kind: 'path', data, stroke: theme.colour(SHIFT_COLOURS[state]), lineWidth: 1.25, opacity: 0.55 }]
  })
}

function strokesTo(zero: number, line: readonly Point[], every: number): string {
  const strokes: string[] = []
  for (const [index, [toX, toY]] of line.entries()) {
    const from = line[index - 1]
    if (from === undefined) continue
    const [fromX, fromY] = from
    for (let x = Math.ceil(fromX / every) * every; x < toX; x += every) {
      const y = fromY + ((x - fromX) / (toX - fromX)) * (toY - fromY)
      strokes.push(`M${x} ${zero.toFixed(1)}L${x} ${y.toFixed(1)}`)
    }
  }
  return strokes.join('')
}

function paintCurve(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): Shape[] {
  const points = chart.steps.map((step) => at(chart, place, step, step.ratio))
  const halo = theme.colour('--surface')
  return chart.steps.flatMap((step, index): Shape[] => {
    const state = stateOf(step)
    const own = points[index]
    if (own === undefined) return []
    const stroke = theme.colour(SHIFT_COLOURS[state])
    const isChanged = state === 'slower' || state === 'faster'
    return [
      {
        kind: 'line',
        points: halvesOf(points, index),
        stroke,
        lineWidth: isChanged ? 2.5 : 1.5,
        ...(state === 'unknown' ? { dash: 'dotted' } : {}),
      },
      ...(isChanged
        ? [{ kind: 'path', data: triangle(own, state), fill: stroke, stroke: halo, lineWidth: 1 } satisfies Shape]
        : [{ kind: 'dot', at: own, radiusPx: 3, fill: stroke } satisfies Shape]),
    ]
  })
}

/** Up is slower, down is faster. */
function triangle([x, y]: Point, state: 'slower' | 'faster'): string {
  const [tip, base] = state === 'slower' ? [y - MARK_PX, y + MARK_PX] : [y + MARK_PX, y - MARK_PX]
  return `M${x} ${tip}L${x + MARK_PX} ${base}L${x - MARK_PX} ${base}Z`
}
