/** What only admins may see. */
import type { FastifyInstance } from 'fastify'
import { requireAdmin, requireUser } from '../http/authentication.ts'
import type { PageQuery } from '../http/paging.ts'
import { PAGE_PARAMETERS, readPage } from '../http/paging.ts'
import { readPlatformMetrics } from '../http/platformMetrics.ts'
import type { Platform } from '../platform.ts'

const USERS_QUERY = {
  type: 'object',
  properties: { ...PAGE_PARAMETERS, q: { type: 'string', maxLength: 200 } },
}

export function administrationRoutes(app: FastifyInstance, platform: Platform): void {
  const { pool, executions, settings } = platform
  const onRequest = [requireUser(platform.tokens), requireAdmin]

  app.get<{ Querystring: PageQuery & { readonly q?: string } }>(
    '/api/admin/users',
    { onRequest, schema: { querystring: USERS_QUERY } },
    async (request) => {
      const page = readPage(request.query)
      return { ...(await pool.read('listUsers', { ...page, q: request.query.q })), ...page }
    },
  )

  app.get('/api/admin/system', { onRequest }, async () => ({
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    limits: {
      executions: settings.executions,
      queue: settings.queue,
      readingConnections: settings.pool,
      clientConnections: settings.connections ?? null,
    },
    ...readPlatformMetrics(platform),
  }))

  app.get('/api/admin/analytics', { onRequest }, async () => {
    await executions.flush()
    return pool.read('analyse', undefined)
  })
}
