/**
 * Queries about executions. An execution and the count of runs of its workflow are written in one transaction, so the
 * two always agree.
 */
import type { Connection } from './connection.ts'
import type { Viewer } from './workflows.ts'
import { readWorkflow } from './workflows.ts'

export const EXECUTION_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

/** An execution as it is stored. Times are Unix milliseconds. */
export interface ExecutionRow {
  readonly id: string
  readonly workflow_id: string
  readonly owner_id: number
  readonly runner: string
  readonly status: ExecutionStatus
  readonly queued_at: number
  readonly started_at: number | null
  readonly finished_at: number | null
  readonly error: string | null
}

export type SubmitOutcome =
  | { readonly outcome: 'done'; readonly ownerId: number; readonly runner: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'forbidden' }

/** Notes a queued execution and counts it on its workflow. It belongs to the workflow's owner, whoever starts it. */
export function insertExecution(
  connection: Connection,
  { id, workflowId, viewer, nowMs }: { id: string; workflowId: string; viewer: Viewer; nowMs: number },
): SubmitOutcome {
  return connection.transaction((): SubmitOutcome => {
    const found = readWorkflow(connection, { id: workflowId, viewer })
    if (found.outcome === 'missing' || found.outcome === 'forbidden') return found
    if (found.outcome !== 'done') throw new Error('reading a workflow cannot be stale')
    const { workflow } = found
    connection.run(`UPDATE workflows SET runs = runs + 1 WHERE id = ?`, workflowId)
    connection.run(
      `INSERT INTO executions (id, workflow_id, owner_id, runner, status, queued_at) VALUES (?, ?, ?, ?, 'queued', ?)`,
      id,
      workflowId,
      workflow.owner_id,
      workflow.runner,
      nowMs,
    )
    return { outcome: 'done', ownerId: workflow.owner_id, runner: workflow.runner }
  })
}

export interface ExecutionChange {
  readonly id: string
  readonly status: ExecutionStatus
  readonly startedAtMs: number | null
  readonly finishedAtMs: number | null
  readonly error: string | null
}

/** Writes how executions stand by now, all in one transaction. Returns how many rows it changed. */
export function updateExecutions(connection: Connection, { changes }: { changes: readonly ExecutionChange[] }): number {
  return connection.transaction(() => {
    let changed = 0
    for (const change of changes) {
      changed += connection.run(
        `UPDATE executions SET status = ?, started_at = ?, finished_at = ?, error = ? WHERE id = ?`,
        change.status,
        change.startedAtMs,
        change.finishedAtMs,
        change.error,
        change.id,
      )
    }
    return changed
  })
}

export function readExecution(connection: Connection, { id }: { id: string }): ExecutionRow | undefined {
  return connection.get<ExecutionRow>(
    `SELECT id, workflow_id, owner_id, runner, status, queued_at, started_at, finished_at, error
     FROM executions WHERE id = ?`,
    id,
  )
}

export interface ExecutionListing {
  readonly items: readonly ExecutionRow[]
  readonly total: number
}

/** One page, newest first, and how many there are in all that match: both of one snapshot. */
export function listExecutions(
  connection: Connection,
  request: {
    viewer: Viewer
    status: string | undefined
    workflowId: string | undefined
    limit: number
    offset: number
  },
): ExecutionListing {
  const conditions: string[] = []
  const values: (string | number)[] = []
  if (!request.viewer.isAdmin) {
    conditions.push('owner_id = ?')
    values.push(request.viewer.userId)
  }
  if (request.status !== undefined) {
    conditions.push('status = ?')
    values.push(request.status)
  }
  if (request.workflowId !== undefined) {
    conditions.push('workflow_id = ?')
    values.push(request.workflowId)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return connection.transaction(() => ({
    items: connection.all<ExecutionRow>(
      `SELECT id, workflow_id, owner_id, runner, status, queued_at, started_at, finished_at, error
       FROM executions ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`,
      ...values,
      request.limit,
      request.offset,
    ),
    total:
      connection.get<{ total: number }>(`SELECT count(*) AS total FROM executions ${where}`, ...values)?.total ?? 0,
  }))
}

export type RunsCountOutcome =
  | {
      readonly outcome: 'done'
      /** As counted on the workflow. */
      readonly runs: number
      /** As counted over its executions; they add up to `runs`. */
      readonly byStatus: Readonly<Record<ExecutionStatus, number>>
    }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'forbidden' }

/** Both counts of one snapshot. */
export function countRuns(
  connection: Connection,
  { workflowId, viewer }: { workflowId: string; viewer: Viewer },
): RunsCountOutcome {
  return connection.transaction((): RunsCountOutcome => {
    const found = readWorkflow(connection, { id: workflowId, viewer })
    if (found.outcome === 'missing' || found.outcome === 'forbidden') return found
    if (found.outcome !== 'done') throw new Error('reading a workflow cannot be stale')
    const byStatus: Record<ExecutionStatus, number> = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 }
    const rows = connection.all<{ status: ExecutionStatus; count: number }>(
      `SELECT status, count(*) AS count FROM executions WHERE workflow_id = ? GROUP BY status`,
      workflowId,
    )
    for (const row of rows) byStatus[row.status] = row.count
    return { outcome: 'done', runs: found.workflow.runs, byStatus }
  })
}
