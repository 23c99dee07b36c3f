import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { KnobError } from './knobs.ts'
import type { TargetOptions } from './options.ts'
import { startTarget } from './server.ts'
import { inParallel, openClient, openLive } from './testing/client.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function start(options: TargetOptions) {
  const target = await startTarget({ port: 0, pool: 1, history: 0, users: 5, ...options })
  const client = openClient(target.url)
  closers.push(
    () => target.close(),
    () => client.close(),
  )
  return { target, client }
}

const timed = async (task: Promise<unknown>) => {
  const startMs = performance.now()
  await task
  return performance.now() - startMs
}

test('--slow delays its route by at least what it says, whatever kind of delay it is', async () => {
  const { client } = await start({
    slow: ['GET /health=60ms', 'POST /api/auth/login=30ms..50ms', 'GET /api/reports/slow=+100%'],
  })
  expect(await timed(client.ask('GET', '/health'))).toBeGreaterThanOrEqual(60)
  expect(await timed(client.logIn('user1'))).toBeGreaterThanOrEqual(30)
  const token = await client.logIn('user1')
  expect(await timed(client.ask('GET', '/api/reports/slow?ms=50', { token }))).toBeGreaterThanOrEqual(100)
})

test('--fail fails the same requests again for the same seed, and about as many as it says', async () => {
  const outcomes = async (seed: number) => {
    const { client } = await start({ seed, fail: ['/health=25%:503'] })
    const statuses: number[] = []
    for (let index = 0; index < 200; index++) statuses.push((await client.ask('GET', '/health')).status)
    expect((await client.ask('GET', '/metrics')).status).toBe(200)
    return statuses
  }
  const first = await outcomes(1)
  expect(await outcomes(1)).toEqual(first)
  expect(await outcomes(2)).not.toEqual(first)
  // 200 draws at 25 %: 50 on average, six standard deviations wide.
  expect(Math.abs(first.filter((status) => status === 503).length - 50)).toBeLessThan(37)
  expect(new Set(first)).toEqual(new Set([200, 503]))
})

test('--fail can reset the connection, and can leave a request without an answer', async () => {
  const { target, client } = await start({ fail: ['/health=100%:reset', '/metrics=100%:hang'] })
  await expect(client.ask('GET', '/health')).rejects.toMatchObject({ code: 'ECONNRESET' })
  const abort = new AbortController()
  const hanging = client.ask('GET', '/metrics', { signal: abort.signal })
  await vi.waitFor(() => expect(target.counts().routes['GET /metrics']?.received).toBe(1))
  abort.abort()
  await expect(hanging).rejects.toThrow('aborted')
  await vi.waitFor(() =>
    expect(target.counts().total).toMatchObject({ received: 2, finished: 0, aborted: 2, statuses: {} }),
  )
})

test('--stall: nothing is handled in the last part of a period, and what came in it is answered after', async () => {
  const { client } = await start({ stall: '300ms/600ms' })
  const phasesMs: number[] = []
  const until = performance.now() + 1300
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (performance.now() < until) {
        const answer = await client.ask('GET', '/health')
        expect(answer.status).toBe(200)
        phasesMs.push((Number(answer.body['uptimeSeconds']) * 1000) % 600)
      }
    }),
  )
  expect(phasesMs.length).toBeGreaterThan(10)
  // Between passing the gate and looking at the clock the process can be interrupted, hence the margin.
  expect(phasesMs.filter((phaseMs) => phaseMs > 400 && phaseMs < 599)).toEqual([])
  expect((await client.ask('GET', '/api/_counts')).status).toBe(200)
})

test('--lock lets requests through one by one, and those who leave do not block it', async () => {
  const { target, client } = await start({ lock: ['GET /health=25ms'] })
  const abort = new AbortController()
  const startMs = performance.now()
  const kept = Array.from({ length: 5 }, () => client.ask('GET', '/health'))
  const left = Array.from({ length: 5 }, () => client.ask('GET', '/health', { signal: abort.signal }))
  const lost = Promise.allSettled(left)
  await vi.waitFor(() => expect(target.counts().routes['GET /health']?.received).toBe(10))
  abort.abort()
  await Promise.all([...kept, lost])
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(125)
  expect((await client.ask('GET', '/health')).status).toBe(200)
})

test('--leak keeps exactly what it says', async () => {
  const { client } = await start({ leak: '1MB/request' })
  const token = await client.logIn('user1')
  for (let index = 0; index < 3; index++) await client.ask('GET', '/health')
  const metrics = await client.ask('GET', '/api/metrics', { token })
  expect(metrics.body['process']).toMatchObject({ leakedBytes: 5_000_000 })
  const steady = await start({ leak: '10MB/s' })
  await vi.waitFor(async () => {
    const exposition = (await steady.client.ask('GET', '/metrics')).text
    expect(Number(/^platform_leaked_bytes (\S+)$/m.exec(exposition)?.[1])).toBeGreaterThan(1_000_000)
  })
})

