/** What stands on the horizontal axis of a chart of lanes: the time of a run, or whatever else its steps are steps of. */
import { timeAxisOption, plainAxisOption } from '../axis/timeAxis.ts'
import { momentText, stepText, tableMoment } from '../axis/timeText.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Cell } from '../csv.ts'
import type { LaneChart } from './laneChart.ts'

/** An axis that is no time. */
export interface LaneAxis {
  /** As a column of a table is called. */
  name: string
  /** Of a part of it, at most so many. */
  ticks: (from: number, to: number, most: number) => number[]
  tickText: (value: number) => string
  /** What [from, to) is called. */
  rangeText: (from: number, to: number) => string
}

type OnAxis = Pick<LaneChart, 't' | 'stepS' | 'axis' | 'clockFromUnixMs'>

export function laneAxisOption(chart: LaneChart, widthPx: number, isNamed: boolean, theme: ChartTheme) {
  const { window, axis, clockFromUnixMs } = chart
  return axis === undefined
    ? timeAxisOption(window, widthPx, clockFromUnixMs, isNamed, theme)
    : plainAxisOption(window, widthPx, axis, isNamed, theme)
}

/** `06:20–06:25`. */
export function stepName({ t, stepS, axis, clockFromUnixMs }: OnAxis, index: number): string {
  const from = t[index] ?? Number.NaN
  return axis === undefined ? stepText(from, stepS, clockFromUnixMs) : axis.rangeText(from, from + stepS)
}

/** From the first step to the last. */
export function windowName({ window: { fromS, toS }, axis, clockFromUnixMs }: LaneChart): string {
  return axis === undefined
    ? `${momentText(fromS, clockFromUnixMs)}–${momentText(toS, clockFromUnixMs)}`
    : axis.rangeText(fromS, toS)
}

/** The first columns of a table: where a step stands. */
export function stepColumns({ axis, stepS, clockFromUnixMs }: OnAxis): {
  titles: string[]
  cells: (at: number) => Cell[]
} {
  if (axis !== undefined)
    return { titles: [axis.name, 'From'], cells: (from) => [axis.rangeText(from, from + stepS), from] }
  return {
    titles: [clockFromUnixMs === null ? 'Time' : 'Time (UTC)', 'Second'],
    cells: (second) => [tableMoment(second, clockFromUnixMs), second],
  }
}
