/** Server-Sent Events of real servers, through the engine. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { Server as NetServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpServer, listening, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'
import { compile, runPlan, type PlanRun } from '../../testing/runPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
let closed: Promise<void>
beforeEach(async () => {
  answer = () => {}
  server = await httpServer((request, response) => {
    closed = new Promise((resolve) => response.on('close', () => resolve()))
    answer(request, response)
  })
})
afterEach(() => server.close())

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' }

/** Events with so much time between them; then the stream is ended, or stays open. */
function send(response: ServerResponse, events: string[], everyMs: number, end = true): void {
  response.writeHead(200, STREAM)
  const next = (): void => {
    const event = events.shift()
    if (event !== undefined) {
      response.write(event)
      setTimeout(next, everyMs)
    } else if (end) response.end()
  }
  next()
}

const run = (steps: string, more = '', user = ''): Promise<PlanRun> => runPlan(onePass(server.url, steps, more, user))
const errors = ({ errors: list }: PlanRun): string[] =>
  list.map((error) => `${error.class} ${error.endpoint}: ${error.message}`)
const series = (result: PlanRun, endpoint: string): PlanRun['series'][number] | undefined =>
  result.series.find((one) => one.endpoint === endpoint && one.count > 0)

test('the request counts until its head; then the first event, the time between events, and events', async () => {
  answer = (_request, response) => {
    response.writeHead(200, STREAM)
    response.flushHeaders()
    setTimeout(() => {
      const events = ['data: 1\n\n', ': nothing\n\n', 'event: x\ndata: 2\n\n', 'data: 3\n\n']
      const next = (): void => {
        const event = events.shift()
        if (event === undefined) response.end()
        else {
          response.write(event)
          setTimeout(next, 60)
        }
      }
      next()
    }, 150)
  }
  const result = await run('- events: /live?a=1\n  for: 20s')
  expect(result.counts).toEqual({
    'GET /live ok': 1,
    'GET /live first event ok': 1,
    'GET /live between events ok': 2,
    'GET /live events ok': 3,
  })
  expect(result.series.map(({ endpoint, kind }) => `${endpoint}: ${kind}`)).toEqual([
    'GET /live: http',
    'GET /live events: events',
    'GET /live first event: group',
    'GET /live between events: group',
  ])
  // A timer is never early, and no faster than its clock's millisecond.
  const head = series(result, 'GET /live')!.latency.maxUs
  const first = series(result, 'GET /live first event')!.latency.maxUs
  expect(first - head).toBeGreaterThanOrEqual(140_000)
  expect(series(result, 'GET /live between events')!.latency.minUs).toBeGreaterThanOrEqual(55_000)
  expect(series(result, 'GET /live events')!.bytesIn).toBe(
    Buffer.byteLength('data: 1\n\n: nothing\n\nevent: x\ndata: 2\n\ndata: 3\n\n'),
  )
  expect(result.load).toMatchObject({ messagesIn: 3, iterationsCompleted: 1 })
  expect(server.received[0]!.headers).toMatchObject({
    accept: 'text/event-stream',
    'accept-encoding': 'identity',
    'cache-control': 'no-store',
  })
})

test('`for` ends a stream that goes on, `until` at its event, whose values the next step has', async () => {
  answer = ({ url }, response) => {
    if (url.startsWith('/found')) response.end('{}')
    else
      send(
        response,
        ['data: {"id": 1}\n\n', 'event: done\ndata: {"id": 2}\n\n', 'event: done\ndata: {"id": 7, "ok": true}\n\n'],
        10,
        false,
      )
  }
  const result = await run(`
- events: /a
  for: 100ms
- events: /b
  as: stream b
  until: { event: done, json: { $.ok: true }, extract: { id: $.id } }
- get: /found/{{id}}`)
  expect(server.received.map(({ url }) => url)).toEqual(['/a', '/b', '/found/7'])
  expect(result.counts).toMatchObject({
    'GET /a events ok': 3,
    'stream b ok': 1,
    'stream b events ok': 3,
    'stream b until ok': 1,
    'stream b between events ok': 2,
    'GET /found/:id ok': 1,
  })
  expect(result.load.iterationsCompleted).toBe(1)
  expect(errors(result)).toEqual([])
})

