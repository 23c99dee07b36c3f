/** Routes that are heavy on the database: aggregations, scans, and one that keeps a connection busy on purpose. */
import type { FastifyInstance } from 'fastify'
import { requireUser, viewerOf } from '../http/authentication.ts'
import { PAGE_PARAMETERS } from '../http/paging.ts'
import type { Platform } from '../platform.ts'

const SEARCH_QUERY = {
  type: 'object',
  required: ['q'],
  properties: { q: { type: 'string', minLength: 1, maxLength: 200 }, limit: PAGE_PARAMETERS.limit },
}

const LONGEST_HOLD_MS = 10_000
const SLOW_QUERY = { type: 'object', properties: { ms: { type: 'string', pattern: '^[0-9]{1,9}$' } } }

export function reportRoutes(app: FastifyInstance, { pool, executions, tokens }: Platform): void {
  const signedIn = requireUser(tokens)

  app.get('/api/reports/usage', { onRequest: signedIn }, async (request) => {
    await executions.flush()
    return pool.read('reportUsage', { viewer: viewerOf(request) })
  })

  app.get<{ Querystring: { ms?: string } }>(
    '/api/reports/slow',
    { onRequest: signedIn, schema: { querystring: SLOW_QUERY } },
    async (request) => {
      const heldMs = Math.min(Number(request.query.ms ?? 100), LONGEST_HOLD_MS)
      return { heldMs, ...(await pool.read('holdConnection', { holdMs: heldMs })) }
    },
  )

  app.get<{ Querystring: { q: string; limit?: string } }>(
    '/api/search',
    { onRequest: signedIn, schema: { querystring: SEARCH_QUERY } },
    (request) => {
      const { q, limit } = request.query
      return pool.read('search', { q, viewer: viewerOf(request), limit: Number(limit ?? 20) })
    },
  )
}
