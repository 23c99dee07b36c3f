/** A chart of one measure against another: a point for each step of a timeline. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'
import { extentOf, fractionOf, type Scale } from '../axis/scale.ts'
import { linearScale, logScale, roundUp125 } from '../axis/ticks.ts'
import type { Size } from '../echartsParts.ts'
import { NOT_TRUSTED } from '../lanes/lane.ts'
import type { Box, Point } from '../painting/shapes.ts'
import { metricOf, metricValues, type Metric, type MetricId } from './metrics.ts'

/** Fewer requests than this in a step say little about its percentiles. */
const TOO_FEW = 20
const LEFT_PX = 56
const RIGHT_PX = 24
const TITLE_PX = 24
const AXIS_PX = 40
/** A point further from the pointer is not meant. */
const REACH_PX = 32

export interface ScatterChart {
  timeline: TimelineView
  x: Metric
  y: Metric
  /** One a step; NaN where there is none. */
  xs: Float64Array
  ys: Float64Array
  /** Whether the step has a point: both values are there and have a place on their axis. */
  isDrawn: Uint8Array
  xScale: Scale
  yScale: Scale
  /** Steps of which it says little: not trusted, or a percentile of few requests. */
  isDoubtful: Uint8Array
  clockFromUnixMs: number | null
}

export interface ScatterChoice {
  x: MetricId
  y: MetricId
  /** Of latencies. */
  isLog: boolean
  clockFromUnixMs: number | null
}

export function scatterChart(timeline: TimelineView, { x, y, isLog, clockFromUnixMs }: ScatterChoice): ScatterChart {
  const [xs, ys] = [metricValues(timeline, x), metricValues(timeline, y)]
  const [xMetric, yMetric] = [metricOf(x), metricOf(y)]
  const hasPlace = (value: number, metric: Metric) =>
    Number.isFinite(value) && (value > 0 || !(isLog && metric.unit === 'ms'))
  const isDrawn = Uint8Array.from(xs, (value, index) =>
    hasPlace(value, xMetric) && hasPlace(ys[index] ?? Number.NaN, yMetric) ? 1 : 0,
  )
  const drawn = (values: Float64Array) => values.filter((_, index) => isDrawn[index] === 1)
  const isOfLatency = xMetric.unit === 'ms' || yMetric.unit === 'ms'
  return {
    timeline,
    x: xMetric,
    y: yMetric,
    xs,
    ys,
    isDrawn,
    xScale: scaleOf(drawn(xs), xMetric, isLog),
    yScale: scaleOf(drawn(ys), yMetric, isLog),
    isDoubtful: Uint8Array.from(xs, (_, index) =>
      timeline.trust[index] === NOT_TRUSTED || (isOfLatency && (timeline.count[index] ?? 0) < TOO_FEW) ? 1 : 0,
    ),
    clockFromUnixMs,
  }
}

/** Up to the largest value, and down to 0 where it is linear: a slope from nothing looks like one. */
function scaleOf(values: Float64Array, { unit }: Metric, isLog: boolean): Scale {
  if (!isLog || unit !== 'ms') return linearScale(extentOf([values]), 5)
  const extent = extentOf([values], true)
  const whole = logScale(extent)
  // A cloud of points has no ground to stand on: below it nothing is left of the decade.
  const min = extent === null ? whole.min : Number((1 / roundUp125(1 / extent.min)).toPrecision(6))
  return { ...whole, min: min < whole.max ? min : whole.min }
}

export function scatterBox({ widthPx, heightPx }: Size, topPx = 0): Box {
  return {
    leftPx: LEFT_PX,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(20, widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(20, heightPx - topPx - TITLE_PX - AXIS_PX),
  }
}

/** In pixels of the chart; null where the step has no point. */
export function pointOf({ xs, ys, isDrawn, xScale, yScale }: ScatterChart, box: Box, index: number): Point | null {
  if (isDrawn[index] !== 1) return null
  const [x, y] = [fractionOf(xScale, xs[index] ?? Number.NaN), fractionOf(yScale, ys[index] ?? Number.NaN)]
  return [box.leftPx + x * box.widthPx, box.topPx + (1 - y) * box.heightPx]
}

/** The step whose point is nearest; null: none is near. Of points upon each other the later one, which is drawn above. */
export function nearestStep(chart: ScatterChart, box: Box, [x, y]: Point): number | null {
  let [nearest, least]: [number | null, number] = [null, REACH_PX ** 2]
  for (let index = 0; index < chart.xs.length; index++) {
    const at = pointOf(chart, box, index)
    if (at === null) continue
    const distance = (at[0] - x) ** 2 + (at[1] - y) ** 2
    if (distance <= least) [nearest, least] = [index, distance]
  }
  return nearest
}

/** How many steps have a point. */
export function drawnSteps({ isDrawn }: Pick<ScatterChart, 'isDrawn'>): number {
  return isDrawn.reduce((count, one) => count + one, 0)
}
