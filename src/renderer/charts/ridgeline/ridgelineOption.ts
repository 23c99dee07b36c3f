/** The ECharts option of a ridgeline. */
import { formatShare } from '../../../core/units/percent.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { latencyAxisOption, xOfLatency } from '../distribution/latencyAxis.ts'
import type { ChartOption } from '../echartsParts.ts'
import { gridOption } from '../lanes/laneOption.ts'
import { paintedSeries, type Point, type Shape } from '../painting/shapes.ts'
import type { ChartPicture } from '../useChart.ts'
import {
  groundPx,
  heightOf,
  NAME_GAP_PX,
  type Ridge,
  type RidgelineChart,
  type RidgelinePlace,
} from './ridgelineChart.ts'

/** A mark is this much of a row. */
const MARK_SHARE = 0.7

export function ridgelinePicture(chart: RidgelineChart, place: RidgelinePlace, theme: ChartTheme): ChartPicture {
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, place.box),
    xAxis: {
      ...latencyAxisOption(place, theme),
      // Ridges are compared along them.
      splitLine: { show: true, lineStyle: { color: theme.colour('--line'), width: 1 } },
    },
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    series: [
      paintedSeries('ridges', 3, paintRidges(chart, place, theme), theme.font),
      paintedSeries('words', 5, paintWords(chart, place, theme), theme.font),
    ],
  }
  return { option, structure: 'ridgeline' }
}

/** From the top one down: each stands before the one above it, and none before a mark. */
export function paintRidges({ ridges, isLog }: RidgelineChart, place: RidgelinePlace, theme: ChartTheme): Shape[] {
  return [
    ...ridges.flatMap((ridge, index) => paintRidge(ridge, isLog, place, groundPx(place, index), theme)),
    ...ridges.flatMap((ridge, index) => paintMarks(ridge, place, groundPx(place, index), theme)),
  ]
}

function paintRidge(ridge: Ridge, isLog: boolean, place: RidgelinePlace, ground: number, theme: ChartTheme): Shape[] {
  const { leftPx, widthPx } = place.box
  const line: Point[] = [
    [leftPx, ground],
    [leftPx + widthPx, ground],
  ]
  const shapes: Shape[] = [{ kind: 'line', points: line, stroke: theme.colour('--line-strong'), lineWidth: 1 }]
  const outline = outlineOf(ridge, isLog, place, ground)
  if (outline.length === 0) return shapes
  return [
    ...shapes,
    { kind: 'polygon', points: outline, fill: theme.colour('--surface'), opacity: 0.6 },
    { kind: 'polygon', points: outline, fill: theme.colour('--heat-4'), opacity: 0.35 },
    { kind: 'line', points: outline, stroke: theme.colour('--heat-5'), lineWidth: 1.25 },
  ]
}

function paintMarks({ marks }: Ridge, place: RidgelinePlace, ground: number, theme: ChartTheme): Shape[] {
  return marks.flatMap(({ ms, color }): Shape[] => {
    if (ms === null) return []
    const x = xOfLatency(place, ms)
    const points: Point[] = [
      [x, ground],
      [x, ground - place.stepPx * MARK_SHARE],
    ]
    // A colour may be that of the ridge behind it.
    return [
      { kind: 'line', points, stroke: theme.colour('--surface'), lineWidth: 4 },
      { kind: 'line', points, stroke: theme.colour(color), lineWidth: 1.75 },
    ]
  })
}

/** Steps along the bars: no height that no bar has. A bar of one request is a pixel high. */
function outlineOf(ridge: Ridge, isLog: boolean, place: RidgelinePlace, ground: number): Point[] {
  const height = heightOf(ridge, isLog)
  const steps = ridge.bars.flatMap(({ fromMs, toMs, count }): Point[] => {
    const y = ground - (count > 0 ? Math.max(1, height(count) * place.ridgePx) : 0)
    return [
      [xOfLatency(place, fromMs), y],
      [xOfLatency(place, toMs), y],
    ]
  })
  const [first, last] = [steps[0], steps.at(-1)]
  return first === undefined || last === undefined ? [] : [[first[0], ground], ...steps, [last[0], ground]]
}

function paintWords({ ridges, isLog }: RidgelineChart, place: RidgelinePlace, theme: ChartTheme): Shape[] {
  const { box } = place
  const rightPx = box.leftPx + box.widthPx + NAME_GAP_PX
  const words = ridges.flatMap(({ name, timeShare }, index): Shape[] => {
    const y = groundPx(place, index) - place.stepPx / 2
    const text = { kind: 'text' as const, color: theme.colour('--text-2') }
    return [
      {
        ...text,
        at: [box.leftPx - NAME_GAP_PX, y],
        text: name,
        align: 'right',
        maxWidthPx: box.leftPx - 2 * NAME_GAP_PX,
      },
      {
        ...text,
        at: [rightPx, y],
        text: timeShare === null ? '–' : formatShare(timeShare, timeShare > 0),
        align: 'left',
      },
    ]
  })
  const head = { kind: 'text' as const, color: theme.colour('--text-2'), weight: 500 }
  const y = box.topPx - 10
  return [
    ...words,
    { ...head, at: [box.leftPx - NAME_GAP_PX, y], text: 'Endpoint', align: 'right' },
    {
      ...head,
      at: [box.leftPx, y],
      text: `Requests${isLog ? ' · log' : ''}, each to its own highest, by latency · ms, log`,
      align: 'left',
      maxWidthPx: box.widthPx,
    },
    { ...head, at: [rightPx, y], text: 'Time', align: 'left' },
  ]
}
