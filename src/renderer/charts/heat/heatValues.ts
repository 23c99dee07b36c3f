/** What the colour of a heatmap's cell stands for, and how values spread over the colours. */
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { STEPS } from './heatColours.ts'

/** `count` of requests; `share` of the requests of the column; `time` that the cell's requests took together. */
export type HeatBy = 'count' | 'share' | 'time'

/** Above this share of the filled cells all have the last colour: a few very full ones would take it from the others. */
const CLAMP_AT = 0.995

export interface HeatValues {
  /** One a cell, as in the view: column · rows + row; 0 is nothing there. */
  values: Float64Array
  /** From here on all cells have the last colour; 0 when there is none. */
  clampAt: number
  max: number
  /** Smallest that is there; 0 when there is none. */
  min: number
}

export function heatValues(heatmap: HeatmapView, by: HeatBy): HeatValues {
  const { columns, rows, counts } = heatmap
  const values = new Float64Array(columns * rows)
  const middles = middlesMs(heatmap)
  for (let column = 0; column < columns; column++) {
    const first = column * rows
    let total = 0
    if (by === 'share') for (let row = 0; row < rows; row++) total += counts[first + row] ?? 0
    for (let row = 0; row < rows; row++) {
      const count = counts[first + row] ?? 0
      if (count === 0) continue
      values[first + row] = by === 'count' ? count : by === 'share' ? count / total : count * (middles[row] ?? 0)
    }
  }
  const filled = values.filter((value) => value > 0).sort()
  return {
    values,
    clampAt: filled[Math.max(0, Math.ceil(filled.length * CLAMP_AT) - 1)] ?? 0,
    max: filled.at(-1) ?? 0,
    min: filled[0] ?? 0,
  }
}

/**
 * Where a value stands between the first colour (0) and the last (1): log(1 + n), so that a single request is seen beside a
 * thousand. What is not counted in ones is measured in the smallest that is there.
 */
export function heatFraction(value: number, { clampAt, min }: HeatValues, by: HeatBy): number {
  const unit = by === 'count' ? 1 : min
  if (!(value > 0) || !(clampAt > 0)) return 0
  return Math.min(1, Math.log1p(value / unit) / Math.log1p(clampAt / unit))
}

/** The value at a fraction: for the legend. */
export function heatValueAt(fraction: number, { clampAt, min }: HeatValues, by: HeatBy): number {
  const unit = by === 'count' ? 1 : min
  return unit * Math.expm1(fraction * Math.log1p(clampAt / unit))
}

export function rampStep(fraction: number): number {
  return Math.min(STEPS - 1, Math.max(0, Math.round(fraction * (STEPS - 1))))
}

/** The geometric middle of each row: what its requests took on average, as well as the row knows. */
export function middlesMs({ rows, edgesMs }: Pick<HeatmapView, 'rows' | 'edgesMs'>): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => Math.sqrt((edgesMs[row] ?? 0) * (edgesMs[row + 1] ?? 0)))
}
