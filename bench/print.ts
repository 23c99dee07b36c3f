/** The rows of a group, for a terminal. */
import { measuredText, reachedText, targetText } from './figures.ts'
import type { GroupResult } from './results.ts'
import type { Row } from './row.ts'

export function printGroup({ name, method, rows, tookS }: GroupResult, write: (text: string) => void): void {
  write(`\n${name} (${Math.round(tookS)} s): ${method}\n`)
  const cells = rows.map((row) => [
    row.what,
    `${measuredText(row)}${row.unit === 'perCpuSecond' && row.value !== null ? ' /CPU-s' : ''}`,
    targetText(row.target, row.unit),
    reachedText(row),
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]!.length)))
  cells.forEach((line, place) => {
    const text = line.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell)).join('  ')
    const { note, value } = rows[place]!
    write(`  ${text.trimEnd()}${note !== null && value !== null ? `  (${note})` : ''}\n`)
  })
}

/** What is left to do, in one line; and what nobody can say yet. */
export function printVerdict(rows: Row[], write: (text: string) => void): void {
  const judged = rows.filter(({ reached }) => reached !== null)
  const missed = judged.filter(({ reached }) => !reached)
  const unsure = judged.filter(({ certain }) => !certain)
  const unmeasured = rows.filter(({ target, value }) => target !== null && value === null)
  write(`\n${judged.length - missed.length} of ${judged.length} targets reached.\n`)
  for (const row of missed)
    write(`  not reached: ${row.what}: ${measuredText(row)}, ${targetText(row.target, row.unit)} wanted\n`)
  for (const row of unsure.filter(({ reached }) => reached))
    write(`  reached, but within the noise of the rounds: ${row.what}\n`)
  for (const row of unmeasured) write(`  ${row.what}: ${measuredText(row)}\n`)
}
