/**
 * `GET /api/events`: the same news as on the WebSocket, as Server-Sent Events (WHATWG HTML, §9.2), and with `every` a `tick` each so many
 * milliseconds, so that something comes where nothing is executed. The stream ends after `count` events or `seconds`, whichever comes first,
 * so that it can also be read as an ordinary response.
 */
import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { requireUser, sessionOf } from '../http/authentication.ts'
import { executionMessage } from '../live/executionFeed.ts'
import type { Platform } from '../platform.ts'

interface EventsQuery {
  readonly every?: string
  readonly count?: string
  readonly seconds?: string
}

const EVENTS_QUERY = {
  type: 'object',
  properties: {
    every: { type: 'string', pattern: '^[1-9][0-9]{0,4}$' },
    count: { type: 'string', pattern: '^[1-9][0-9]{0,5}$' },
    seconds: { type: 'string', pattern: '^[1-9][0-9]{0,3}$' },
  },
}

const MOST_UNSENT_BYTES = 1024 * 1024
const KEEP_ALIVE_MS = 15_000

export function eventRoutes(app: FastifyInstance, { feed, tokens, stall }: Platform): void {
  app.get<{ Querystring: EventsQuery }>(
    '/api/events',
    { onRequest: requireUser(tokens), schema: { querystring: EVENTS_QUERY }, exposeHeadRoute: false },
    (request, reply) => {
      // A client that has left already (a knob may have kept it waiting) will not close a second time.
      if (reply.raw.destroyed) return reply.hijack()
      const count = Number(request.query.count ?? Number.POSITIVE_INFINITY)
      const stream = new PassThrough()
      let eventId = 0
      const tell = (type: string, message: string): void => {
        stall.pass(() => {
          // It has ended, and only its last bytes are not read yet.
          if (!stream.writable) return
          stream.write(`id: ${++eventId}\nevent: ${type}\ndata: ${message}\n\n`)
          // A reader that does not read is let go, as on the WebSocket.
          if (stream.writableLength > MOST_UNSENT_BYTES) reply.raw.destroy()
          else if (eventId === count) stream.end()
        })
      }
      const stopListening = feed.listen(sessionOf(request).id, (execution) => {
        tell('execution', executionMessage(execution))
      })
      let ticks = 0
      const { every } = request.query
      const ticking =
        every === undefined
          ? undefined
          : setInterval(() => {
              tell('tick', JSON.stringify({ type: 'tick', n: ++ticks, sentAtUnixMs: Date.now() }))
            }, Number(every)).unref()
      const keepAlive = setInterval(() => {
        if (stream.writable) stream.write(': still here\n\n')
      }, KEEP_ALIVE_MS).unref()
      const { seconds } = request.query
      const end = seconds === undefined ? undefined : setTimeout(() => stream.end(), Number(seconds) * 1000).unref()
      reply.raw.once('close', () => {
        stopListening()
        clearInterval(keepAlive)
        clearInterval(ticking)
        clearTimeout(end)
        stream.destroy()
      })
      stream.write(`retry: 1000\n\n`)
      reply.header('cache-control', 'no-store')
      return reply.type('text/event-stream').send(stream)
    },
  )
}
