/** A pinned cell of a heatmap: what it holds, and how the cell that is read differs from it. */
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { formatCount } from '../../../core/units/number.ts'
import { cellText, columnTotal, type HeatCell } from './heatCell.ts'

/** Seconds and milliseconds: cells of a window that is chosen later are others. */
export interface HeatPin {
  second: number
  ms: number
}

export function pinOf({ window, stepS, edgesMs }: HeatmapView, { column, row }: HeatCell): HeatPin {
  const [low, high] = [edgesMs[row] ?? 0, edgesMs[row + 1] ?? 0]
  return { second: window.fromS + (column + 0.5) * stepS, ms: Math.sqrt(low * high) }
}

/** The cell that it is in now; null outside of what is shown. */
export function cellOfPin(
  { window, stepS, edgesMs, columns, rows }: HeatmapView,
  { second, ms }: HeatPin,
): HeatCell | null {
  const column = Math.floor((second - window.fromS) / stepS)
  const row = edgesMs.findLastIndex((edge) => edge <= ms)
  return column < 0 || column >= columns || row < 0 || row >= rows ? null : { column, row }
}

/** `Pin 00:10, 9–10 ms: 51 requests (…); here −20, and −1.25 points of its column`. */
export function heatPinText(
  heatmap: HeatmapView,
  pinned: HeatCell,
  read: HeatCell | null,
  clockFromUnixMs: number | null,
): string {
  const text = `Pin ${cellText(heatmap, pinned, clockFromUnixMs)}`
  if (read === null || (read.column === pinned.column && read.row === pinned.row)) return text
  const [was, is] = [pinned, read].map((cell) => heatmap.counts[cell.column * heatmap.rows + cell.row] ?? 0)
  const [shareWas, shareIs] = [pinned, read].map((cell) => shareOf(heatmap, cell))
  const by = (is ?? 0) - (was ?? 0)
  const points = shareWas == null || shareIs == null ? '' : ` (${signed(100 * (shareIs - shareWas), 2)} pp)`
  return `${text}; here ${by === 0 ? 'as many' : `${by < 0 ? '−' : '+'}${formatCount(Math.abs(by))}`}${points}`
}

function shareOf(heatmap: HeatmapView, { column, row }: HeatCell): number | null {
  const total = columnTotal(heatmap, column)
  return total === 0 ? null : (heatmap.counts[column * heatmap.rows + row] ?? 0) / total
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}
