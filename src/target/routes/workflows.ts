/** Workflows: made, listed, read, changed with the version they were read at, removed. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WorkflowOutcome, WORKFLOW_ORDERS } from '../database/workflows.ts'
import { requireUser, sessionOf, viewerOf } from '../http/authentication.ts'
import type { PageQuery } from '../http/paging.ts'
import { PAGE_PARAMETERS, readPage } from '../http/paging.ts'
import { refuse } from '../http/refuse.ts'
import { RUNNERS } from '../options.ts'
import type { Platform } from '../platform.ts'
import type { WorkflowBody } from './workflowSchema.ts'
import {
  BULK_WORKFLOWS,
  changedFields,
  NEW_WORKFLOW,
  PART_OF_WORKFLOW,
  showListedWorkflow,
  showWorkflow,
  WHOLE_WORKFLOW,
  workflowFields,
} from './workflowSchema.ts'

interface ListQuery extends PageQuery {
  readonly q?: string
  readonly runner?: string
  readonly sort?: string
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    q: { type: 'string', maxLength: 200 },
    runner: { enum: RUNNERS },
    sort: { type: 'string', pattern: '^-?(?:createdAt|updatedAt|name|runs)$' },
  },
}

interface ById {
  readonly id: string
}

export function workflowRoutes(app: FastifyInstance, { pool, tokens }: Platform): void {
  const signedIn = requireUser(tokens)

  app.get<{ Querystring: ListQuery }>(
    '/api/workflows',
    { onRequest: signedIn, schema: { querystring: LIST_QUERY } },
    async (request) => {
      const { q, runner, sort = '-createdAt' } = request.query
      const page = readPage(request.query)
      const { items, total } = await pool.read('listWorkflows', {
        viewer: viewerOf(request),
        ...page,
        q: q === '' ? undefined : q,
        runner,
        // The schema lets only these names through.
        order: sort.replace('-', '') as keyof typeof WORKFLOW_ORDERS,
        descending: sort.startsWith('-'),
      })
      return { items: items.map(showListedWorkflow), total, ...page }
    },
  )

  app.post<{ Body: WorkflowBody }>(
    '/api/workflows',
    { onRequest: signedIn, schema: { body: NEW_WORKFLOW } },
    async (request, reply) => {
      const [created] = await create(request, [request.body])
      if (created === undefined) throw new Error('a workflow that was created is not there')
      reply.header('location', `/api/workflows/${created.id}`).header('etag', `"${created.version}"`)
      return reply.code(201).send(showWorkflow(created))
    },
  )

  app.post<{ Body: { readonly workflows: readonly WorkflowBody[] } }>(
    '/api/workflows/bulk',
    { onRequest: signedIn, schema: { body: BULK_WORKFLOWS } },
    async (request, reply) => {
      const created = await create(request, request.body.workflows)
      return reply.code(201).send({ created: created.length, ids: created.map((workflow) => workflow.id) })
    },
  )

  const create = (request: FastifyRequest, bodies: readonly WorkflowBody[]) =>
    pool.write('createWorkflows', {
      workflows: bodies.map((body) => ({ id: randomUUID(), ...workflowFields(body) })),
      ownerId: sessionOf(request).id,
      nowMs: Date.now(),
    })

  app.get<{ Params: ById }>('/api/workflows/:id', { onRequest: signedIn }, async (request, reply) =>
    answer(reply, await pool.read('readWorkflow', { id: request.params.id, viewer: viewerOf(request) })),
  )

  app.put<{ Params: ById; Body: WorkflowBody }>(
    '/api/workflows/:id',
    { onRequest: signedIn, schema: { body: WHOLE_WORKFLOW } },
    (request, reply) => update(request, reply, request.params.id, request.body, workflowFields(request.body)),
  )

  app.patch<{ Params: ById; Body: Partial<WorkflowBody> }>(
    '/api/workflows/:id',
    { onRequest: signedIn, schema: { body: PART_OF_WORKFLOW } },
    (request, reply) => update(request, reply, request.params.id, request.body, changedFields(request.body)),
  )

  async function update(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    body: Partial<WorkflowBody>,
    changes: ReturnType<typeof changedFields>,
  ): Promise<FastifyReply> {
    const wanted = wantedVersion(request, body.version)
    if (wanted === 'unreadable') return refuseVersion(reply)
    const viewer = viewerOf(request)
    return answer(
      reply,
      await pool.write('updateWorkflow', { id, viewer, version: wanted, changes, nowMs: Date.now() }),
    )
  }

  app.delete<{ Params: ById }>('/api/workflows/:id', { onRequest: signedIn }, async (request, reply) => {
    const wanted = wantedVersion(request, undefined)
    if (wanted === 'unreadable') return refuseVersion(reply)
    const viewer = viewerOf(request)
    const outcome = await pool.write('deleteWorkflow', { id: request.params.id, viewer, version: wanted })
    return outcome.outcome === 'done' ? reply.code(204).send() : answer(reply, outcome)
  })
}

/** The version a change starts from, by `If-Match: "3"` or in the body. Undefined: whichever it is. */
function wantedVersion(request: FastifyRequest, inBody: number | undefined): number | undefined | 'unreadable' {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return inBody
  const match = /^(?:W\/)?"?([1-9]\d{0,14})"?$/.exec(header)
  if (match === null) return 'unreadable'
  const inHeader = Number(match[1])
  return inBody === undefined || inBody === inHeader ? inHeader : 'unreadable'
}

function refuseVersion(reply: FastifyReply): FastifyReply {
  return refuse(reply, 400, 'bad_version', 'If-Match is a version such as "3", and the same as "version" in the body')
}

function answer(reply: FastifyReply, outcome: WorkflowOutcome): FastifyReply {
  switch (outcome.outcome) {
    case 'done':
      return reply.header('etag', `"${outcome.workflow.version}"`).send(showWorkflow(outcome.workflow))
    case 'stale':
      return refuse(reply, 409, 'version_conflict', `the workflow is at version ${outcome.currentVersion} by now`, {
        currentVersion: outcome.currentVersion,
      })
    case 'missing':
    case 'forbidden':
      return refuseWorkflow(reply, outcome.outcome)
    default:
      return outcome satisfies never
  }
}

/** 404 or 403 for a workflow. */
export function refuseWorkflow(reply: FastifyReply, why: 'missing' | 'forbidden'): FastifyReply {
  return why === 'missing'
    ? refuse(reply, 404, 'not_found', 'there is no such workflow')
    : refuse(reply, 403, 'forbidden', 'the workflow belongs to another user')
}
