/** A chart of one metric over builds: where each build has its place, what is seen of a long history, and on which axis. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { RunOnTrend } from '../../../core/trend/trendColumns.ts'
import { unscaled, scaled } from '../../../core/trend/scale.ts'
import type { NextRunLimit, TrendBuild, TrendSegment } from '../../../core/trend/trendTypes.ts'
import { fractionOf, type Scale } from '../axis/scale.ts'
import { logScale } from '../axis/ticks.ts'
import type { Size } from '../echartsParts.ts'
import type { Box, Point } from '../painting/shapes.ts'
import { placeOfRun } from './runPlace.ts'
import { seenFrom } from './seenScale.ts'
import { thinned } from './thinned.ts'

export type TrendAxis = 'builds' | 'dates'

/** Places of builds on the trend, both ends are in it. */
export interface BuildWindow {
  from: number
  to: number
}

export interface TrendChoice {
  axis: TrendAxis
  isLog: boolean
  /** One of several: chips in one row, no words below the axis. */
  isSmall?: boolean
  /** What is seen; null: everything. */
  window: BuildWindow | null
}

export interface TrendChart {
  view: SeriesView
  axis: TrendAxis
  isLog: boolean
  isSmall: boolean
  window: BuildWindow
  /** The newest build is seen, and with it what the next one may be. */
  next: NextRunLimit | null
  /** Those that are drawn, in their order. */
  builds: TrendBuild[]
  runs: RunOnTrend[]
  /** More are there than are drawn. */
  isThinned: boolean
  yScale: Scale
  /** Ends of the horizontal axis: places, or ms since 1970. */
  x: { min: number; max: number }
}

const LEFT_PX = 60
const RIGHT_PX = 20
/** Chips of changes stand there, in rows. */
const HEAD_PX = 62
const SMALL_HEAD_PX = 24
const AXIS_PX = 52
const SMALL_AXIS_PX = 24
/** A point further from the pointer is not meant. */
const REACH_PX = 28
/** A drag begins at a point only where it begins on it. */
const GRAB_PX = 9
/** Of dates: room beside the first and after the last, as a share of the whole. */
const DATE_ROOM = 0.03
const ROOM_BEFORE = 0.7
const ROOM_AFTER = 0.8
/** The next run has a place of its own, which is seen beside many builds, too. */
const ROOM_NEXT = 1.7
const ROOM_NEXT_SHARE = 0.05

export function trendChart(view: SeriesView, { axis, isLog, isSmall = false, window }: TrendChoice): TrendChart {
  const { builds } = view.trend
  const last = Math.max(0, builds.length - 1)
  const seen = within(window ?? { from: 0, to: last }, last)
  const isTip = seen.to === last && builds.length > 0
  const next = isTip ? (newestSegment(view)?.nextRun ?? null) : null
  // Shares may be 0, which has no place on a logarithmic axis.
  const hasLog = isLog && view.trend.scale === 'ratio'
  const shown = thinned(view, seen)
  return {
    view,
    axis,
    isLog: hasLog,
    isSmall,
    window: seen,
    next,
    ...shown,
    yScale: scaleOf(view, builds.slice(seen.from, seen.to + 1), shown.runs, next, hasLog),
    x: endsOf(builds, seen, axis, next !== null),
  }
}

/** The segment that the newest build is of. */
export function newestSegment({ trend }: SeriesView): TrendSegment | undefined {
  const newest = trend.builds.at(-1)
  return newest === undefined ? undefined : trend.segments[newest.segment]
}

function within({ from, to }: BuildWindow, last: number): BuildWindow {
  const start = Math.min(Math.max(0, Math.round(from)), last)
  return { from: start, to: Math.min(Math.max(start, Math.round(to)), last) }
}

function endsOf(
  builds: readonly TrendBuild[],
  { from, to }: BuildWindow,
  axis: TrendAxis,
  hasNext: boolean,
): { min: number; max: number } {
  if (axis === 'builds')
    return {
      min: from - ROOM_BEFORE,
      max: to + (hasNext ? Math.max(ROOM_NEXT, (to - from) * ROOM_NEXT_SHARE) : ROOM_AFTER),
    }
  const [first, last] = [builds[from]?.startedAtMs ?? 0, builds[to]?.startedAtMs ?? 0]
  // One build has no length of time: an hour to both sides.
  const room = last > first ? (last - first) * DATE_ROOM : 3_600_000
  return { min: first - room, max: last + (hasNext ? 3 : 1) * room }
}

/** From what is seen, and what is said of it; limits only where they are near. */
function scaleOf(
  view: SeriesView,
  builds: readonly TrendBuild[],
  runs: readonly RunOnTrend[],
  next: NextRunLimit | null,
  isLog: boolean,
): Scale {
  const usual = builds.filter(({ outlier }) => !outlier).map(({ value }) => value)
  const levels = builds.flatMap(({ level }) => (level === null ? [] : [level]))
  const values = [...usual, ...levels, ...(next === null ? [] : [next.low, next.high])]
  const lone = builds.filter(({ outlier }) => outlier).map(({ value }) => value)
  const ofRuns = runs.flatMap(({ value }) => (value === null ? [] : [value]))
  const scale = seenFrom(
    values,
    [...lone, ...ofRuns],
    view.limits.map(({ value }) => value),
    view.trend.scale === 'share',
  )
  if (!isLog) return scale
  const least = values.reduce((min, value) => (value > 0 && value < min ? value : min), scale.max)
  return logScale({ min: least, max: scale.max })
}

