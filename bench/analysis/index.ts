/**
 * What the analyses of builds promise, held to simulations with a known truth: every demand beside what was reached.
 *
 *   npm run bench:analysis [-- --samples 1000 --only trend]
 *
 * A group of rows is a file NAMECells.ts with a function that gives them for a number of simulated series or reports a row.
 */
import { parseArgs } from 'node:util'
import { capacityCells } from './capacityCells.ts'
import type { Cell } from './cell.ts'
import { compareCells } from './compareCells.ts'
import { trendCells } from './trendCells.ts'

type Group = (samples: number) => Cell[] | Promise<Cell[]>

const GROUPS: Record<string, Group> = { compare: compareCells, trend: trendCells, capacity: capacityCells }

const { values: options } = parseArgs({
  options: { samples: { type: 'string', default: '1000' }, only: { type: 'string' } },
})
const samples = Number(options.samples)
if (!(Number.isInteger(samples) && samples > 0)) throw new RangeError('--samples must be a whole number above 0')
const names = options.only === undefined ? Object.keys(GROUPS) : options.only.split(',')
const unknown = names.find((name) => !Object.hasOwn(GROUPS, name))
if (unknown !== undefined) throw new RangeError(`--only knows ${Object.keys(GROUPS).join(', ')}, not ${unknown}`)

const cells: Cell[] = []
for (const name of names) {
  const own = await GROUPS[name]!(samples)
  printTable(own)
  cells.push(...own)
}
const judged = cells.filter(({ ok }) => ok !== null)
const missed = judged.filter(({ ok }) => ok === false)
console.log(`${judged.length - missed.length} of ${judged.length} demands met, ${samples} simulations a row.`)

function printTable(rows: readonly Cell[]): void {
  const table = [
    ['', 'row', 'claim', 'demand', 'reached'],
    ...rows.map(({ id, claim, demand, reached, ok }) => [mark(ok), id, claim, demand, reached]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)))
  for (const row of table) {
    console.log(row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
  }
  console.log()
}

function mark(ok: boolean | null): string {
  if (ok === null) return ' '
  return ok ? '✓' : '✗'
}
