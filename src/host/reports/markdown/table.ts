// Tables of GitHub-flavoured Markdown, and what is said under a table that was cut.
import { formatCount } from '../../../core/units/number.ts'
import { markdownCode } from './escape.ts'

export interface Column {
  title: string
  align: 'left' | 'right'
}

export function left(title: string): Column {
  return { title, align: 'left' }
}

export function right(title: string): Column {
  return { title, align: 'right' }
}

/** The lines of a table. Titles and cells are Markdown that was already escaped; an empty cell shows `–`. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`
  return [
    line(columns.map((column) => column.title)),
    `|${columns.map((column) => (column.align === 'right' ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
  ]
}

/** Where the rows are that a report leaves out. */
export interface DataSource {
  /** Name of the file with everything, beside the Markdown; null when it was not written. */
  file: string | null
  runId: string
}

/** The sentence under a table that was cut, with an empty line before it; nothing when it was not. */
export function leftOutNote(shown: number, total: number, what: string, source: DataSource): string[] {
  if (shown >= total) return []
  const where =
    source.file === null
      ? `${markdownCode(`loadwright report ${source.runId} -f json`, 120)} writes`
      : `${markdownCode(source.file, 160)} has`
  return [
    '',
    `_${formatCount(total - shown)} of ${formatCount(total)} ${what} are left out here; ${where} all of them._`,
  ]
}

/** A part that is folded away on GitHub. `summary` is a constant of ours with numbers, never a name. */
export function folded(summary: string, lines: readonly string[]): string[] {
  return ['', '<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>']
}