export function trendBox({ widthPx, heightPx }: Size, topPx = 0, isSmall = false): Box {
  const [headPx, axisPx] = [headHeight({ isSmall }), isSmall ? SMALL_AXIS_PX : AXIS_PX]
  return {
    leftPx: LEFT_PX,
    topPx: topPx + headPx,
    widthPx: Math.max(20, widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(20, heightPx - topPx - headPx - axisPx),
  }
}

/** Pixels above the plot. */
export function headHeight({ isSmall }: Pick<TrendChart, 'isSmall'>): number {
  return isSmall ? SMALL_HEAD_PX : HEAD_PX
}

/** Pixels of a place, which may lie between two builds, or after the last one. */
export function xOf({ view, axis, x }: TrendChart, box: Box, place: number): number {
  const position = axis === 'builds' ? place : dateAt(view.trend.builds, place, x)
  return box.leftPx + ((position - x.min) / (x.max - x.min)) * box.widthPx
}

function dateAt(builds: readonly TrendBuild[], place: number, { min, max }: { min: number; max: number }): number {
  const before = builds[Math.floor(place)]
  const after = builds[Math.ceil(place)]
  const slot = (max - min) * DATE_ROOM
  if (before === undefined) return (after?.startedAtMs ?? min) - slot * (Math.ceil(place) - place)
  if (after === undefined) return before.startedAtMs + slot * (place - Math.floor(place))
  return before.startedAtMs + (after.startedAtMs - before.startedAtMs) * (place - Math.floor(place))
}

/** Pixels of a value; beyond the axis it stands at its end. */
export function yOf({ yScale }: TrendChart, box: Box, value: number): number {
  const fraction = fractionOf(yScale, value)
  return box.topPx + (1 - Math.min(1, Math.max(0, Number.isNaN(fraction) ? 0 : fraction))) * box.heightPx
}

export function isBeyond({ yScale }: TrendChart, value: number): boolean {
  return value > yScale.max || value < yScale.min
}

export function buildPoint(chart: TrendChart, box: Box, { index, value }: TrendBuild): Point {
  return [xOf(chart, box, index), yOf(chart, box, value)]
}

/** Null where the run measured nothing, or is not seen: one beyond the axis would stand where others are. */
export function runPoint(chart: TrendChart, box: Box, run: RunOnTrend): Point | null {
  if (run.value === null || isBeyond(chart, run.value)) return null
  const place = placeOfRun(chart.view, run)
  if (place < chart.window.from - ROOM_BEFORE || place > chart.window.to + ROOM_AFTER) return null
  return [xOf(chart, box, place), yOf(chart, box, run.value)]
}

/** The build whose place is nearest; null where there is none. */
export function nearestBuild(chart: TrendChart, box: Box, xPx: number): number | null {
  const { from, to } = chart.window
  if (chart.view.trend.builds.length === 0) return null
  if (chart.axis === 'builds') {
    const place = chart.x.min + ((xPx - box.leftPx) / box.widthPx) * (chart.x.max - chart.x.min)
    return Math.min(to, Math.max(from, Math.round(place)))
  }
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (xOf(chart, box, middle + 0.5) < xPx) low = middle + 1
    else high = middle
  }
  return low
}

/** Id of the run whose point is nearest, within reach; null: none is meant. A build of one run is that run. */
export function nearestRun(chart: TrendChart, box: Box, [x, y]: Point): string | null {
  let [nearest, least]: [string | null, number] = [null, REACH_PX ** 2]
  const look = (id: string, at: Point | null): void => {
    const distance = at === null ? Number.POSITIVE_INFINITY : (at[0] - x) ** 2 + (at[1] - y) ** 2
    if (distance < least) [nearest, least] = [id, distance]
  }
  for (const run of chart.runs) look(run.runId, runPoint(chart, box, run))
  for (const build of chart.builds) {
    const [only, another] = build.runIds
    if (only !== undefined && another === undefined) look(only, buildPoint(chart, box, build))
  }
  return nearest
}

/** The build whose point is under the pointer, closely; null: none. */
export function grabbedBuild(chart: TrendChart, box: Box, [x, y]: Point): number | null {
  let [grabbed, least]: [number | null, number] = [null, GRAB_PX ** 2]
  for (const build of chart.builds) {
    const at = buildPoint(chart, box, build)
    const distance = (at[0] - x) ** 2 + (at[1] - y) ** 2
    if (distance < least) [grabbed, least] = [build.index, distance]
  }
  return grabbed
}

/** A value `deviations` standard deviations from another one, on the scale of the trend. */
export function movedOnScale(value: number, deviation: number, scale: SeriesView['trend']['scale']): number | null {
  // With so many requests half a failure more or less is nothing.
  const place = scaled({ runId: '', build: null, value, requests: 1e9, fingerprint: NOWHERE, startedAtMs: 0 }, scale)
  return typeof place === 'string' ? null : unscaled(place.value + deviation, scale)
}

const NOWHERE = { plan: '', profile: '', host: '', generator: '' }
