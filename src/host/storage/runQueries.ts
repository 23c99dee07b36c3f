/** Finding runs: lists for people, and the run that is meant by what somebody typed. */
import type { Database } from 'better-sqlite3'
import type { RunStatus } from '../../core/report/report.ts'
import { HistoryError } from './historyError.ts'
import { ENDED_AT, IS_RUNNING, STATUS } from './goneRuns.ts'
import type { RunSummary } from './newRun.ts'
import { displayId, normalizeRunId } from './runId.ts'
import { selectRuns, type RunRow } from './runTable.ts'

export interface RunFilter {
  /** Name or file of the plan. */
  plan?: string
  scenario?: string
  /** Label of the build, its commit, or at least the first seven digits of that. */
  build?: string
  status?: RunStatus
  starred?: boolean
  limit?: number
}

const NEWEST_FIRST = 'ORDER BY started_at_ms DESC, number DESC'

export function listRuns(database: Database, filter: RunFilter): RunSummary[] {
  const conditions = ['TRUE']
  const values: unknown[] = []
  if (filter.plan !== undefined) {
    conditions.push('(plan_name = ? OR plan_file = ?)')
    values.push(filter.plan, filter.plan)
  }
  if (filter.scenario !== undefined) {
    conditions.push('scenario = ?')
    values.push(filter.scenario)
  }
  if (filter.build !== undefined) {
    conditions.push(
      '(build_label = ? OR build_commit = ? OR (length(?) >= 7 AND substr(build_commit, 1, length(?)) = ?))',
    )
    values.push(filter.build, filter.build, filter.build, filter.build, filter.build)
  }
  if (filter.status === 'running') conditions.push(IS_RUNNING)
  else if (filter.status !== undefined) {
    conditions.push(`${STATUS} = ?`)
    values.push(filter.status)
  }
  if (filter.starred !== undefined) {
    conditions.push('starred = ?')
    values.push(filter.starred ? 1 : 0)
  }
  const limit = filter.limit === undefined ? -1 : Math.max(0, Math.floor(filter.limit))
  return selectRuns(database, conditions.join(' AND '), [...values, limit], `${NEWEST_FIRST} LIMIT ?`).map(
    ({ run }) => run,
  )
}

/** The runs of the same plan and scenario that began before this one and have ended, newest first. */
export function previousRuns(database: Database, run: RunSummary, limit: number): RunSummary[] {
  return selectRuns(
    database,
    `plan_name = ? AND scenario = ? AND started_at_ms <= ? AND id <> ? AND ${STATUS} <> 'running'`,
    [run.planName, run.scenario, run.startedAtMs, normalizeRunId(run.id), limit],
    `${NEWEST_FIRST} LIMIT ?`,
  ).map((row) => row.run)
}

/** Nothing that began a week before is still going on; so only so many runs are looked at. */
const LONGEST_RUN_MS = 7 * 24 * 3600 * 1000

/** Runs that were going on at some time in [fromMs, toMs), wall clock, the first to begin first. */
export function runsDuring(database: Database, fromMs: number, toMs: number): RunSummary[] {
  return selectRuns(
    database,
    `started_at_ms >= ? AND started_at_ms < ? AND coalesce(${ENDED_AT}, ?) > ?`,
    [fromMs - LONGEST_RUN_MS, toMs, toMs, fromMs],
    'ORDER BY started_at_ms, number',
  ).map(({ run }) => run)
}

/**
 * The run that is meant by an id, the beginning of one, `last`, or `last~2` (the third newest).
 * @throws HistoryError 'notFound' with ids that look alike, or 'ambiguous' with those that fit.
 */
export function resolveRun(database: Database, reference: string): RunRow {
  const back = /^last(?:~(\d+))?$/i.exec(reference.trim())
  return back === null ? runByPrefix(database, reference) : runByAge(database, Number(back[1] ?? 0))
}

function runByAge(database: Database, back: number): RunRow {
  const offset = Math.min(back, Number.MAX_SAFE_INTEGER)
  const row = selectRuns(database, 'TRUE', [offset], `${NEWEST_FIRST} LIMIT 1 OFFSET ?`)[0]
  if (row !== undefined) return row
  const count = database.prepare<[], number>('SELECT count(*) FROM runs WHERE deleting = 0').pluck().get() ?? 0
  if (count === 0) throw new HistoryError('notFound', 'The history has no runs yet.')
  throw new HistoryError(
    'notFound',
    `The history has ${count === 1 ? 'only one run' : `only ${count} runs`}: last${count === 1 ? '' : ` to last~${count - 1}`}.`,
  )
}

function runByPrefix(database: Database, reference: string): RunRow {
  const prefix = normalizeRunId(reference)
  const found =
    prefix === ''
      ? []
      : selectRuns(database, 'id >= ? AND id < ?', [prefix, `${prefix}\u{10ffff}`], `${NEWEST_FIRST} LIMIT 6`)
  const exact = found.find(({ run }) => normalizeRunId(run.id) === prefix)
  if (exact !== undefined) return exact
  if (found.length === 1) return found[0]!
  const shown = JSON.stringify(reference.length > 40 ? `${reference.slice(0, 39)}…` : reference)
  if (found.length > 1) {
    const ids = found.slice(0, 5).map(({ run }) => run.id)
    throw new HistoryError(
      'ambiguous',
      `${shown} is the beginning of several runs: ${ids.join(', ')}${found.length > 5 ? ', …' : ''}. Type more of the id.`,
    )
  }
  const near = nearIds(database, prefix)
  const hint =
    near.length === 0
      ? 'The history has no runs yet.'
      : `Did you mean ${near.join(', ')}? \`loadwright runs\` lists them.`
  throw new HistoryError('notFound', `There is no run ${shown}. ${hint}`)
}

/** The three ids most like a text, the newest first among equals. */
function nearIds(database: Database, text: string): string[] {
  const typed = text.slice(0, 20)
  return database
    .prepare<[], string>(`SELECT id FROM runs WHERE deleting = 0 ${NEWEST_FIRST} LIMIT 1000`)
    .pluck()
    .all()
    .map((id) => ({ id, distance: editDistance(typed, id) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ id }) => displayId(id))
}

/** Levenshtein's: letters to insert, remove or change (https://en.wikipedia.org/wiki/Levenshtein_distance). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[other.length]!
}
