/** Lanes: charts above each other that share one time axis, as data. What is in them is decided elsewhere. */
import type { Unit } from '../axis/axisText.ts'
import type { Dash } from '../painting/shapes.ts'

/** A limit from the criteria of a plan. */
export interface ChartLimit {
  /** In the unit of the lane: ms for latencies. */
  ms: number
  level: 'target' | 'maximum'
  label: string
}

/** A stretch of the run that has a name: shaded while it warms up, else marked off by its begin. */
export interface ChartBand {
  fromS: number
  toS: number
  label: string
  kind: 'warmUp' | 'level'
}

/** A moment that somebody marked. */
export interface ChartMark {
  atMs: number
  text: string
}

/** `step`: holds for the whole step. `area` and `bar` are stacked in their order, from 0. */
export type SeriesShape = 'line' | 'step' | 'area' | 'bar'

export interface LaneSeries {
  /** One of its kind in the chart; what `hidden` names. */
  id: string
  name: string
  /** One a step; NaN is a gap. */
  values: Float64Array
  /** What the values are the middle of, one a step. */
  range?: { low: Float64Array; high: Float64Array }
  /** A token (`--p95`) or a CSS colour. */
  color: string
  shape: SeriesShape
  dash?: Dash
  widthPx?: number
  /** Written at the right end of the line. */
  endLabel?: string
  /** When it is not that of the lane. */
  unit?: Unit
}

/** Said of a step beside the series: not drawn. */
export interface LaneNote {
  name: string
  /** Null: nothing to say of this step. */
  textAt: (index: number) => string | null
}

export interface ValueLane {
  kind: 'values'
  id: string
  title: string
  unit: Unit
  scale: 'linear' | 'log'
  /** Its part of the height. */
  weight: number
  series: LaneSeries[]
  limits: ChartLimit[]
  notes?: LaneNote[]
}

/** The state of each step as a strip: 0 trusted, 1 degraded, 2 not trusted, 3 no data. */
export interface StripLane {
  kind: 'strip'
  id: string
  title: string
  states: Uint8Array
}

export type Lane = ValueLane | StripLane

export const STATE_WORDS = ['✓ trusted', '▲ degraded', '⊘ not trusted', 'no data'] as const
export const NOT_TRUSTED = 2
export const NO_DATA = 3
