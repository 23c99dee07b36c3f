/** The list of runs, filtered, sorted, grouped and by pages, and what there is to filter by. */
import type { Database } from 'better-sqlite3'
import type { Parsed, Result } from '../../contract/method.ts'
import { MOST_IDS, type RunGroup, type RunIds, type RunRow, type runsMethods } from '../../contract/methods/runs.ts'
import type { ReportVerdict, RunStatus } from '../../core/report/report.ts'
import { baselinesReader, BUILD_NAME, type Baseline } from './baselineNumbers.ts'
import { STATUS } from './goneRuns.ts'
import { countOfRuns, groupsInOrder, runsInOrder, type BoundSql } from './listQuery.ts'
import { displayId } from './runId.ts'

export type RunListQuery = Parsed<(typeof runsMethods)['runs.list']>
export type RunGroupsQuery = Parsed<(typeof runsMethods)['runs.groups']>
export type RunIdsQuery = Parsed<(typeof runsMethods)['runs.ids']>
export type RunFacets = Result<(typeof runsMethods)['runs.facets']>

/** Names of one kind to filter by; more would be no choice any more. */
export const FACETS_AT_MOST = 1000

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

/** One state of the file. */
export function listRunRows(database: Database, query: RunListQuery): { rows: RunRow[]; total: number } {
  const listed = runsInOrder('number', query)
  const page = database.prepare<unknown[], number>(`${listed.sql} LIMIT ? OFFSET ?`).pluck()
  const row = database.prepare<[number], Columns>(
    `SELECT id, plan_name, plan_file, scenario, build_label, ${BUILD_NAME} AS build_name, target, started_at_ms,
       ${STATUS} AS status, verdict, starred, tags, notes, duration_ms, peak_load, peak_load_unit, requests, rate_per_s, failure_share, p95_ms, p95_line, untrusted_share
     FROM runs WHERE number = ?`,
  )
  const baselineOf = baselinesReader(database)
  return database
    .transaction(() => ({
      rows: page.all(...listed.values, query.limit, query.offset).flatMap((number) => {
        const columns = row.get(number)
        if (columns === undefined) return []
        const { plan_name: planName, scenario, target } = columns
        return [rowOf(columns, baselineOf({ planName, scenario, target }))]
      }),
      total: numberOf(database, countOfRuns(query)),
    }))
    .deferred()
}

/** The ids of the list, as `runs.ids`. */
export function listRunIds(database: Database, query: RunIdsQuery): RunIds {
  const listed = runsInOrder('id, starred', query)
  const rows = database.prepare<unknown[], Pick<Columns, 'id' | 'starred'>>(`${listed.sql} LIMIT ?`)
  const { found, total } = database
    .transaction(() => ({ found: rows.all(...listed.values, MOST_IDS), total: numberOf(database, countOfRuns(query)) }))
    .deferred()
  return {
    ids: found.map(({ id }) => displayId(id)),
    starred: found.flatMap(({ id, starred }) => (starred === 1 ? [displayId(id)] : [])),
    total,
  }
}

interface GroupColumns extends Omit<RunGroup, 'names' | 'newestAtMs'> {
  newest_at_ms: number
  name_0: string | null
  /** Where a group has two names. */
  name_1?: string | null
}

/** The groups of the list, as `runs.groups`. */
export function listRunGroups(database: Database, query: RunGroupsQuery): RunGroup[] {
  const { sql, values } = groupsInOrder(query)
  return database
    .prepare<unknown[], GroupColumns>(sql)
    .all(...values)
    .map(({ name_0: first, name_1: second, newest_at_ms: newestAtMs, ...counts }) => ({
      names: second === undefined ? [first] : [first, second],
      newestAtMs,
      ...counts,
    }))
}

function numberOf(database: Database, { sql, values }: BoundSql): number {
  return (
    database
      .prepare<unknown[], number>(sql)
      .pluck()
      .get(...values) ?? 0
  )
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
