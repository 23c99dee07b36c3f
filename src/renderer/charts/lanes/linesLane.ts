/** One lane of LinesChart, as whoever uses it says it. */
import type { Unit } from '../axis/axisText.ts'
import type { Dash } from '../painting/shapes.ts'
import type { ChartLimit, LaneNote } from './lane.ts'

export interface LinesLane {
  title: string
  unit: Unit
  log?: boolean
  /** Areas upon each other. */
  stacked?: boolean
  /** Bars upon each other: for what is counted in each step, and often 0. */
  bars?: boolean
  series: {
    id: string
    name: string
    values: Float64Array
    /** What the values are the middle of: a band behind the line. */
    range?: { low: Float64Array; high: Float64Array }
    /** A token or a CSS colour. */
    color: string
    dash?: Dash
    width?: number
    area?: boolean
  }[]
  limits?: ChartLimit[]
  notes?: LaneNote[]
}
