/** Searches for capacity: runs with the tags `capacity` and `capacity ID`, as `loadwright capacity` gives them. */
import type { Database } from 'better-sqlite3'
import type { CapacitySearch } from '../../contract/methods/capacity.ts'
import { searchSummary, type JudgedLoad } from '../../core/capacity/searchSummary.ts'
import { STATUS } from './goneRuns.ts'

interface Row {
  search: string
  plan_name: string
  scenario: string
  target: string
  build: string | null
  started_at_ms: number
  status: string
  verdict: JudgedLoad['verdict']
  peak_load: number | null
  peak_load_unit: 'users' | 'perS' | null
}

const SEARCHES_AT_MOST = 200
const RUNS_AT_MOST = 20_000

export const CAPACITY_TAG = 'capacity'
const SUFFIX = ' (capacity)'

/** The scenario that a level is of. */
export function scenarioOfLevel(name: string): string {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name
}

/** The newest first. */
export function capacitySearches(database: Database): CapacitySearch[] {
  const rows = database
    .prepare<[string, number], Row>(
      `SELECT substr(tag.value, 10) AS search, plan_name, scenario, target, coalesce(build_label, substr(build_commit, 1, 12)) AS build,
         started_at_ms, ${STATUS} AS status, verdict_status AS verdict, peak_load, peak_load_unit
       FROM runs INDEXED BY runs_tagged, json_each(runs.tags) AS tag
       WHERE deleting = 0 AND tags <> '[]' AND tag.value GLOB 'capacity ??????-????*'
         AND EXISTS (SELECT 1 FROM json_each(runs.tags) AS own WHERE own.value = ?)
       ORDER BY started_at_ms DESC LIMIT ?`,
    )
    .all(CAPACITY_TAG, RUNS_AT_MOST)
  const bySearch = new Map<string, Row[]>()
  for (const row of rows) {
    const own = bySearch.get(row.search)
    if (own !== undefined) own.push(row)
    else if (bySearch.size < SEARCHES_AT_MOST) bySearch.set(row.search, [row])
  }
  return [...bySearch].map(([id, own]) => searchOf(id, own)).toSorted((a, b) => b.startedAtMs - a.startedAtMs)
}

/** @param rows newest first, at least one */
function searchOf(id: string, rows: readonly Row[]): CapacitySearch {
  const first = rows.at(-1)!
  const judged = rows.flatMap(({ verdict, peak_load: level, peak_load_unit: unit }): JudgedLoad[] =>
    level === null || unit === null ? [] : [{ load: { unit, level }, verdict }],
  )
  return {
    id,
    planName: first.plan_name,
    scenario: scenarioOfLevel(first.scenario),
    target: first.target,
    build: first.build,
    startedAtMs: first.started_at_ms,
    runs: rows.length,
    levels: new Set(judged.map(({ load }) => load.level)).size,
    isRunning: rows.some(({ status }) => status === 'running'),
    sentence: searchSummary(judged),
  }
}
