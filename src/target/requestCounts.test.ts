import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { TargetOptions } from './options.ts'
import { startTarget } from './server.ts'
import { inParallel, openClient, openLive, WORKFLOW } from './testing/client.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function start(options: TargetOptions = {}) {
  const target = await startTarget({ port: 0, pool: 2, history: 0, users: 5, ...options })
  const client = openClient(target.url)
  closers.push(
    () => target.close(),
    () => client.close(),
  )
  return { target, client }
}

test('under concurrency the counts are exactly what clients saw, by route and by status', async () => {
  const { client } = await start({ fail: ['GET /api/ledger=20%:502'] })
  const token = await client.logIn('user1')
  const id = await client.createWorkflow(token)
  expect((await client.ask('DELETE', '/api/_counts')).status).toBe(204)
  const requests: [string, string, string, unknown?][] = [
    ['GET /api/workflows', 'GET', '/api/workflows?limit=5'],
    ['POST /api/workflows', 'POST', '/api/workflows', WORKFLOW],
    ['POST /api/workflows', 'POST', '/api/workflows', { name: 'bad' }],
    ['GET /api/workflows/:id', 'GET', `/api/workflows/${id}`],
    ['GET /api/workflows/:id', 'GET', `/api/workflows/none`],
    ['PATCH /api/workflows/:id', 'PATCH', `/api/workflows/${id}`, { name: 'x', version: 999 }],
    ['POST /api/workflows/:id/execute', 'POST', `/api/workflows/${id}/execute`],
    ['GET /api/ledger', 'GET', '/api/ledger'],
    ['GET /api/admin/users', 'GET', '/api/admin/users'],
    ['GET (no route)', 'GET', '/nowhere'],
    ['GET (no route)', 'GET', '/%zz'],
    ['POST (no route)', 'POST', '/health', {}],
    ['HEAD /health', 'HEAD', '/health'],
    ['GET /health', 'GET', '/health'],
  ]
  const seen: Record<string, Record<string, number>> = {}
  await inParallel(700, 32, async (index) => {
    const [route, method, path, json] = requests[index % requests.length]!
    const { status } = await client.ask(method, path, { token, json })
    const statuses = (seen[route] ??= {})
    statuses[status] = (statuses[status] ?? 0) + 1
    if (index % 50 === 0) await client.ask('GET', '/api/_counts')
  })
  const { body } = await client.ask('GET', '/api/_counts?nothing=else')
  const expected = Object.fromEntries(
    Object.entries(seen).map(([route, statuses]) => {
      const finished = Object.values(statuses).reduce((sum, count) => sum + count, 0)
      return [route, { received: finished, finished, aborted: 0, statuses }]
    }),
  )
  expect(body['routes']).toEqual(expected)
  expect(body['total']).toMatchObject({ received: 700, finished: 700, aborted: 0 })
  expect(seen['GET /api/ledger']).toMatchObject({
    200: expect.any(Number) as number,
    502: expect.any(Number) as number,
  })
})

test('a request that is cut is counted as received and aborted, also when several share a connection', async () => {
  const { target } = await start({ slow: ['/health=10m'] })
  const socket = connect(target.port, '127.0.0.1')
  socket.write('GET /health HTTP/1.1\r\nhost: t\r\n\r\n'.repeat(3))
  await vi.waitFor(() => expect(target.counts().routes['GET /health']?.received).toBe(3))
  expect(target.counts().total).toMatchObject({ received: 3, finished: 0, aborted: 0 })
  socket.destroy()
  await vi.waitFor(() => expect(target.counts().total).toMatchObject({ received: 3, finished: 0, aborted: 3 }))

  const uploading = connect(target.port, '127.0.0.1')
  uploading.write(
    'POST /api/auth/login HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
  )
  await vi.waitFor(() => expect(target.counts().routes['POST /api/auth/login']?.received).toBe(1))
  uploading.destroy()
  await vi.waitFor(() => expect(target.counts().routes['POST /api/auth/login']?.aborted).toBe(1))
})

test('after a reset what was under way is counted no more', async () => {
  const { target, client } = await start({ slow: ['/health=150ms'] })
  const slow = client.ask('GET', '/health')
  await vi.waitFor(() => expect(target.counts().total.received).toBe(1))
  await client.ask('DELETE', '/api/_counts')
  expect((await slow).status).toBe(200)
  await client.ask('GET', '/metrics')
  expect(target.counts()).toMatchObject({
    total: { received: 1, finished: 1, aborted: 0, statuses: { 200: 1 } },
    routes: { 'GET /metrics': { received: 1 } },
  })
})

test('sockets and their messages are counted on their own', async () => {
  const { target, client } = await start()
  const token = await client.logIn('user1')
  await expect(openLive(target.url, '?token=bad')).rejects.toThrow('refused with 401')
  const lives = await Promise.all(Array.from({ length: 10 }, () => openLive(target.url, `?token=${token}`)))
  await Promise.all(
    lives.map(async (live) => {
      for (let id = 0; id < 20; id++) live.send({ type: 'ping', id })
      await live.until((messages) => messages.length === 20)
      expect(live.messages.map((message) => message['id'])).toEqual(Array.from({ length: 20 }, (_, id) => id))
    }),
  )
  expect(target.counts().webSockets).toEqual({
    accepted: 10,
    rejected: { 401: 1 },
    closed: 0,
    messagesReceived: 200,
    messagesSent: 200,
  })
  for (const live of lives) live.socket.close()
  await vi.waitFor(() => expect(target.counts().webSockets.closed).toBe(10))
  expect(Object.keys(target.counts().routes)).toEqual(['POST /api/auth/login'])
})

test('the exposition agrees with the counts', async () => {
  const { target, client } = await start()
  await inParallel(50, 8, () => client.ask('GET', '/health'))
  const text = (await client.ask('GET', '/metrics')).text
  expect(text).toContain('http_requests_total{method="GET",route="/health",status="200"} 50')
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/health"} 50')
  for (const series of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'platform_db_connections']) {
    expect(text).toMatch(new RegExp(`^${series} \\d`, 'm'))
  }
  expect(target.counts().routes['GET /health']?.finished).toBe(50)
})
