/** Where the parts of a heat overview stand, and which of its rows are seen: more than fit are scrolled, and only those that are seen are drawn. */
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import type { Size } from '../../echartsParts.ts'
import type { Box } from '../../painting/shapes.ts'

/** Of row `row` and column `column`. */
export interface HeatPlace {
  row: number
  column: number
}

export interface HeatLayout {
  size: Size
  /** Legend. */
  head: Box
  /** Names of the rows. */
  names: Box
  cells: Box
  rowPx: number
  /** Rows that are seen, half open. */
  from: number
  to: number
  /** Of all of it, as tall as it would be with every row. */
  wholePx: number
}

const HEAD_PX = 26
const AXIS_PX = 38
const RIGHT_PX = 8
const LEAST_ROW_PX = 16
const MOST_ROW_PX = 44
const NAMES_SHARE = 0.32
const LEAST_NAMES_PX = 72
const MOST_NAMES_PX = 230

/** @param firstRow that one would like to see on top */
export function layoutTrendHeat(rows: number, size: Size, firstRow: number, topPx = 0): HeatLayout {
  const roomPx = Math.max(LEAST_ROW_PX, size.heightPx - HEAD_PX - AXIS_PX)
  const rowPx = Math.min(MOST_ROW_PX, Math.max(LEAST_ROW_PX, Math.floor(roomPx / Math.max(1, rows))))
  const seen = Math.min(rows, Math.max(1, Math.floor(roomPx / rowPx)))
  const from = Math.min(Math.max(0, firstRow), rows - seen)
  const namesPx = Math.min(MOST_NAMES_PX, Math.max(LEAST_NAMES_PX, size.widthPx * NAMES_SHARE))
  const cellsTop = topPx + HEAD_PX
  const widthPx = Math.max(20, size.widthPx - namesPx - RIGHT_PX)
  const heightPx = seen * rowPx
  return {
    size: { widthPx: size.widthPx, heightPx: size.heightPx + topPx },
    head: { leftPx: namesPx, topPx, widthPx, heightPx: HEAD_PX },
    names: { leftPx: 0, topPx: cellsTop, widthPx: namesPx, heightPx },
    cells: { leftPx: namesPx, topPx: cellsTop, widthPx, heightPx },
    rowPx,
    from,
    to: from + seen,
    wholePx: HEAD_PX + AXIS_PX + rows * rowPx,
  }
}

/** The first row to be seen with `row` among them, when `from` was the first one so far. */
export function scrolledTo(row: number, { from, to }: Pick<HeatLayout, 'from' | 'to'>): number {
  if (row < from) return row
  return row >= to ? row - (to - from) + 1 : from
}

/** Null beside the cells. */
export function placeAt(
  { columns }: Pick<TrendHeatView, 'columns'>,
  { cells, rowPx, from, to }: HeatLayout,
  xPx: number,
  yPx: number,
): HeatPlace | null {
  const column = Math.floor(((xPx - cells.leftPx) / cells.widthPx) * columns)
  const row = from + Math.floor((yPx - cells.topPx) / rowPx)
  if (column < 0 || column >= columns || row < from || row >= to) return null
  return { row, column }
}

/** Null where the row is not seen. */
export function cellBox(
  { columns }: Pick<TrendHeatView, 'columns'>,
  { cells, rowPx, from, to }: HeatLayout,
  { row, column }: HeatPlace,
): Box | null {
  if (row < from || row >= to) return null
  const widthPx = cells.widthPx / columns
  return {
    leftPx: cells.leftPx + column * widthPx,
    topPx: cells.topPx + (row - from) * rowPx,
    widthPx,
    heightPx: rowPx,
  }
}

/** The column that a build stands in. */
export function columnOf({ edges, columns }: Pick<TrendHeatView, 'edges' | 'columns'>, build: number): number {
  let [low, high] = [0, Math.max(0, columns - 1)]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (edges[middle]! <= build) low = middle
    else high = middle - 1
  }
  return low
}
