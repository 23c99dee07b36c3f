/** Puts the results into docs/performance.md, between markers; the rest of the page is written by hand. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { figure, measuredText, reachedText, targetText } from './figures.ts'
import { replaceSection } from './markers.ts'
import type { GroupResult, Results } from './results.ts'
import type { Row } from './row.ts'

export const PERFORMANCE_PAGE = join(import.meta.dirname, '../docs/performance.md')

/** The page with its generated sections as `results` has them. */
export function withResults(page: string, results: Results): string {
  return replaceSection(replaceSection(page, 'results', resultTables(results)), 'carries', carries(results))
}

export function writePerformancePage(results: Results): void {
  writeFileSync(PERFORMANCE_PAGE, withResults(readFileSync(PERFORMANCE_PAGE, 'utf8'), results))
}

function resultTables({ machine, groups }: Results): string {
  const { cpu, cores, memoryGb, node, server } = machine
  const head = `Measured on ${cores} cores of ${cpu}, ${memoryGb} GB, Node ${node.slice(1)}, ${server}.`
  return [head, ...groups.map(groupTable)].join('\n\n')
}

function groupTable({ name, at, commit, method, rows }: GroupResult): string {
  const notes = rows.flatMap(({ what, note, value }) => (note !== null && value !== null ? [`${what}: ${note}.`] : []))
  return [
    `**${name}**, ${at.slice(0, 10)}${commit === null ? '' : `, ${commit}`}: ${method}`,
    '',
    '| | measured | to reach | reached |',
    '|---|---:|---:|---|',
    ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`),
    ...(notes.length > 0 ? ['', notes.join(' ')] : []),
  ].join('\n')
}

function cellsOf(row: Row): string[] {
  const per = row.unit === 'perCpuSecond' ? ' per CPU second' : ''
  return [`${row.what}${per}`, measuredText(row), targetText(row.target, row.unit), reachedText(row)]
}

/** What one core and one GB carry, derived from the rows. A row that was not measured leaves its line out. */
function carries({ groups }: Results): string {
  const rows = new Map(groups.flatMap((group) => group.rows.map((row) => [row.id, row])))
  const value = (id: string): number | null => rows.get(id)?.value ?? null
  const lines: string[] = []
  const addRate = (id: string, what: string): void => {
    const rate = value(id)
    if (rate !== null) lines.push(`| one core | ${figure(rate, 'perSecond')} ${what} a second |`)
  }
  addRate('http.declarative', 'requests of a declarative scenario')
  addRate('http.code', 'requests of a task in code')
  addRate('webSocket.ours', 'WebSocket messages, each answered, checked and timed,')
  addRate('listeners.rate', 'WebSocket messages that arrive and are counted')
  const [base, user, listener] = [value('manyUsers.base'), value('manyUsers.memory'), value('listeners.memory')]
  const inOneGb = (eachKb: number): string => figure(Math.floor(((1000 - base!) * 1000) / eachKb / 100) * 100, 'count')
  if (base !== null && user !== null) lines.push(`| one GB | ${inOneGb(user)} users with a connection each |`)
  if (base !== null && listener !== null) lines.push(`| one GB | ${inOneGb(listener)} WebSockets that listen |`)
  return ['| | carries |', '|---|---|', ...lines].join('\n')
}
