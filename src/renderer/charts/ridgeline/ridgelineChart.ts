/** Distributions below each other on one axis of latency: what they are drawn from, and where they stand. */
import { fractionOf, type Scale } from '../axis/scale.ts'
import { LEAST_COUNT, type Bars } from '../distribution/distributionParts.ts'
import { latencyScale, type LatencyPlace } from '../distribution/latencyAxis.ts'
import type { Size } from '../echartsParts.ts'
import type { Box } from '../painting/shapes.ts'

export interface RidgeMark {
  label: string
  /** Null: too few requests to tell. */
  ms: number | null
  color: string
}

export interface Ridge {
  name: string
  count: number
  /** Of the time that all requests took together, 0..1; null when they took none. */
  timeShare: number | null
  /** Those of all ridges have edges in common. */
  bars: Bars
  /** The same ones in each ridge. */
  marks: RidgeMark[]
}

export interface RidgelineChart {
  ridges: Ridge[]
  /** Of the counts: a few slow ones are seen beside many fast ones. */
  isLog: boolean
}

export interface RidgelinePlace extends LatencyPlace {
  /** From one ground line to the next. */
  stepPx: number
  /** Height of the highest bar of each. */
  ridgePx: number
}

const TITLE_PX = 20
const AXIS_PX = 22
const RIGHT_PX = 56
const NAMES_AT_LEAST_PX = 64
const NAMES_AT_MOST_PX = 260
const NAMES_SHARE = 0.32
const CHARACTER_PX = 6.6
/** Between a name and its ridge, and from the left edge. */
export const NAME_GAP_PX = 8
/** So far a ridge reaches into the room of the one above: shapes are larger than their rows. */
const OVERLAP = 0.6

export function placeRidgeline({ ridges }: RidgelineChart, { widthPx, heightPx }: Size, topPx: number): RidgelinePlace {
  const longest = ridges.reduce((most, { name }) => Math.max(most, name.length), 0)
  const leftPx = Math.min(
    Math.max(NAMES_AT_LEAST_PX, longest * CHARACTER_PX + 2 * NAME_GAP_PX),
    NAMES_AT_MOST_PX,
    Math.round(widthPx * NAMES_SHARE),
  )
  const box: Box = {
    leftPx,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(20, widthPx - leftPx - RIGHT_PX),
    heightPx: Math.max(20, heightPx - topPx - TITLE_PX - AXIS_PX),
  }
  const edges = ridges.flatMap(({ bars }) => filled(bars).flatMap(({ fromMs, toMs }) => [fromMs, toMs]))
  const marks = ridges.flatMap((ridge) => ridge.marks.flatMap(({ ms }) => (ms === null ? [] : [ms])))
  const stepPx = box.heightPx / (Math.max(1, ridges.length) + OVERLAP)
  return { box, latency: latencyScale([...edges, ...marks]), stepPx, ridgePx: stepPx * (1 + OVERLAP) }
}

/** The line that a ridge stands on, in pixels from the top of the chart. */
export function groundPx({ box, ridgePx, stepPx }: RidgelinePlace, index: number): number {
  return box.topPx + ridgePx + index * stepPx
}

/** The ridge whose room a height is in; null when there is none. */
export function ridgeAt({ ridges }: RidgelineChart, place: RidgelinePlace, yPx: number): number | null {
  if (ridges.length === 0) return null
  const index = Math.ceil((yPx - groundPx(place, 0)) / place.stepPx)
  return Math.min(ridges.length - 1, Math.max(0, index))
}

/** How high a bar of a ridge is: 1 for its highest, more than 0 for any that has a request. */
export function heightOf({ bars }: Pick<Ridge, 'bars'>, isLog: boolean): (count: number) => number {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const scale: Scale = isLog ? { kind: 'log', min: LEAST_COUNT, max: most } : { kind: 'linear', min: 0, max: most }
  return (count) => (count > 0 ? fractionOf(scale, count) : 0)
}

/** Ranges of latency in which any of them has a request, ascending: what is read one by one. */
export function rangesOf({ ridges }: RidgelineChart): { fromMs: number; toMs: number }[] {
  const ends = new Map(ridges.flatMap(({ bars }) => filled(bars).map(({ fromMs, toMs }) => [fromMs, toMs] as const)))
  return [...ends].map(([fromMs, toMs]) => ({ fromMs, toMs })).toSorted((a, b) => a.fromMs - b.fromMs)
}

export function countIn({ bars }: Pick<Ridge, 'bars'>, fromMs: number): number {
  return bars.find((bar) => bar.fromMs === fromMs)?.count ?? 0
}

function filled(bars: Bars): Bars {
  return bars.filter(({ count }) => count > 0)
}
