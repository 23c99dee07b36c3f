/** One distribution against another, percentile by percentile: everything that the quantile shift is drawn from. */
import { ninesOf } from '../axis/percentileAxis.ts'
import { extentOf, type Scale } from '../axis/scale.ts'
import { linearScale } from '../axis/ticks.ts'
import type { Size } from '../echartsParts.ts'
import type { Box, Point } from '../painting/shapes.ts'

export interface Range {
  low: number
  high: number
}

/** Ratios candidate ÷ baseline; 1 is no change. */
export interface ShiftStep {
  percentile: number
  baselineMs: number
  candidateMs: number
  ratio: number
  /** 95 % of the ratio; null: not known. */
  band: Range | null
  /** Ratios between these do not matter; null: none is known. */
  threshold: Range | null
}

export interface ShiftChart {
  /** Ascending percentiles. */
  steps: readonly ShiftStep[]
  unit: 'percent' | 'ms'
}

/** `unknown`: without a band. `same`: the band has no change in it, or one that does not matter. */
export type ShiftState = 'slower' | 'faster' | 'same' | 'unknown'

/** Beyond chance, and beyond what matters. */
export function stateOf({ ratio, band, threshold }: ShiftStep): ShiftState {
  if (band === null) return 'unknown'
  if (band.low > 1 && ratio >= (threshold?.high ?? 1)) return 'slower'
  if (band.high < 1 && ratio <= (threshold?.low ?? 1)) return 'faster'
  return 'same'
}

/** A ratio in the unit of the chart. */
export function valueOf({ unit }: Pick<ShiftChart, 'unit'>, { baselineMs }: ShiftStep, ratio: number): number {
  return unit === 'percent' ? 100 * (ratio - 1) : baselineMs * (ratio - 1)
}

export interface ShiftPlace {
  box: Box
  scale: Scale
  endNines: number
}

const LEFT_PX = 60
const RIGHT_PX = 16
const AXIS_PX = 22
const TITLE_PX = 22
const LEAST_PX = 20
const TICK_EVERY_PX = 40
/** A band that says nearly nothing must not flatten the curve: so many times as far as the curve it may reach. */
const BAND_REACH = 1.5
/** Room behind the last percentile, in nines. */
const BEHIND = 0.08

export function placeShift(chart: ShiftChart, { widthPx, heightPx }: Size, topPx: number): ShiftPlace {
  const box = {
    leftPx: LEFT_PX,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(LEAST_PX, widthPx - LEFT_PX - RIGHT_PX),
    heightPx: Math.max(LEAST_PX, heightPx - topPx - TITLE_PX - AXIS_PX),
  }
  const endNines = Math.max(1, ...chart.steps.map(({ percentile }) => ninesOf(percentile))) + BEHIND
  return { box, endNines, scale: shiftScale(chart, Math.max(2, Math.floor(box.heightPx / TICK_EVERY_PX))) }
}

function shiftScale(chart: ShiftChart, mostTicks: number): Scale {
  const { steps } = chart
  const curve = steps.flatMap((step) =>
    [step.ratio, step.threshold?.low ?? 1, step.threshold?.high ?? 1].map((ratio) => valueOf(chart, step, ratio)),
  )
  const own = extentOf([curve])
  if (own === null) return linearScale(null)
  const reach = BAND_REACH * Math.max(own.max, -own.min)
  const bands = steps.flatMap((step) =>
    step.band === null ? [] : [step.band.low, step.band.high].map((ratio) => valueOf(chart, step, ratio)),
  )
  const within = bands.map((value) => Math.max(-reach, Math.min(reach, value)))
  return linearScale(extentOf([[...curve, ...within]]), mostTicks)
}

/** [nines, value] in pixels of the chart. */
export function pointOf({ box, scale, endNines }: ShiftPlace, [nines, value]: Point): Point {
  const fraction = (value - scale.min) / (scale.max - scale.min)
  return [box.leftPx + (nines / endNines) * box.widthPx, box.topPx + box.heightPx * (1 - fraction)]
}