test('--rate-limit answers the rest with 429 and when to come back; watching goes on', async () => {
  const { client } = await start({ rateLimit: '5/m' })
  const statuses = await inParallel(6, 1, async () => (await client.ask('GET', '/api/ledger')).status)
  expect(statuses).toEqual([401, 429, 429, 429, 429, 429])
  const refused = await client.ask('GET', '/nowhere')
  expect([refused.status, refused.body['error']]).toEqual([429, 'rate_limited'])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(1)
  expect((await client.ask('GET', '/health')).status).toBe(200)
  expect((await client.ask('GET', '/metrics')).status).toBe(200)
})

test('--pool: queries wait for a connection that is held, and are refused when too many do or for too long', async () => {
  const { client } = await start({ pool: 1, poolQueue: 1, poolTimeoutMs: 800 })
  const token = await client.logIn('user1')
  const active = async () =>
    ((await client.ask('GET', '/api/metrics', { token })).body['database'] as { active: number }).active
  const waiting = async () =>
    ((await client.ask('GET', '/api/metrics', { token })).body['database'] as { waiting: number }).waiting
  const holding = client.ask('GET', '/api/reports/slow?ms=2000', { token })
  await vi.waitFor(async () => expect(await active()).toBe(1))
  expect((await client.ask('GET', '/metrics')).text).toMatch(/^platform_db_connections 1$/m)
  const patient = client.ask('GET', '/api/ledger', { token })
  await vi.waitFor(async () => expect(await waiting()).toBe(1))
  const crowded = await client.ask('GET', '/api/ledger', { token })
  expect([crowded.status, crowded.body['error'], crowded.headers['retry-after']]).toEqual([503, 'database_busy', '1'])
  // Writing has a connection of its own.
  await client.createWorkflow(token)
  expect([(await patient).status, (await patient).body['message']]).toEqual([503, expect.stringContaining('800 ms')])
  expect((await holding).body).toMatchObject({ heldMs: 2000 })
  expect((await client.ask('GET', '/api/ledger', { token })).status).toBe(200)
})

test('--connections: one more is closed', async () => {
  const { target } = await start({ connections: 2 })
  const sockets = [1, 2].map(() => connect(target.port, '127.0.0.1'))
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
  const third = connect(target.port, '127.0.0.1')
  third.on('error', () => undefined)
  await new Promise((resolve) => third.once('close', resolve))
  expect(sockets.map((socket) => socket.readyState)).toEqual(['open', 'open'])
  for (const socket of sockets) socket.destroy()
})

test('--token-ttl and --build', async () => {
  const { client } = await start({ tokenTtlMs: 0, build: 'v1.2 "quoted"' })
  const answer = await client.ask('GET', '/api/auth/me', { token: await client.logIn('user1') })
  expect(answer.body['error']).toBe('expired_token')
  expect((await client.ask('GET', '/health')).body).toMatchObject({ status: 'ok', build: 'v1.2 "quoted"' })
  expect((await client.ask('GET', '/metrics')).text).toContain(
    String.raw`platform_build_info{build="v1.2 \"quoted\""} 1`,
  )
})

test('a knob for a route that there is not is refused with the routes that there are', async () => {
  const starting = startTarget({ port: 0, pool: 1, history: 0, users: 1, slow: ['POST /api/workflow=1s'] })
  await expect(starting).rejects.toThrow(KnobError)
  await expect(starting).rejects.toThrow('POST /api/workflows,')
})

test('a port that is taken is an error, and nothing is left running', async () => {
  const { target } = await start({})
  await expect(startTarget({ port: target.port, pool: 1, history: 0, users: 1 })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})

test('--heartbeat: a socket that answers no ping is ended, one that does stays', async () => {
  const { target, client } = await start({ heartbeatMs: 50 })
  const token = await client.logIn('user1')
  const good = await openLive(target.url, `?token=${token}`)
  closers.push(() => good.socket.terminate())
  const silent = connect(target.port, '127.0.0.1')
  const ended = new Promise((resolve) => silent.once('close', resolve))
  silent.resume()
  silent.write(
    `GET /ws?token=${token} HTTP/1.1\r\nhost: t\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n',
  )
  await ended
  good.send({ type: 'ping', id: 1 })
  await good.until((messages) => messages.length === 1)
  expect(target.counts().webSockets).toMatchObject({ accepted: 2, closed: 1 })
})

test('a server with a connection held for long still closes, and an upgrade waits for the end of a stall', async () => {
  const { target, client } = await start({ stall: '200ms/400ms' })
  const token = await client.logIn('user1')
  // Spread over more than a period, so that some arrive in a stall: all are served.
  const lives = await inParallel(40, 4, () => openLive(target.url, `?token=${token}`))
  for (const live of lives) live.send({ type: 'ping', id: 1 })
  await Promise.all(lives.map((live) => live.until((messages) => messages.length === 1)))
  expect(target.counts().webSockets).toMatchObject({ accepted: 40, messagesReceived: 40, messagesSent: 40 })
  const holding = client.ask('GET', '/api/reports/slow?ms=10000', { token }).catch((error: unknown) => error)
  await vi.waitFor(() => expect(target.counts().routes['GET /api/reports/slow']?.received).toBe(1))
  await target.close()
  expect(await holding).toBeInstanceOf(Error)
})
