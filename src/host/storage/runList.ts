/**
 * The list of runs, filtered, sorted and by pages, and what there is to filter by. Rows are found in one index that holds all of
 * that (runs_listed), so that ten thousand runs with wide rows are as quickly listed as a hundred.
 */
import type { Database } from 'better-sqlite3'
import type { Parsed, Result } from '../../contract/method.ts'
import { MOST_IDS, type RunColumn, type RunIds, type RunRow, type runsMethods } from '../../contract/methods/runs.ts'
import type { ReportVerdict, RunStatus } from '../../core/report/report.ts'
import { baselinesReader, BUILD_NAME, type Baseline } from './baselineNumbers.ts'
import { STATUS } from './goneRuns.ts'
import { displayId } from './runId.ts'
import { searchWords } from './searchText.ts'

export type RunListQuery = Parsed<(typeof runsMethods)['runs.list']>
export type RunIdsQuery = Parsed<(typeof runsMethods)['runs.ids']>
export type RunFacets = Result<(typeof runsMethods)['runs.facets']>

/** Names of one kind to filter by; more would be no choice any more. */
export const FACETS_AT_MOST = 1000

const SORTED_BY: Record<RunColumn, string> = {
  startedAt: 'started_at_ms',
  plan: 'plan_name COLLATE NOCASE',
  scenario: 'scenario COLLATE NOCASE',
  build: 'build_label COLLATE NOCASE',
  duration: 'duration_ms',
  status: STATUS,
  verdict: 'verdict_status',
  requests: 'requests',
  rate: 'rate_per_s',
  failureShare: 'failure_share',
  p95: 'p95_ms',
  starred: 'starred',
}

interface Columns {
  id: string
  plan_name: string
  plan_file: string | null
  scenario: string
  build_label: string | null
  build_name: string | null
  target: string
  started_at_ms: number
  status: RunStatus
  verdict: string | null
  starred: number
  tags: string
  notes: string | null
  duration_ms: number | null
  peak_load: number | null
  peak_load_unit: 'users' | 'perS' | null
  requests: number | null
  rate_per_s: number | null
  failure_share: number | null
  p95_ms: number | null
  p95_line: string | null
  untrusted_share: number | null
}

/** One state of the file. What has no value in a column comes last, up or down. */
export function listRunRows(database: Database, query: RunListQuery): { rows: RunRow[]; total: number } {
  const { where, values } = conditionsOf(query.filter)
  const from = `FROM runs INDEXED BY runs_listed WHERE ${where}`
  const page = database
    .prepare<unknown[], number>(`SELECT number ${from} ORDER BY ${orderOf(query.sort)} LIMIT ? OFFSET ?`)
    .pluck()
  const count = database.prepare<unknown[], number>(`SELECT count(*) ${from}`).pluck()
  const row = database.prepare<[number], Columns>(
    `SELECT id, plan_name, plan_file, scenario, build_label, ${BUILD_NAME} AS build_name, target, started_at_ms,
       ${STATUS} AS status, verdict, starred, tags, notes, duration_ms, peak_load, peak_load_unit, requests, rate_per_s, failure_share, p95_ms, p95_line, untrusted_share
     FROM runs WHERE number = ?`,
  )
  const baselineOf = baselinesReader(database)
  return database
    .transaction(() => ({
      rows: page.all(...values, query.limit, query.offset).flatMap((number) => {
        const columns = row.get(number)
        if (columns === undefined) return []
        const { plan_name: planName, scenario, target } = columns
        return [rowOf(columns, baselineOf({ planName, scenario, target }))]
      }),
      total: count.get(...values) ?? 0,
    }))
    .deferred()
}

/** The ids of the list, as `runs.ids`. */
export function listRunIds(database: Database, query: RunIdsQuery): RunIds {
  const { where, values } = conditionsOf(query.filter)
  const from = `FROM runs INDEXED BY runs_listed WHERE ${where}`
  const rows = database.prepare<unknown[], Pick<Columns, 'id' | 'starred'>>(
    `SELECT id, starred ${from} ORDER BY ${orderOf(query.sort)} LIMIT ?`,
  )
  const count = database.prepare<unknown[], number>(`SELECT count(*) ${from}`).pluck()
  const { found, total } = database
    .transaction(() => ({ found: rows.all(...values, MOST_IDS), total: count.get(...values) ?? 0 }))
    .deferred()
  return {
    ids: found.map(({ id }) => displayId(id)),
    starred: found.flatMap(({ id, starred }) => (starred === 1 ? [displayId(id)] : [])),
    total,
  }
}

