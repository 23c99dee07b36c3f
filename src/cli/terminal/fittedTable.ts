/** A table as data: as wide as the window that it is read in, and whole where it goes to a file or another program. */
import type { TerminalStyle } from '../cliContext.ts'
import { renderTable, type TableCell, type TableColumn } from './table.ts'

export function fittedTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  style: TerminalStyle,
): string[] {
  const { paint, unicode } = style
  return renderTable(columns, rows, { width: style.interactive ? style.columns() : Infinity, unicode, paint })
}
