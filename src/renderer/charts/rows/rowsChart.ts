/** Values with their intervals, a row each, on one axis: everything that a forest or dot plot is drawn from. */
import { fractionOf, type Scale } from '../axis/scale.ts'
import type { Size } from '../echartsParts.ts'
import type { Box } from '../painting/shapes.ts'

export type RowMark = 'circle' | 'diamond' | 'up' | 'down' | 'ring'

export interface IntervalRow {
  /** Whatever stands for it when it is chosen. */
  id: string
  name: string
  /** Stands behind the name, fainter. */
  hint?: string
  /** Rows of one group stand together. */
  group?: string
  /** In the unit of the axis; null: none is known. */
  value: number | null
  interval: { low: number; high: number } | null
  mark: RowMark
  color: string
  /** Values within it do not matter. */
  band?: { low: number | null; high: number | null } | null
  /** At the right end of the row, and what is read aloud. */
  text: string
}

export interface RowsAxis {
  scale: Scale
  name: string
  /** As the table and the axis say them. */
  tickText: (value: number) => string
  ticks: readonly number[]
}

/** A line through all rows, or through those of a group. */
export interface RowsLine {
  value: number
  label: string
  color: string
  group?: string
}

export interface RowsChart {
  rows: readonly IntervalRow[]
  axis: RowsAxis
  lines: readonly RowsLine[]
}

export interface RowsPlace {
  box: Box
  rowPx: number
  leftPx: number
  widthPx: number
}

export const ROW_PX = 22
const TITLE_PX = 20
const AXIS_PX = 20
const PAD_PX = 8
const LEAST_PX = 40

/** How high a chart of so many rows is. */
export function rowsHeightPx(rows: number): number {
  return TITLE_PX + AXIS_PX + ROW_PX * Math.max(1, rows)
}

export function placeRows({ rows }: Pick<RowsChart, 'rows'>, { widthPx, heightPx }: Size, topPx: number): RowsPlace {
  const nameShare = widthPx < 640 ? 0.28 : 0.24
  const namesPx = Math.min(300, widthPx * nameShare)
  const textsPx = Math.min(190, widthPx * 0.24)
  const bodyPx = Math.max(LEAST_PX, heightPx - topPx - TITLE_PX - AXIS_PX)
  const box = {
    leftPx: namesPx + PAD_PX,
    topPx: topPx + TITLE_PX,
    widthPx: Math.max(LEAST_PX, widthPx - namesPx - textsPx - 2 * PAD_PX),
    heightPx: Math.min(bodyPx, ROW_PX * Math.max(1, rows.length)),
  }
  return { box, rowPx: box.heightPx / Math.max(1, rows.length), leftPx: 0, widthPx }
}

export function xOf({ axis }: Pick<RowsChart, 'axis'>, { box }: RowsPlace, value: number): number {
  return box.leftPx + fractionOf(axis.scale, value) * box.widthPx
}

export function yOf({ box, rowPx }: RowsPlace, index: number): number {
  return box.topPx + (index + 0.5) * rowPx
}

/** @returns null where no row is */
export function rowAt({ rows }: Pick<RowsChart, 'rows'>, { box, rowPx }: RowsPlace, yPx: number): number | null {
  const index = Math.floor((yPx - box.topPx) / rowPx)
  return index >= 0 && index < rows.length ? index : null
}

/** From the first to the last row of a group; null: none has it. */
export function rowsOfGroup({ rows }: Pick<RowsChart, 'rows'>, group: string): { first: number; last: number } | null {
  const first = rows.findIndex((row) => row.group === group)
  return first < 0 ? null : { first, last: rows.findLastIndex((row) => row.group === group) }
}
