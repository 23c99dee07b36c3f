// CSV as RFC 4180 has it, safe to open in a spreadsheet.

/** null is an empty field: not measured, or does not apply. */
export type CsvCell = string | number | boolean | null

/** Lines end in CR LF, the last one too. The first row is the header. */
export function renderCsvTable(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [csvRow(header)]
  for (const row of rows) lines.push(csvRow(row))
  return lines.join('')
}

/** One line with its end. */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`
}

/** Control characters but tab and line ends, and those that turn the direction of reading: a table shows them, or obeys them. */
// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

function csvField(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  if (typeof cell === 'boolean') return String(cell)
  const text = withoutFormula(cell.toWellFormed().replace(STEERING, '\uFFFD'))
  // A space at either end is quoted too: some readers trim what is not.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A cell that begins with one of these, also in its full-width form or behind white space, is run as a formula by
 * spreadsheet programs; an apostrophe makes it text. What is nothing but a number is left alone.
 * Source: OWASP, "CSV Injection".
 */
function withoutFormula(text: string): string {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return text
  return /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u.test(text) ? `'${text}` : text
}
