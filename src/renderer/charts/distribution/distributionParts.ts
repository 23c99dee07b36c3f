/** What a distribution is drawn from, on the screen and in files: bars with their ranges on a log axis of latency. */
import type { DistributionView } from '../../../contract/methods/analysis.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { tickText } from '../axis/axisText.ts'
import { fractionOf, valueAt, type Scale } from '../axis/scale.ts'
import { linearScale, logScale, valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import { valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import type { PlotParts } from '../painting/plotParts.ts'
import type { Shape } from '../painting/shapes.ts'
import { latencyAxisOption, latencyScale, xOfLatency, type LatencyPlace } from './latencyAxis.ts'

export type Bars = DistributionView['bars']

export interface DistributionMarker {
  label: string
  ms: number
  color: string
}

export interface DistributionChart {
  bars: Bars
  markers: DistributionMarker[]
  /** Of the counts: a few slow ones are seen beside many fast ones. */
  isLog: boolean
}

export interface DistributionPlace extends LatencyPlace {
  counts: Scale
}

const LEFT_PX = 56
const AXIS_PX = 22
const TITLE_PX = 20
const RIGHT_PX = 16
/** Where a log axis of counts begins: below one there is nothing to count, but a bar of one has to have a height. */
export const LEAST_COUNT = 0.5
const MARKER_ROW_PX = 13
const CHARACTER_PX = 6.3

export function placeDistribution(
  { bars, markers, isLog }: DistributionChart,
  size: Size,
  topPx: number,
): DistributionPlace {
  const filled = bars.filter(({ count }) => count > 0)
  const edges = filled.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).filter((ms) => ms > 0)
  const most = filled.reduce((max, { count }) => Math.max(max, count), 0)
  const box = {
    leftPx: LEFT_PX,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(20, size.widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(20, size.heightPx - topPx - TITLE_PX - AXIS_PX),
  }
  return {
    box,
    latency: latencyScale([...edges, ...markers.map(({ ms }) => ms)]),
    counts: isLog
      ? { kind: 'log', min: LEAST_COUNT, max: Math.max(10, logScale({ min: 1, max: Math.max(1, most) }).max) }
      : linearScale({ min: 0, max: most }, mostTicks(box.heightPx)),
  }
}

export function distributionParts(chart: DistributionChart, place: DistributionPlace, theme: ChartTheme): PlotParts {
  const { box, counts } = place
  const countTicks = valueTicks(counts, mostTicks(box.heightPx)).filter((tick) => tick >= 1 || tick === 0)
  return {
    box,
    base: latencyAxisOption(place, theme),
    values: valueAxisOption(counts, countTicks, (count) => tickText('count', count), theme),
    below: paintBars(chart, place, theme),
    lines: [],
    above: paintMarkers(chart, place, theme),
  }
}

/** The bar at a place; null beside them. */
export function barAt(
  bars: readonly { fromMs: number; toMs: number }[],
  { box, latency }: LatencyPlace,
  xPx: number,
): number | null {
  const ms = valueAt(latency, (xPx - box.leftPx) / box.widthPx)
  const index = bars.findIndex(({ fromMs, toMs }) => ms >= fromMs && ms < toMs)
  return index < 0 ? null : index
}

export function paintBars({ bars }: DistributionChart, place: DistributionPlace, theme: ChartTheme): Shape[] {
  const { box, counts } = place
  const bottom = box.topPx + box.heightPx
  return bars.flatMap(({ fromMs, toMs, count }): Shape[] => {
    const share = fractionOf(counts, count)
    if (!(count > 0) || !(share >= 0)) return []
    const [left, right] = [xOfLatency(place, fromMs), xOfLatency(place, toMs)]
    // At least a pixel: one slow request among a million is there to be seen.
    const heightPx = Math.max(1, share * box.heightPx)
    const widthPx = Math.max(1, right - left - (right - left > 4 ? 1 : 0))
    return [
      {
        kind: 'rect',
        box: { leftPx: left, topPx: bottom - heightPx, widthPx, heightPx },
        fill: theme.colour('--heat-4'),
      },
    ]
  })
}

/** Names in rows, so that none is over another. */
function paintMarkers({ markers, isLog }: DistributionChart, place: DistributionPlace, theme: ChartTheme): Shape[] {
  const { box } = place
  const rowEnds: number[] = []
  const shown = markers.filter(({ ms }) => Number.isFinite(ms)).toSorted((a, b) => a.ms - b.ms)
  const shapes = shown.flatMap(({ label, ms, color }, index): Shape[] => {
    const x = xOfLatency(place, ms)
    const text = `${label} ${formatDuration(ms)}`
    const widthPx = text.length * CHARACTER_PX + 8
    const next = shown[index + 1]
    const roomEnd = next === undefined ? box.leftPx + box.widthPx : xOfLatency(place, next.ms)
    // To the left when another marker stands in the way on the right; at the edge in any case, in a row of its own if need be.
    const isAtEdge = x + widthPx > box.leftPx + box.widthPx
    const isLeft = isAtEdge || (x + widthPx > roomEnd && x - widthPx > Math.max(box.leftPx, rowEnds[0] ?? 0))
    const begin = isLeft ? x - widthPx : x
    const free = rowEnds.findIndex((end) => end <= begin)
    const row = free < 0 ? rowEnds.length : free
    rowEnds[row] = begin + widthPx
    return [
      {
        kind: 'line',
        points: [
          [x, box.topPx],
          [x, box.topPx + box.heightPx],
        ],
        stroke: theme.colour(color),
        lineWidth: 1.25,
      },
      {
        kind: 'text',
        at: [x + (isLeft ? -4 : 4), box.topPx + 7 + row * MARKER_ROW_PX],
        text,
        color: theme.colour(color),
        align: isLeft ? 'right' : 'left',
        weight: 500,
        halo: theme.colour('--surface'),
      },
    ]
  })
  const title: Shape = {
    kind: 'text',
    at: [LEFT_PX, box.topPx - TITLE_PX / 2],
    text: `Requests per bar${isLog ? ' · log' : ''}, by latency · ms, log`,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  }
  return [...shapes, title]
}
