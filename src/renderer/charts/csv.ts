/** Tables as CSV (RFC 4180). Names in them come from plans and targets: none may become a formula in a spreadsheet. */

export type Cell = string | number | null

/** Begins of a text that spreadsheets run: behind spaces, too, which some of them drop. */
const FORMULA = /^[\s\0]*[=+\-@\t\r]/

/** Numbers in full and free of any locale; null and NaN are empty: nothing there is not 0. */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',') + '\r\n').join('')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** As `csvText`, to be saved. */
export function csvFile(columns: readonly string[], rows: readonly (readonly Cell[])[]): Blob {
  return new Blob([csvText(columns, rows)], { type: 'text/csv' })
}
