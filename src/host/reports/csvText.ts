// CSV as RFC 4180 has it, safe to open in a spreadsheet.

/** null is an empty field: not measured, or does not apply. */
export type CsvCell = string | number | boolean | null

/** Lines end in CR LF, the last one too. The first row is the header. */
export function renderCsvTable(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map(csvField).join(',')]
  for (const row of rows) lines.push(row.map(csvField).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function csvField(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  if (typeof cell === 'boolean') return String(cell)
  const text = withoutFormula(cell.toWellFormed())
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
