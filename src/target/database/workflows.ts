/** Queries about workflows: who may see which, and changes that say which version they start from. */
import type { Connection } from './connection.ts'

/** Who asks. An admin sees everybody's. */
export interface Viewer {
  readonly userId: number
  readonly isAdmin: boolean
}

/** A workflow as it is stored; `steps` is its JSON text. Times are Unix milliseconds. */
export interface WorkflowRow {
  readonly id: string
  readonly owner: string
  readonly owner_id: number
  readonly name: string
  readonly description: string
  readonly runner: string
  readonly steps: string
  readonly version: number
  readonly runs: number
  readonly created_at: number
  readonly updated_at: number
}

/** A workflow in a list, without its steps. */
export type WorkflowListRow = Omit<WorkflowRow, 'steps'> & { readonly step_count: number }

export interface WorkflowFields {
  readonly name: string
  readonly description: string
  readonly runner: string
  /** JSON text of the list of steps. */
  readonly steps: string
  readonly stepCount: number
}

export type WorkflowOutcome =
  | { readonly outcome: 'done'; readonly workflow: WorkflowRow }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'forbidden' }
  | { readonly outcome: 'stale'; readonly currentVersion: number }

const LIST_COLUMNS = `w.id, u.username AS owner, w.owner_id, w.name, w.description, w.runner, w.step_count, w.version,
  w.runs, w.created_at, w.updated_at`
const ONE = `SELECT ${LIST_COLUMNS}, w.steps FROM workflows w JOIN users u ON u.id = w.owner_id WHERE w.id = ?`

export function readWorkflow(connection: Connection, { id, viewer }: { id: string; viewer: Viewer }): WorkflowOutcome {
  const workflow = connection.get<WorkflowRow>(ONE, id)
  if (workflow === undefined) return { outcome: 'missing' }
  if (!viewer.isAdmin && workflow.owner_id !== viewer.userId) return { outcome: 'forbidden' }
  return { outcome: 'done', workflow }
}

export const WORKFLOW_ORDERS = {
  createdAt: 'w.seq',
  updatedAt: 'w.updated_at',
  name: 'w.name',
  runs: 'w.runs',
} as const

export interface WorkflowListing {
  readonly items: readonly WorkflowListRow[]
  readonly total: number
}

/** One page, and how many there are in all that match: both of one snapshot. */
export function listWorkflows(
  connection: Connection,
  request: {
    viewer: Viewer
    limit: number
    offset: number
    q: string | undefined
    runner: string | undefined
    order: keyof typeof WORKFLOW_ORDERS
    descending: boolean
  },
): WorkflowListing {
  const conditions: string[] = []
  const values: (string | number)[] = []
  if (!request.viewer.isAdmin) {
    conditions.push('w.owner_id = ?')
    values.push(request.viewer.userId)
  }
  if (request.runner !== undefined) {
    conditions.push('w.runner = ?')
    values.push(request.runner)
  }
  if (request.q !== undefined) {
    conditions.push(`(w.name LIKE ? ESCAPE '\\' OR w.description LIKE ? ESCAPE '\\')`)
    values.push(contains(request.q), contains(request.q))
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const direction = request.descending ? 'DESC' : 'ASC'
  return connection.transaction(() => ({
    items: connection.all<WorkflowListRow>(
      `SELECT ${LIST_COLUMNS} FROM workflows w JOIN users u ON u.id = w.owner_id ${where}
       ORDER BY ${WORKFLOW_ORDERS[request.order]} ${direction}, w.seq ${direction} LIMIT ? OFFSET ?`,
      ...values,
      request.limit,
      request.offset,
    ),
    total:
      connection.get<{ total: number }>(`SELECT count(*) AS total FROM workflows w ${where}`, ...values)?.total ?? 0,
  }))
}

/** A LIKE pattern for texts that contain `q`, whose own % and _ mean themselves. */
export function contains(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

interface NewWorkflow extends WorkflowFields {
  readonly id: string
}

/** Adds workflows, all of them or none, and returns them in their order. */
export function createWorkflows(
  connection: Connection,
  { workflows, ownerId, nowMs }: { workflows: readonly NewWorkflow[]; ownerId: number; nowMs: number },
): WorkflowRow[] {
  return connection.transaction(() =>
    workflows.map((workflow) => {
      connection.run(
        `INSERT INTO workflows (id, owner_id, name, description, runner, steps, step_count, version, runs, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)`,
        workflow.id,
        ownerId,
        workflow.name,
        workflow.description,
        workflow.runner,
        workflow.steps,
        workflow.stepCount,
        nowMs,
        nowMs,
      )
      return stored(connection, workflow.id)
    }),
  )
}

/**
 * Changes the fields that are given. With a `version`, only when that is still the current one: of two who read the
 * same version one changes it and the other is told that it is stale.
 */
export function updateWorkflow(
  connection: Connection,
  request: {
    id: string
    viewer: Viewer
    version: number | undefined
    changes: Partial<WorkflowFields>
    nowMs: number
  },
): WorkflowOutcome {
  return connection.transaction((): WorkflowOutcome => {
    const found = changeable(connection, request)
    if (found.outcome !== 'done') return found
    const { workflow } = found
    const { changes } = request
    connection.run(
      `UPDATE workflows SET name = ?, description = ?, runner = ?, steps = ?, step_count = coalesce(?, step_count),
         version = version + 1, updated_at = ? WHERE id = ?`,
      changes.name ?? workflow.name,
      changes.description ?? workflow.description,
      changes.runner ?? workflow.runner,
      changes.steps ?? workflow.steps,
      changes.stepCount ?? null,
      request.nowMs,
      request.id,
    )
    return { outcome: 'done', workflow: stored(connection, request.id) }
  })
}

/** Removes a workflow; what it has executed stays in the history. */
export function deleteWorkflow(
  connection: Connection,
  request: { id: string; viewer: Viewer; version: number | undefined },
): WorkflowOutcome {
  return connection.transaction((): WorkflowOutcome => {
    const found = changeable(connection, request)
    if (found.outcome === 'done') connection.run(`DELETE FROM workflows WHERE id = ?`, request.id)
    return found
  })
}

function changeable(
  connection: Connection,
  { id, viewer, version }: { id: string; viewer: Viewer; version: number | undefined },
): WorkflowOutcome {
  const found = readWorkflow(connection, { id, viewer })
  if (found.outcome === 'done' && version !== undefined && version !== found.workflow.version) {
    return { outcome: 'stale', currentVersion: found.workflow.version }
  }
  return found
}

function stored(connection: Connection, id: string): WorkflowRow {
  const workflow = connection.get<WorkflowRow>(ONE, id)
  if (workflow === undefined) throw new Error('a workflow that was just written is not there')
  return workflow
}
