/** A plot with two axes, once: the screen draws it on a canvas of ours (drawPlot.ts), ECharts draws it for files (plotOption.ts). */
import type { valueAxisOption } from '../lanes/laneOption.ts'
import type { Box, Dash, Shape } from './shapes.ts'

/** The horizontal axis, as ECharts takes it. */
export interface BaseAxis {
  type: 'value'
  min: number
  max: number
  axisLine: { show: boolean; onZero: boolean; lineStyle: { color: string } }
  axisTick: { show: boolean; customValues: number[]; length: number; lineStyle: { color: string } }
  axisLabel: {
    /** Absent: they are shown. */
    show?: boolean
    customValues: number[]
    color: string
    fontSize: number
    margin: number
    /** Of the last one, where half of it would be outside of the chart. */
    alignMaxLabel?: 'right'
    formatter: (position: number) => string
  }
  splitLine: { show: boolean }
}

export type ValueAxis = ReturnType<typeof valueAxisOption>

export interface PlotLine {
  id: string
  /** x, y, x, y …, in positions on the axes; NaN is a gap. */
  points: Float64Array
  /** A token or a CSS colour. */
  color: string
  widthPx: number
  dash?: Dash
  opacity?: number
}

export interface PlotParts {
  box: Box
  base: BaseAxis
  values: ValueAxis
  below: Shape[]
  /** The last one is over the others. */
  lines: PlotLine[]
  above: Shape[]
}
