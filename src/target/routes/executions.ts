/** Executions: started, followed, listed, cancelled, counted. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionRow } from '../database/executions.ts'
import { EXECUTION_STATUSES } from '../database/executions.ts'
import type { Execution } from '../executions/executionEngine.ts'
import { requireUser, viewerOf } from '../http/authentication.ts'
import type { PageQuery } from '../http/paging.ts'
import { PAGE_PARAMETERS, readPage } from '../http/paging.ts'
import { refuse } from '../http/refuse.ts'
import type { Platform } from '../platform.ts'
import { refuseWorkflow } from './workflows.ts'

interface ListQuery extends PageQuery {
  readonly status?: string
  readonly workflow?: string
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    status: { enum: EXECUTION_STATUSES },
    workflow: { type: 'string', maxLength: 100 },
  },
}

interface ById {
  readonly id: string
}

export function executionRoutes(app: FastifyInstance, platform: Platform): void {
  const { pool, executions, tokens, settings } = platform
  const signedIn = requireUser(tokens)

  app.post<{ Params: ById }>('/api/workflows/:id/execute', { onRequest: signedIn }, async (request, reply) => {
    if (!executions.reserve()) {
      reply.header('retry-after', '1')
      const message = `${settings.executions} executions run and ${settings.queue} wait already`
      return refuse(reply, 503, 'queue_full', message)
    }
    const id = randomUUID()
    const workflowId = request.params.id
    const nowMs = Date.now()
    let submitted = false
    try {
      const viewer = viewerOf(request)
      const outcome = await pool.write('insertExecution', { id, workflowId, viewer, nowMs })
      if (outcome.outcome !== 'done') return refuseWorkflow(reply, outcome.outcome)
      const { ownerId, runner } = outcome
      executions.submit({ id, workflowId, ownerId, runner, queuedAtMs: nowMs })
      submitted = true
    } finally {
      if (!submitted) executions.release()
    }
    reply.header('location', `/api/executions/${id}`)
    return reply.code(202).send({ id, workflowId, status: 'queued' })
  })

  app.get<{ Params: ById }>('/api/workflows/:id/runs-count', { onRequest: signedIn }, async (request, reply) => {
    await executions.flush()
    const workflowId = request.params.id
    const outcome = await pool.read('countRuns', { workflowId, viewer: viewerOf(request) })
    if (outcome.outcome !== 'done') return refuseWorkflow(reply, outcome.outcome)
    return reply.send({ workflowId, runs: outcome.runs, ...outcome.byStatus })
  })

  app.get<{ Querystring: ListQuery }>(
    '/api/executions',
    { onRequest: signedIn, schema: { querystring: LIST_QUERY } },
    async (request) => {
      await executions.flush()
      const page = readPage(request.query)
      const { status, workflow } = request.query
      const viewer = viewerOf(request)
      const { items, total } = await pool.read('listExecutions', { viewer, status, workflowId: workflow, ...page })
      return { items: items.map(showRow), total, ...page }
    },
  )

  app.get('/api/executions/totals', { onRequest: signedIn }, async () => executions.totals())

  app.get<{ Params: ById }>('/api/executions/:id', { onRequest: signedIn }, async (request, reply) => {
    const execution = executions.get(request.params.id)
    const row = execution === undefined ? await pool.read('readExecution', { id: request.params.id }) : undefined
    const ownerId = execution?.ownerId ?? row?.owner_id
    if (!mayPass(request, reply, ownerId)) return reply
    if (execution !== undefined) return showExecution(execution)
    return row === undefined ? reply : showRow(row)
  })

  app.post<{ Params: ById }>('/api/executions/:id/cancel', { onRequest: signedIn }, async (request, reply) => {
    const execution = executions.get(request.params.id)
    const row = execution === undefined ? await pool.read('readExecution', { id: request.params.id }) : undefined
    if (!mayPass(request, reply, execution?.ownerId ?? row?.owner_id)) return reply
    if (execution === undefined || !executions.cancel(execution)) {
      const status = execution?.status ?? row?.status
      return refuse(reply, 409, 'already_ended', `the execution has ended already: ${status}`, { status })
    }
    return showExecution(execution)
  })
}

/** Answers 404 or 403 and returns false when the viewer may not see what `ownerId` owns. */
function mayPass(request: FastifyRequest, reply: FastifyReply, ownerId: number | undefined): boolean {
  const viewer = viewerOf(request)
  if (ownerId === undefined) {
    refuse(reply, 404, 'not_found', 'there is no such execution')
    return false
  }
  if (viewer.isAdmin || ownerId === viewer.userId) return true
  refuse(reply, 403, 'forbidden', 'the execution belongs to another user')
  return false
}

function showRow(row: ExecutionRow) {
  return showExecution({
    id: row.id,
    workflowId: row.workflow_id,
    ownerId: row.owner_id,
    runner: row.runner,
    status: row.status,
    queuedAtMs: row.queued_at,
    startedAtMs: row.started_at,
    finishedAtMs: row.finished_at,
    error: row.error,
  })
}

function showExecution(execution: Execution) {
  const { startedAtMs, finishedAtMs } = execution
  return {
    id: execution.id,
    workflowId: execution.workflowId,
    runner: execution.runner,
    status: execution.status,
    queuedAt: new Date(execution.queuedAtMs).toISOString(),
    startedAt: startedAtMs === null ? null : new Date(startedAtMs).toISOString(),
    finishedAt: finishedAtMs === null ? null : new Date(finishedAtMs).toISOString(),
    durationMs: startedAtMs === null || finishedAtMs === null ? null : finishedAtMs - startedAtMs,
    error: execution.error,
  }
}
