/** Runs at several loads against how much was at the target at once: their throughput with its law, their times, or what the law misses them by. */
import type { CapacityView } from '../../../contract/methods/capacity.ts'
import type { JudgedLevel } from '../../../core/capacity/analyzeCapacity.ts'
import type { LevelRun } from '../../../core/capacity/level.ts'
import { outcomeOf } from '../../../core/capacity/maximumsMet.ts'
import type { Curve } from '../../../core/capacity/scalability.ts'
import { extentOf, fractionOf, type Scale } from '../axis/scale.ts'
import { linearScale, logScale } from '../axis/ticks.ts'
import type { Size } from '../echartsParts.ts'
import type { Box, Point } from '../painting/shapes.ts'
import { LATENCY_SERIES, limitsOf, type LatencyLimit, type LatencySeries } from './latencyLimits.ts'

export type CapacityChartKind = 'throughput' | 'latency' | 'residuals'
/** Requests at the target at once, or what was asked for: users, arrivals per second. */
export type CapacityAxis = 'inFlight' | 'load'

export interface CapacityPoint {
  /** Of the levels, by load. */
  level: number
  /** Null: of all runs of the level. */
  run: LevelRun | null
  x: number
  y: number
  /** When it ran: 0 the first, 1 the last. */
  time: number
  /** The generator stood in the way. */
  isHollow: boolean
  series: LatencySeries | null
}

export interface CapacityChart {
  view: CapacityView
  kind: CapacityChartKind
  axis: CapacityAxis
  points: CapacityPoint[]
  /** Null where there is none, or the axis is not its own. */
  curve: Curve | null
  limits: LatencyLimit[]
  xScale: Scale
  yScale: Scale
}

export interface CapacityChoice {
  kind: CapacityChartKind
  axis: CapacityAxis
  isLog: boolean
}

const LEFT_PX = 58
const RIGHT_PX = 20
const TOP_PX = 26
const AXIS_PX = 42
/** A point further from the pointer is not meant. */
const REACH_PX = 32
const MOST_TICKS = 5
/** A limit is not to lie on the edge. */
const LIMIT_ROOM = 1.15

export function capacityChart(view: CapacityView, { kind, axis, isLog }: CapacityChoice): CapacityChart {
  const curve = curveOf(view, axis)
  const points = pointsOf(view, kind, axis)
  const limits = kind === 'latency' ? limitsOf(view) : []
  return {
    view,
    kind,
    axis,
    points,
    curve,
    limits,
    xScale: xScaleOf(view, axis, curve),
    yScale: yScaleOf(points, kind, isLog, curve, limits),
  }
}

/** The law is of what is in flight. */
function curveOf({ analysis }: CapacityView, axis: CapacityAxis): Curve | null {
  return axis === 'inFlight' && analysis.scalability.kind === 'curve' ? analysis.scalability : null
}

export function xOfRun({ concurrency, load }: LevelRun, axis: CapacityAxis): number {
  return axis === 'load' ? load.level : (concurrency ?? Number.NaN)
}

export function xOfLevel({ concurrency, load }: JudgedLevel, axis: CapacityAxis): number {
  return axis === 'load' ? load.level : (concurrency ?? Number.NaN)
}

function pointsOf(view: CapacityView, kind: CapacityChartKind, axis: CapacityAxis): CapacityPoint[] {
  const points = kind === 'latency' ? latencyPoints(view, axis) : runPoints(view, kind, axis)
  return points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
}

/** In the order in which they ran: what was measured last is drawn above. */
function runPoints(view: CapacityView, kind: 'throughput' | 'residuals', axis: CapacityAxis): CapacityPoint[] {
  const { levels } = view.analysis
  const times = timesOf(view)
  return levels
    .flatMap(({ runs }, level) =>
      runs.map((run): CapacityPoint => ({
        level,
        run,
        x: xOfRun(run, axis),
        y: kind === 'throughput' ? run.throughputPerS : residualOf(view, run),
        time: times.get(run.runId) ?? 0,
        isHollow: isHollow(run),
        series: null,
      })),
    )
    .toSorted((a, b) => a.time - b.time)
}