test('`count` ends a stream with the n-th event of its kind, which later steps have values of', async () => {
  answer = ({ url }, response) => {
    if (url.startsWith('/n/')) response.end('{}')
    else
      send(
        response,
        Array.from({ length: 9 }, (_, n) => `event: ${n % 2 ? 'odd' : 'even'}\ndata: {"n": ${n}}\n\n`),
        2,
        false,
      )
  }
  const result = await run(`
- events: /any
  until: { count: 4 }
- set: { kind: odd }
- events: /odd
  until: { event: "{{kind}}", count: 3, extract: { n: $.n } }
- get: /n/{{n}}`)
  expect(errors(result)).toEqual([])
  expect(result.counts).toMatchObject({ 'GET /any events ok': 4, 'GET /odd events ok': 6, 'GET /odd until ok': 1 })
  expect(series(result, 'GET /odd until')!.kind).toBe('reply')
  // What came before the fourth event, and before the sixth, is kept with the wait for it.
  for (const [endpoint, others] of [
    ['GET /any until', 3],
    ['GET /odd until', 5],
  ] as const) {
    const { otherMessages, latencyUs } = result.exemplars.find((exemplar) => exemplar.endpoint === endpoint)!
    expect(otherMessages).toMatchObject({ count: others })
    expect(otherMessages!.afterUs).toHaveLength(others)
    expect(otherMessages!.afterUs).toEqual(otherMessages!.afterUs.toSorted((a, b) => a - b))
    expect(otherMessages!.afterUs.at(-1)).toBeLessThanOrEqual(latencyUs)
  }
  // From the request to the sixth event; its first event came before.
  expect(series(result, 'GET /odd until')!.latency.minUs).toBeGreaterThanOrEqual(
    series(result, 'GET /odd first event')!.latency.maxUs,
  )
  expect(server.received.at(-1)!.url).toBe('/n/5')
})

test.each([1, 2])(
  'with connections that all users share, %i of them, what follows a stream is answered',
  async (connections) => {
    answer = ({ url }, response) => {
      if (url === '/stream') send(response, ['data: 1\n\n'], 5, false)
      else response.end('{}')
    }
    const result = await run(
      '- events: /stream\n  until: { count: 1 }\n- get: /after\n- events: /stream\n  until: { count: 1 }',
      `settings: { connections: ${connections} }`,
    )
    expect(errors(result)).toEqual([])
    expect(result.counts).toMatchObject({ 'GET /stream ok': 2, 'GET /stream events ok': 2, 'GET /after ok': 1 })
  },
)

test('over HTTP/2 a stream shares its connection with requests, and is left without ending it', async () => {
  const sessions = new Set<unknown>()
  const left: Promise<unknown>[] = []
  const http2 = await listening(
    createHttp2Server((request, response) => {
      sessions.add(request.stream.session)
      if (request.url !== '/stream') {
        response.end('{}')
        return
      }
      left.push(once(request.stream, 'close'))
      response.writeHead(200, STREAM)
      response.write('data: 1\n\ndata: 2\n\n')
    }) as unknown as NetServer,
  )
  const result = await runPlan(
    onePass(http2.url, '- events: /stream\n  until: { text: "2" }\n- get: /after', 'settings: { http: 2 }'),
  )
  expect(errors(result)).toEqual([])
  expect(result.counts).toMatchObject({ 'GET /stream ok': 1, 'GET /stream events ok': 2, 'GET /after ok': 1 })
  expect(sessions.size).toBe(1)
  await Promise.all(left)
  await http2.close()
})

test('the stream has a connection of its own: the user keeps the one it has', async () => {
  answer = ({ url }, response) => {
    if (url === '/stream') send(response, ['data: 1\n\n'], 5, false)
    else response.end()
  }
  await run('- get: /1\n- events: /stream\n  until: { text: "1" }\n- get: /2')
  await closed
  expect(server.received.map(({ connection }) => connection)).toEqual([0, 1, 0])
})

