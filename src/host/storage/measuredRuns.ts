/** Runs of a scenario with what they measured of its endpoints, without a histogram being read: for comparisons with their history, and trends. */
import type { Database } from 'better-sqlite3'
import type { RunStatus } from '../../core/report/report.ts'
import { endpointNumbersReader, type EndpointNumbers } from './endpointNumbers.ts'
import type { Generator } from './newRun.ts'
import { displayId } from './runId.ts'

export interface MeasuredRun {
  id: string
  build: { label: string | null; commit: string | null }
  startedAtMs: number
  status: RunStatus
  target: string
  /** SHA-256 of the plan's text, hex. */
  planDigest: string
  generator: Generator
  /** As it was planned or steered, in words. */
  loadText: string
  /** Closed: users. Open: arrivals. */
  loadModel: 'closed' | 'open'
  /** Its load was changed by hand while it went on. */
  wasSteered: boolean
  /** Iterations begun, of those that were due; null where none were. */
  achieved: number | null
  untrustedLoadShare: number | null
  starred: boolean
  /** All requests first, where everything was asked for. */
  numbers: EndpointNumbers[]
}

export interface MeasuredRunsQuery {
  planName: string
  scenario: string
  /** Only of this base address. */
  target?: string
  /** One endpoint only; null: only all requests. Left out: all of them. */
  endpoint?: EndpointNumbers['endpoint']
  /** The newest so many. */
  limit: number
}

interface Row {
  number: number
  id: string
  build_label: string | null
  build_commit: string | null
  started_at_ms: number
  status: RunStatus
  target: string
  digest: string
  generator: string
  load_text: string
  peak_load_unit: 'users' | 'perS'
  steered: number
  achieved: number | null
  untrusted_share: number | null
  starred: number
}

/** Runs whose numbers are read at a stretch: of 200 endpoints some 20 ms. */
const SLICE_RUNS = 12
/** Runs that are looked up at a stretch: a few ms. */
const PAGE_RUNS = 20 * SLICE_RUNS

/** Oldest first; runs that go on, or whose numbers could not be made or are not there yet, are left out. */
export function measuredRuns(database: Database, query: MeasuredRunsQuery): MeasuredRun[] {
  return [...measuredRunSlices(database, query)].flat()
}

/** The same, a few at a time: who must not hold a thread for long goes on when it is free. */
export function* measuredRunSlices(
  database: Database,
  { planName, scenario, target, endpoint, limit }: MeasuredRunsQuery,
): IterableIterator<MeasuredRun[]> {
  // Only their numbers at a stretch: whole rows of ten thousand would take too long.
  const found = database
    .prepare<unknown[], number>(
      `SELECT number FROM runs
       WHERE plan_name = ? AND scenario = ? AND deleting = 0 AND status <> 'running' AND load_text IS NOT NULL
         ${target === undefined ? '' : 'AND target = ?'}
       ORDER BY started_at_ms DESC, number DESC LIMIT ?`,
    )
    .pluck()
    .all(planName, scenario, ...(target === undefined ? [] : [target]), limit)
    .toReversed()
  const select = database.prepare<[string], Row>(
    `SELECT number, runs.id, build_label, build_commit, started_at_ms, status, target, lower(hex(plan_texts.digest)) AS digest,
       generator, load_text, peak_load_unit, EXISTS (SELECT 1 FROM steering WHERE steering.run = runs.number) AS steered,
       achieved, untrusted_share, starred
     FROM json_each(?) AS wanted JOIN runs ON runs.number = wanted.value JOIN plan_texts ON plan_texts.id = runs.plan_text
     WHERE deleting = 0 ORDER BY wanted.key`,
  )
  const numbersOf = endpointNumbersReader(database, endpoint)
  for (let page = 0; page < found.length; page += PAGE_RUNS) {
    const rows = select.all(JSON.stringify(found.slice(page, page + PAGE_RUNS)))
    for (let from = 0; from < rows.length; from += SLICE_RUNS) {
      const slice = rows.slice(from, from + SLICE_RUNS)
      const numbers = numbersOf(slice.map(({ number }) => number))
      yield slice.map((row) => runOf(row, numbers.get(row.number) ?? []))
    }
  }
}

function runOf(row: Row, numbers: EndpointNumbers[]): MeasuredRun {
  return {
    id: displayId(row.id),
    build: { label: row.build_label, commit: row.build_commit },
    startedAtMs: row.started_at_ms,
    status: row.status,
    target: row.target,
    planDigest: row.digest,
    generator: JSON.parse(row.generator) as Generator,
    loadText: row.load_text,
    loadModel: row.peak_load_unit === 'users' ? 'closed' : 'open',
    wasSteered: row.steered === 1,
    achieved: row.achieved,
    untrustedLoadShare: row.untrusted_share,
    starred: row.starred === 1,
    numbers,
  }
}