function latencyPoints(view: CapacityView, axis: CapacityAxis): CapacityPoint[] {
  return LATENCY_SERIES.flatMap((series) =>
    view.analysis.levels.map((level, index): CapacityPoint => ({
      level: index,
      run: null,
      x: xOfLevel(level, axis),
      y: level[`${series}Ms`] ?? Number.NaN,
      time: 0,
      isHollow: level.runs.every(isHollow),
      series,
    })),
  )
}

export function timesOf({ runIds }: CapacityView): Map<string, number> {
  return new Map(runIds.map((id, at) => [id, runIds.length < 2 ? 0 : at / (runIds.length - 1)]))
}

function isHollow(run: LevelRun): boolean {
  return run.generatorDoubt !== null || outcomeOf(run).kind === 'starved'
}

/** Share of what the law says; NaN where there is no law, or the run is not of it. */
export function residualOf({ analysis: { scalability } }: CapacityView, run: LevelRun): number {
  if (scalability.kind !== 'curve' || run.generatorDoubt !== null) return Number.NaN
  return scalability.residuals.find(({ concurrency }) => concurrency === run.concurrency)?.share ?? Number.NaN
}

/** From 0: both charts of one analysis have the same. */
function xScaleOf({ analysis }: CapacityView, axis: CapacityAxis, curve: Curve | null): Scale {
  const measured = analysis.levels.flatMap(({ runs }) => runs.map((run) => xOfRun(run, axis)))
  return linearScale(extentOf([measured, curve?.points.map(({ concurrency }) => concurrency) ?? []]), MOST_TICKS)
}

function yScaleOf(
  points: readonly CapacityPoint[],
  kind: CapacityChartKind,
  isLog: boolean,
  curve: Curve | null,
  limits: readonly LatencyLimit[],
): Scale {
  const measured = points.map(({ y }) => y)
  const drawn =
    kind === 'throughput'
      ? (curve?.points.map(({ highPerS }) => highPerS) ?? [])
      : limits.map(({ ms }) => ms * LIMIT_ROOM)
  if (kind === 'latency' && isLog) return logScale(extentOf([measured, drawn], true))
  const scale = linearScale(extentOf([measured, drawn]), MOST_TICKS)
  // What is missed is drawn with as much room above 0 as below.
  if (kind !== 'residuals') return scale
  const most = Math.max(Math.abs(scale.min), Math.abs(scale.max), 0.01)
  return { kind: 'linear', min: -most, max: most }
}

export function capacityBox({ widthPx, heightPx }: Size, topPx = 0): Box {
  return {
    leftPx: LEFT_PX,
    topPx: topPx + TOP_PX,
    widthPx: Math.max(20, widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(20, heightPx - topPx - TOP_PX - AXIS_PX),
  }
}

/** In pixels of the chart. */
export function placeOf({ xScale, yScale }: CapacityChart, box: Box, x: number, y: number): Point {
  return [box.leftPx + fractionOf(xScale, x) * box.widthPx, box.topPx + (1 - fractionOf(yScale, y)) * box.heightPx]
}

/** The point that is nearest; null: none is near. Of points upon each other the one that is drawn above. */
export function nearestPoint(chart: CapacityChart, box: Box, [xPx, yPx]: Point): CapacityPoint | null {
  let [nearest, least]: [CapacityPoint | null, number] = [null, REACH_PX ** 2]
  for (const point of chart.points) {
    const [x, y] = placeOf(chart, box, point.x, point.y)
    const distance = (x - xPx) ** 2 + (y - yPx) ** 2
    if (distance <= least) [nearest, least] = [point, distance]
  }
  return nearest
}