describe('failures', () => {
  test.each<[string, (response: ServerResponse) => void, string, string[], string]>([
    [
      'a status',
      (response) => response.writeHead(503).end(),
      'for: 1s',
      ['status GET /s: 503 Service Unavailable'],
      'GET /s failed',
    ],
    [
      'another type',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'for: 1s',
      ['check GET /s: no stream of events: its content-type is text/html'],
      'GET /s failed',
    ],
    [
      'no type',
      (response) => response.writeHead(200).end(),
      'for: 1s',
      ['check GET /s: no stream of events: its content-type is missing'],
      'GET /s failed',
    ],
    [
      'an end before the event',
      (response) => send(response, ['data: 1\n\n'], 5),
      'until: { text: x }',
      ['reply GET /s until: the stream ended before any event with text "x"'],
      'GET /s until failed',
    ],
    [
      'no such event in time',
      (response) => send(response, ['data: 1\n\n'], 5, false),
      'until: { event: y, json: { $.a: 1 } }\n  for: 80ms',
      ['reply GET /s until: no event y with $.a 1 within 80ms'],
      'GET /s until failed',
    ],
    [
      'fewer than were waited for, and an end',
      (response) => send(response, ['data: 1\n\n', 'data: 2\n\n'], 5),
      'until: { count: 3 }',
      ['reply GET /s until: the stream ended after only 2 of 3 × event'],
      'GET /s until failed',
    ],
    [
      'fewer than were waited for in time',
      (response) => send(response, ['data: 1\n\n', 'event: y\ndata: 2\n\n'], 5, false),
      'until: { event: y, count: 2 }\n  for: 200ms',
      ['reply GET /s until: only 1 of 2 × event y within 200ms'],
      'GET /s until failed',
    ],
    [
      'a success that is none of a stream',
      (response) => response.writeHead(204, STREAM).end(),
      'for: 1s',
      ['check GET /s: no stream of events: its status is 204, and that of a stream is 200'],
      'GET /s failed',
    ],
    [
      'a type of event that has no value',
      (response) => send(response, ['data: 1\n\n'], 5, false),
      'until: { event: "{{later}}" }\n- set: { later: x }',
      ['invalid GET /s until: '],
      'GET /s until failed',
    ],
    [
      'a lost connection',
      (response) => {
        send(response, ['data: 1\n\n'], 5, false)
        setTimeout(() => response.destroy(), 50)
      },
      'for: 5s',
      ['reset GET /s events'],
      'GET /s events failed',
    ],
    [
      'an event without end',
      (response) => {
        response.writeHead(200, STREAM)
        response.on('error', () => {})
        for (let i = 0; i < 30; i++) response.write(`data: ${'x'.repeat(100_000)}\n`)
      },
      'for: 5s',
      ['tooLarge GET /s events: an event is larger than 1 MB'],
      'GET /s events failed',
    ],
    [
      'a value that is not there',
      (response) => send(response, ['data: {}\n\n'], 5, false),
      'until: { extract: { id: $.id } }',
      ['extract GET /s until: '],
      'GET /s until failed',
    ],
  ])('%s', async (_, answering, keys, expected, counted) => {
    answer = (_request, response) => answering(response)
    const result = await run(`- events: /s\n  ${keys}`)
    expect(errors(result)).toEqual(expected.map((text) => expect.stringContaining(text)))
    expect(result.counts[counted]).toBe(1)
    await closed
  })

  test('of the head in time', async () => {
    const result = await run('- events: /s\n  for: 5s\n  timeout: 100ms')
    expect(errors(result)).toEqual(['timeout GET /s: no response within 100ms'])
  })

  test('packed events are refused rather than read in lumps', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { ...STREAM, 'content-encoding': 'gzip' }).end(gzipSync('data: 1\n\n'))
    expect(errors(await run('- events: /s\n  for: 1s'))).toEqual([
      'check GET /s: no stream of events: its content-encoding is gzip: packed events come in lumps, and their times would be wrong',
    ])
  })

  test.each([
    ['application/x-ndjson', {}],
    ['text/event-stream', { 'content-encoding': 'gzip' }],
  ])('another stream, which does not end, is told by its head: %s %o', async (type, more) => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': type, ...more })
      response.write('{"n": 1}\n')
    }
    const result = await run('- events: /s\n  for: 1s\n  timeout: 150ms')
    expect(errors(result)).toEqual([
      expect.stringMatching(/^check GET \/s: no stream of events: its content-(type|encoding) is /),
    ])
    await closed
  })
})

test('the end of the run cuts a stream off: what came is counted, nothing has failed', async () => {
  answer = (_request, response) => send(response, ['data: 1\n\n', 'data: 2\n\n'], 20, false)
  const text = onePass(server.url, '- events: /s\n  for: 1h').replace('load: {', 'gracefulStop: 100ms, load: {')
  const result = await runPlan(text)
  await closed
  expect(result.counts).toMatchObject({ 'GET /s ok': 1, 'GET /s events ok': 2 })
  expect(errors(result)).toEqual([])
  expect(result.load).toMatchObject({ iterationsInterrupted: 1, iterationsFailed: 0 })
})

test('redirects, headers of the user and a query are those of any request', async () => {
  answer = ({ url }, response) => {
    if (url === '/old?q=a%20b') response.writeHead(307, { location: '/new' }).end()
    else send(response, ['data: 1\n\n'], 1)
  }
  const result = await run(
    '- events: /old\n  query: { q: a b }\n  for: 1s\n  headers: { accept: text/x }',
    '',
    'headers: { x-a: "1" }',
  )
  expect(server.received.map(({ url, headers }) => [url, headers['x-a'], headers.accept])).toEqual([
    ['/old?q=a%20b', '1', 'text/x'],
    ['/new', '1', 'text/x'],
  ])
  expect(result.counts).toMatchObject({ 'GET /old ok': 1, 'GET /old events ok': 1 })
})

test('a plan whose stream nothing ends is not right', () => {
  expect(() => compile(onePass('http://x', '- events: /s'))).toThrow('Nothing ends this stream of events.')
  expect(() => compile(onePass('http://x', '- events: /s\n  until: { within: 5s }'))).toThrow('Unknown key `within`')
  expect(() => compile(onePass('http://x', '- events: /s\n  for: 5s\n  json: {}'))).toThrow('Unknown key `json`')
  expect(() => compile(onePass('http://x', '- events: /s\n  until: { event: "{{nobody}}" }'))).toThrow('nobody')
  expect(() => compile(onePass('http://x', '- events: /s\n  until: { count: 0 }'))).toThrow(
    'This is not right for `count`',
  )
})