/** Most used first. */
export function listFacets(database: Database): RunFacets {
  const names = (column: string): string[] =>
    database
      .prepare<[number], string>(
        `SELECT ${column} FROM runs INDEXED BY runs_listed WHERE deleting = 0 AND ${column} IS NOT NULL
         GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`,
      )
      .pluck()
      .all(FACETS_AT_MOST)
  const tags = database
    .prepare<[number], string>(
      `SELECT tag.value FROM runs INDEXED BY runs_tagged, json_each(runs.tags) AS tag WHERE deleting = 0 AND tags <> '[]'
       GROUP BY tag.value ORDER BY count(*) DESC, tag.value LIMIT ?`,
    )
    .pluck()
  return database
    .transaction(() => ({
      plans: names('plan_name'),
      scenarios: names('scenario'),
      builds: names('build_label'),
      tags: tags.all(FACETS_AT_MOST),
    }))
    .deferred()
}

function orderOf(sort: RunListQuery['sort']): string {
  const order = sort.map(({ column, descending }) => {
    return `${SORTED_BY[column]} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
  })
  return [...order, 'started_at_ms DESC', 'number DESC'].join(', ')
}

function conditionsOf(filter: RunListQuery['filter']): { where: string; values: unknown[] } {
  const conditions = ['deleting = 0']
  const values: unknown[] = []
  const add = (condition: string, ...bound: unknown[]): void => {
    conditions.push(condition)
    values.push(...bound)
  }
  const words = searchWords(filter.text)
  if (words.length > 0) {
    const all = words.map(() => 'instr(text, ?) > 0').join(' AND ')
    add(`number IN (SELECT run FROM run_texts WHERE ${all})`, ...words)
  }
  if (filter.plan !== undefined) add('plan_name = ?', filter.plan)
  if (filter.scenario !== undefined) add('scenario = ?', filter.scenario)
  if (filter.build !== undefined) add('build_label = ?', filter.build)
  if (filter.starred !== undefined) add('starred = ?', filter.starred ? 1 : 0)
  if (filter.verdict === 'none') add('verdict_status IS NULL')
  else if (filter.verdict !== undefined) add('verdict_status = ?', filter.verdict)
  if (filter.tag !== undefined)
    add(
      `number IN (SELECT tagged.number FROM runs AS tagged INDEXED BY runs_tagged, json_each(tagged.tags) AS tag
         WHERE tagged.deleting = 0 AND tagged.tags <> '[]' AND tag.value = ?)`,
      filter.tag,
    )
  return { where: conditions.join(' AND '), values }
}

function rowOf(row: Columns, baseline: Baseline | null): RunRow {
  return {
    id: displayId(row.id),
    planName: row.plan_name,
    planFile: row.plan_file,
    scenario: row.scenario,
    build: row.build_label,
    buildName: row.build_name,
    target: row.target,
    startedAtMs: row.started_at_ms,
    durationMs: row.duration_ms,
    status: row.status,
    verdict: row.verdict === null ? null : (JSON.parse(row.verdict) as ReportVerdict),
    starred: row.starred === 1,
    tags: JSON.parse(row.tags) as string[],
    notes: row.notes,
    peakLoad:
      row.peak_load === null || row.peak_load_unit === null ? null : { unit: row.peak_load_unit, level: row.peak_load },
    requests: row.requests,
    ratePerS: row.rate_per_s,
    failureShare: row.failure_share,
    p95Ms: row.p95_ms,
    p95Line: row.p95_line === null ? [] : (JSON.parse(row.p95_line) as (number | null)[]),
    untrustedLoadShare: row.untrusted_share,
    baseline: baseline && { ...baseline, isOwn: row.build_name === baseline.build },
  }
}
