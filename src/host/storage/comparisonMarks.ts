/** What people decided about comparisons: which build others are compared with, what became of a change that was found, and where it began. */
import type { Database } from 'better-sqlite3'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { TriageState } from '../../core/trend/triage.ts'

/** Runs of these are compared with each other. */
export interface ComparedScenario {
  planName: string
  scenario: string
  target: string
}

/** A change: from this run on the metric of the endpoint was another one. */
export interface ChangeId {
  /** Null: all requests. */
  endpoint: { name: string; kind: EndpointKind } | null
  metric: string
  runId: string
}

/** A change that began elsewhere than it was found. */
export interface MovedChange extends ChangeId {
  /** Id of a run of the build with which it began. */
  beganWith: string
  atMs: number
}

export interface Triage extends ChangeId {
  state: TriageState
  note: string
  atMs: number
}

/** Null where none was set. */
export function readBaseline(database: Database, of: ComparedScenario): string | null {
  return (
    database
      .prepare<unknown[], string>('SELECT build FROM baselines WHERE plan_name = ? AND scenario = ? AND target = ?')
      .pluck()
      .get(...keyOf(of)) ?? null
  )
}

/** @param build null: none from now on */
export function writeBaseline(database: Database, of: ComparedScenario, build: string | null, nowMs: number): void {
  if (build === null)
    database.prepare('DELETE FROM baselines WHERE plan_name = ? AND scenario = ? AND target = ?').run(...keyOf(of))
  else
    database
      .prepare(
        'INSERT OR REPLACE INTO baselines (plan_name, scenario, target, build, set_at_ms) VALUES (?, ?, ?, ?, ?)',
      )
      .run(...keyOf(of), build, nowMs)
}

export function readTriage(database: Database, of: ComparedScenario): Triage[] {
  return database
    .prepare<
      unknown[],
      {
        kind: EndpointKind | ''
        endpoint: string
        metric: string
        run: string
        state: TriageState
        note: string
        at_ms: number
      }
    >(
      `SELECT kind, endpoint, metric, run, state, note, at_ms FROM triage WHERE plan_name = ? AND scenario = ? AND target = ?
       ORDER BY at_ms`,
    )
    .all(...keyOf(of))
    .map(({ kind, endpoint, metric, run, state, note, at_ms: atMs }) => ({
      endpoint: kind === '' ? null : { name: endpoint, kind },
      metric,
      runId: run,
      state,
      note,
      atMs,
    }))
}

/** @param triage null: nothing was said of the change after all */
export function writeTriage(
  database: Database,
  of: ComparedScenario,
  { endpoint, metric, runId }: ChangeId,
  triage: { state: TriageState; note: string } | null,
  nowMs: number,
): void {
  const key = [...keyOf(of), endpoint?.kind ?? '', endpoint?.name ?? '', metric, runId]
  if (triage === null)
    database
      .prepare(
        'DELETE FROM triage WHERE plan_name = ? AND scenario = ? AND target = ? AND kind = ? AND endpoint = ? AND metric = ? AND run = ?',
      )
      .run(...key)
  else
    database
      .prepare('INSERT OR REPLACE INTO triage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(...key, triage.state, triage.note, nowMs)
}

export function readMovedChanges(database: Database, of: ComparedScenario): MovedChange[] {
  return database
    .prepare<
      unknown[],
      { kind: EndpointKind | ''; endpoint: string; metric: string; run: string; began: string; at_ms: number }
    >(
      `SELECT kind, endpoint, metric, run, began, at_ms FROM moved_changes WHERE plan_name = ? AND scenario = ? AND target = ?
       ORDER BY at_ms`,
    )
    .all(...keyOf(of))
    .map(({ kind, endpoint, metric, run, began, at_ms: atMs }) => ({
      endpoint: kind === '' ? null : { name: endpoint, kind },
      metric,
      runId: run,
      beganWith: began,
      atMs,
    }))
}

/** @param beganWith a run of the build with which it began; null: where it was found, after all */
export function writeMovedChange(
  database: Database,
  of: ComparedScenario,
  { endpoint, metric, runId }: ChangeId,
  beganWith: string | null,
  nowMs: number,
): void {
  const key = [...keyOf(of), endpoint?.kind ?? '', endpoint?.name ?? '', metric, runId]
  if (beganWith === null)
    database
      .prepare(
        'DELETE FROM moved_changes WHERE plan_name = ? AND scenario = ? AND target = ? AND kind = ? AND endpoint = ? AND metric = ? AND run = ?',
      )
      .run(...key)
  else
    database
      .prepare('INSERT OR REPLACE INTO moved_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(...key, beganWith, nowMs)
}

function keyOf({ planName, scenario, target }: ComparedScenario): string[] {
  return [planName, scenario, target]
}
