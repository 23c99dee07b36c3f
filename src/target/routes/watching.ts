/** Health, metrics, and the counts that checking tools compare with. */
import type { FastifyInstance } from 'fastify'
import { requireUser } from '../http/authentication.ts'
import { createExposition, readPlatformMetrics } from '../http/platformMetrics.ts'
import type { Platform } from '../platform.ts'

/** Outside of everything: not counted, not limited, not delayed by any knob. */
export const COUNTS_PATH = '/api/_counts'

export function watchingRoutes(app: FastifyInstance, platform: Platform): void {
  const { settings, pool, counts, tokens } = platform
  const exposition = createExposition(platform)

  app.get('/health', async (_request, reply) => {
    const { readers, writer } = pool.stats()
    const healthy = readers.connections === settings.pool && writer.connections === 1
    return reply.code(healthy ? 200 : 503).send({
      status: healthy ? 'ok' : 'degraded',
      build: settings.build,
      startedAt: new Date(platform.startedAtUnixMs).toISOString(),
      startedAtUnixMs: platform.startedAtUnixMs,
      uptimeSeconds: (performance.timeOrigin + performance.now() - platform.startedAtUnixMs) / 1000,
      database: { readers: readers.connections, writers: writer.connections },
    })
  })

  app.get('/metrics', async (_request, reply) => reply.type(exposition.contentType).send(await exposition.text()))

  app.get('/api/metrics', { onRequest: requireUser(tokens) }, async () => readPlatformMetrics(platform))

  app.get(COUNTS_PATH, { exposeHeadRoute: false }, async () => counts.snapshot())

  app.delete(COUNTS_PATH, async (_request, reply) => {
    counts.reset()
    return reply.code(204).send()
  })
}
