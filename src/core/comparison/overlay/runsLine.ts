/** Several runs of a build as one line: their median at each step, between the least and the most of them. */
import { median } from '../../statistics/order.ts'

export interface RunsLine {
  /** NaN where no run has a value. Of one run, its values. */
  middle: Float64Array
  low: Float64Array
  high: Float64Array
}

/** @param columns of each run, one value a step; NaN: it has none */
export function runsLine(columns: readonly Float64Array[], steps: number): RunsLine {
  const line = { middle: new Float64Array(steps), low: new Float64Array(steps), high: new Float64Array(steps) }
  for (let at = 0; at < steps; at++) {
    const values = columns.map((column) => column[at] ?? NaN).filter((value) => !Number.isNaN(value))
    line.middle[at] = median(values)
    line.low[at] = values.length === 0 ? NaN : Math.min(...values)
    line.high[at] = values.length === 0 ? NaN : Math.max(...values)
  }
  return line
}
