/** The rows of the table `runs`: written by a run's writer, read by lists and readers. */
import type { Database, Statement } from 'better-sqlite3'
import { createHash } from 'node:crypto'
import SqliteDatabase from 'better-sqlite3'
import type { JsonValue } from '../../core/plan/compiledPlan.ts'
import type { ReportVerdict, RunStatus } from '../../core/report/report.ts'
import type { Generator, NewRun, RunFinish, RunSummary, StoredRun } from './newRun.ts'
import { ENDED_AT, STATUS } from './goneRuns.ts'
import { forgetNumbers, writeNumbers } from './runNumbers.ts'
import { createRunId, displayId } from './runId.ts'
import { writeSearchTexts } from './searchText.ts'

/** Who writes a run. */
export interface RunOwner {
  machine: string
  pid: number
  /** See ProcessState. */
  processStart: string | null
}

export interface RunRow {
  number: number
  run: RunSummary
}

const COLUMNS =
  'number, id, plan_name, plan_file, scenario, purpose, build_label, build_commit, build_branch, target, seed, planned_duration_ms, ' +
  `warm_up_ms, generator, started_at_ms, ${ENDED_AT} AS ended_at_ms, ${STATUS} AS status, verdict, last_second, starred, tags, notes`

interface Columns {
  number: number
  id: string
  plan_name: string
  plan_file: string | null
  scenario: string
  purpose: string | null
  build_label: string | null
  build_commit: string | null
  build_branch: string | null
  target: string
  seed: number | null
  planned_duration_ms: number | null
  warm_up_ms: number
  generator: string
  started_at_ms: number
  ended_at_ms: number | null
  status: RunStatus
  verdict: string | null
  last_second: number | null
  starred: number
  tags: string
  notes: string | null
}

/** Reads runs; `where` and `order` are SQL of this folder, never of a user. Runs that are being deleted are not there. */
export function selectRuns(database: Database, where: string, values: unknown[], order: string): RunRow[] {
  return database
    .prepare<unknown[], Columns>(`SELECT ${COLUMNS} FROM runs WHERE deleting = 0 AND ${where} ${order}`)
    .all(...values)
    .map((row) => ({ number: row.number, run: summaryOf(row) }))
}

/** One run as lists have it, asked for again and again; null when it is gone. */
export function createSummaryQuery(database: Database, number: number): () => RunSummary | null {
  let select: Statement<[number], Columns> | null = null
  return () => {
    select ??= database.prepare<[number], Columns>(`SELECT ${COLUMNS} FROM runs WHERE deleting = 0 AND number = ?`)
    const row = select.get(number)
    return row === undefined ? null : summaryOf(row)
  }
}

/** Adds what lists leave out. */
export function completeRun(database: Database, { number, run }: RunRow): StoredRun {
  const row = database
    .prepare<[number], { settings: string; outcome: string | null; load_end_ms: number | null; text: string }>(
      'SELECT runs.settings, runs.outcome, runs.load_end_ms, plan_texts.text FROM runs JOIN plan_texts ON plan_texts.id = runs.plan_text WHERE number = ?',
    )
    .get(number)
  if (row === undefined) throw new Error(`run ${number} is gone`)
  return {
    ...run,
    planText: row.text,
    settings: JSON.parse(row.settings) as JsonValue,
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as JsonValue),
    loadEndMs: row.load_end_ms,
  }
}

/** Writes a new run, status `running`. To be called within a transaction. */
export function insertRun(
  database: Database,
  run: NewRun,
  owner: RunOwner,
  nowMs: number,
): { number: number; id: string } {
  const insert = database.prepare(
    `INSERT INTO runs (id, plan_name, plan_file, plan_text, scenario, purpose, build_label, build_commit, build_branch, target, seed,
       planned_duration_ms, warm_up_ms, settings, generator, started_at_ms, status, machine, pid, process_start, heartbeat_ms, errors_by_second)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, 1)`,
  )
  const values = [
    run.planName,
    run.planFile,
    planTextNumber(database, run.planText),
    run.scenario,
    run.purpose,
    run.build.label,
    run.build.commit,
    run.build.branch,
    run.target,
    run.seed,
    run.plannedDurationMs,
    run.warmUpMs,
    JSON.stringify(run.settings),
    JSON.stringify(run.generator),
    run.startedAtMs,
    owner.machine,
    owner.pid,
    owner.processStart,
    nowMs,
  ]
  for (;;) {
    const id = createRunId(run.startedAtMs)
    try {
      const number = Number(insert.run(id.replaceAll('-', ''), ...values).lastInsertRowid)
      writeSearchTexts(database, [number])
      return { number, id }
    } catch (error) {
      // A run of the same second drew the same digits.
      if (!(error instanceof SqliteDatabase.SqliteError) || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    }
  }
}

/** Writes how a run ended. To be called within a transaction. */
export function finishRun(database: Database, number: number, finish: RunFinish): void {
  database
    .prepare('UPDATE runs SET status = ?, ended_at_ms = ?, verdict = ?, outcome = ? WHERE number = ?')
    .run(finish.status, finish.endedAtMs, jsonOrNull(finish.verdict), jsonOrNull(finish.outcome ?? null), number)
  if (finish.summary === undefined) forgetNumbers(database, number)
  else writeNumbers(database, number, finish.summary)
  database.prepare('DELETE FROM criteria WHERE run = ?').run(number)
  const insert = database.prepare('INSERT INTO criteria (run, position, result) VALUES (?, ?, ?)')
  for (const [position, criterion] of finish.criteria.entries()) {
    insert.run(number, position, JSON.stringify(criterion))
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** Plans change less often than they run: a text is stored once. */
function planTextNumber(database: Database, text: string): number {
  const digest = createHash('sha256').update(text).digest()
  const known = database.prepare<[Buffer], number>('SELECT id FROM plan_texts WHERE digest = ?').pluck().get(digest)
  if (known !== undefined) return known
  return Number(
    database.prepare('INSERT INTO plan_texts (digest, text) VALUES (?, ?)').run(digest, text).lastInsertRowid,
  )
}

function summaryOf(row: Columns): RunSummary {
  return {
    id: displayId(row.id),
    planName: row.plan_name,
    planFile: row.plan_file,
    scenario: row.scenario,
    purpose: row.purpose,
    build: { label: row.build_label, commit: row.build_commit, branch: row.build_branch },
    target: row.target,
    seed: row.seed,
    plannedDurationMs: row.planned_duration_ms,
    warmUpMs: row.warm_up_ms,
    generator: JSON.parse(row.generator) as Generator,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    status: row.status,
    lastSecond: row.last_second,
    verdict: row.verdict === null ? null : (JSON.parse(row.verdict) as ReportVerdict),
    starred: row.starred === 1,
    tags: JSON.parse(row.tags) as string[],
    notes: row.notes,
  }
}
