/** Which columns are there, in which order and how wide: as the table has them, with what the user made of it. */
import { z } from 'zod'
import type { HeadColumn } from '../tableColumn.ts'

export const layoutSchema = z.object({
  order: z.array(z.string()).max(200),
  hidden: z.array(z.string()).max(200),
  /** Columns that are hidden at first, and were asked for. */
  shown: z.array(z.string()).max(200),
  widths: z.array(z.tuple([z.string(), z.number().min(1).max(5000)])).max(200),
})
export type ColumnLayout = z.infer<typeof layoutSchema>

export const OWN_LAYOUT: ColumnLayout = { order: [], hidden: [], shown: [], widths: [] }

const LEAST_WIDTH = 40

/** Columns that a stored order does not know stand where the table has them. */
export function orderedColumns<C extends HeadColumn>(columns: readonly C[], { order }: ColumnLayout): C[] {
  const known = order.map((id) => columns.find((column) => column.id === id)).filter((column) => column !== undefined)
  const ordered = known.filter((column, index) => known.indexOf(column) === index)
  for (const [index, column] of columns.entries()) if (!ordered.includes(column)) ordered.splice(index, 0, column)
  return [...ordered.filter((column) => column.fixed), ...ordered.filter((column) => !column.fixed)]
}

export function isVisible(column: HeadColumn, { hidden, shown }: ColumnLayout): boolean {
  if (column.fixed) return true
  return column.optional ? shown.includes(column.id) : !hidden.includes(column.id)
}

export function toggled(column: HeadColumn, layout: ColumnLayout): ColumnLayout {
  const list = column.optional ? 'shown' : 'hidden'
  const ids = layout[list]
  return {
    ...layout,
    [list]: ids.includes(column.id) ? ids.filter((id) => id !== column.id) : [...ids, column.id],
  }
}

/** @param columns all, in their present order */
export function moved(
  columns: readonly HeadColumn[],
  id: string,
  beforeId: string | null,
  layout: ColumnLayout,
): ColumnLayout {
  const order = columns.map((column) => column.id).filter((each) => each !== id)
  const at = beforeId === null ? order.length : order.indexOf(beforeId)
  if (at >= 0) order.splice(at, 0, id)
  return { ...layout, order }
}

export function resized(column: HeadColumn, width: number, layout: ColumnLayout): ColumnLayout {
  const whole = Math.min(2000, Math.max(column.minWidth ?? LEAST_WIDTH, Math.round(width)))
  return { ...layout, widths: [...layout.widths.filter(([id]) => id !== column.id), [column.id, whole]] }
}

export function widthOf(column: HeadColumn, { widths }: ColumnLayout): number {
  return widths.find(([id]) => id === column.id)?.[1] ?? column.width
}

function isGiven(column: HeadColumn, { widths }: ColumnLayout): boolean {
  return widths.some(([id]) => id === column.id)
}

/**
 * The widths as a grid's tracks. The column that grows, or the first one of text, takes what is left over, unless it was given a width;
 * then the space stays free at the right. Those that may be narrowed take what they want as far as there is room.
 */
export function gridTracks(columns: readonly HeadColumn[], layout: ColumnLayout): string {
  const growing = columns.find(({ grows }) => grows) ?? columns.find(({ align = 'left' }) => align === 'left')
  const isSet = growing !== undefined && isGiven(growing, layout)
  const tracks = columns.map((column) => {
    const width = widthOf(column, layout)
    const least = Math.min(width, isGiven(column, layout) ? width : (column.narrowWidth ?? width))
    if (column === growing && !isSet) return `minmax(${least}px, 1fr)`
    return least < width ? `minmax(${least}px, ${width}px)` : `${width}px`
  })
  return [...tracks, ...(growing === undefined || isSet ? ['1fr'] : [])].join(' ')
}
