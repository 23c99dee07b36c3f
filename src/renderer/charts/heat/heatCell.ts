/** Cells under the pointer, and what is said of them. */
import type { HeatmapView, RunWindow } from '../../../contract/methods/analysis.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { stepText } from '../axis/timeText.ts'

export interface HeatCell {
  column: number
  row: number
}

export interface HeatSelection {
  window: RunWindow
  fromMs: number
  toMs: number
}

/** @param x, y from the left and from the top, 0..1 */
export function cellAt({ columns, rows }: HeatmapView, x: number, y: number): HeatCell | null {
  if (columns === 0 || rows === 0) return null
  return {
    column: Math.min(columns - 1, Math.max(0, Math.floor(x * columns))),
    row: Math.min(rows - 1, Math.max(0, rows - 1 - Math.floor(y * rows))),
  }
}

/** All cells that two corners touch. */
export function selectionOf(heatmap: HeatmapView, a: HeatCell, b: HeatCell): HeatSelection {
  const { window, stepS, edgesMs } = heatmap
  const [left, right] = [Math.min(a.column, b.column), Math.max(a.column, b.column)]
  const [low, high] = [Math.min(a.row, b.row), Math.max(a.row, b.row)]
  return {
    window: {
      fromS: window.fromS + left * stepS,
      toS: Math.min(window.toS, window.fromS + (right + 1) * stepS),
    },
    fromMs: edgesMs[low] ?? 0,
    toMs: edgesMs[high + 1] ?? 0,
  }
}

/** `06:20–06:25, 118–132 ms: 1,204 requests (8.10 % of the column)`. */
export function cellText(heatmap: HeatmapView, { column, row }: HeatCell, clockFromUnixMs: number | null): string {
  const { counts, rows, window, stepS, edgesMs } = heatmap
  const at = stepText(window.fromS + column * stepS, stepS, clockFromUnixMs)
  const count = counts[column * rows + row] ?? 0
  const total = columnTotal(heatmap, column)
  const share = total === 0 ? '' : ` (${formatShare(count / total, count > 0)} of the column)`
  const requests = count === 1 ? 'request' : 'requests'
  return `${at}, ${rangeText(edgesMs[row] ?? 0, edgesMs[row + 1] ?? 0)}: ${formatCount(count)} ${requests}${share}`
}

/** `118–132 ms`: the unit once, when both have the same. */
export function rangeText(fromMs: number, toMs: number): string {
  const [from, to] = [formatDuration(fromMs), formatDuration(toMs)]
  const [number = '', unit = ''] = from.split(' ')
  return to.endsWith(` ${unit}`) ? `${number}–${to}` : `${from}–${to}`
}

export function columnTotal({ counts, rows }: HeatmapView, column: number): number {
  let total = 0
  for (let row = 0; row < rows; row++) total += counts[column * rows + row] ?? 0
  return total
}

/** The one with the most requests: where a column is read first. */
export function fullestRow({ counts, rows }: Pick<HeatmapView, 'counts' | 'rows'>, column: number): number {
  const cells = counts.subarray(column * rows, (column + 1) * rows)
  return cells.reduce((best, count, index) => (count > (cells[best] ?? 0) ? index : best), 0)
}
