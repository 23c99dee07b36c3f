/**
 * What a target can do wrong, each against a real socket that does it: a failure of its class with a plain sentence, counted
 * once; the run goes on, and the next request of the same user works.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { closedPort, onePass, rawServer, type TestServer } from './testing/servers.ts'
import { runPlan, type PlanRun } from './testing/runPlan.ts'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const GOOD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const LOST = 'the server closed the connection before the response was complete'

/** A server where /good is answered well and everything else as told. */
async function rude(answer: (socket: Socket, path: string, connection: number) => void): Promise<TestServer> {
  const server = await rawServer((socket, path, connection) => {
    if (path.startsWith('/good')) socket.write(GOOD)
    else answer(socket, path, connection)
  })
  servers.push(server)
  return server
}

function says(bytes: string, then: 'end' | 'reset' | 'nothing' = 'nothing'): Promise<TestServer> {
  return rude((socket) => {
    if (then === 'end') socket.end(bytes, 'latin1')
    else if (then === 'reset') socket.write(bytes, 'latin1', () => setTimeout(() => socket.resetAndDestroy(), 20))
    else socket.write(bytes, 'latin1')
  })
}

/** /good, then the bad one, then /good again. */
async function aroundGood(server: TestServer, bad = '- get: /bad', more = ''): Promise<PlanRun> {
  return runPlan(onePass(server.url, `- get: /good\n${bad}\n- get: /good`, more))
}

function failures(run: PlanRun): { class: string; message: string; count: number }[] {
  return run.errors.map(({ class: errorClass, message, count }) => ({ class: errorClass, message, count }))
}

describe('a broken response is one failure, and the next request works', () => {
  test.each<[string, string, 'end' | 'reset' | 'nothing', string, RegExp | string]>([
    ['closed before the head', '', 'end', 'reset', LOST],
    ['reset before the head', '', 'reset', 'reset', LOST],
    ['closed in the status line', 'HTTP/1.1 2', 'end', 'reset', LOST],
    ['closed in the head', 'HTTP/1.1 200 OK\r\ncontent-le', 'end', 'reset', LOST],
    ['reset in the head', 'HTTP/1.1 200 OK\r\ncontent-le', 'reset', 'reset', LOST],
    ['closed in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc', 'end', 'reset', LOST],
    ['reset in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc', 'reset', 'reset', LOST],
    ['closed in a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\nabc', 'end', 'reset', LOST],
    [
      'closed in the body of a connection that ends',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\nabc',
      'end',
      'reset|protocol',
      /closed the connection|do not agree/,
    ],
    [
      'closed between chunks of a connection that ends',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n',
      'end',
      'reset|protocol',
      /closed the connection|not valid HTTP/,
    ],
    [
      'no HTTP at all',
      'SSH-2.0-OpenSSH_9.6\r\n',
      'nothing',
      'protocol',
      /^what 127.0.0.1:\d+ answered is not HTTP\/1.1$/,
    ],
    ['no HTTP, closed', '220 smtp ready\r\n', 'end', 'protocol', /is not HTTP\/1.1$/],
    [
      'a status that is no number',
      'HTTP/1.1 abc OK\r\n\r\n',
      'nothing',
      'protocol',
      /^the response is not valid HTTP: /,
    ],
    ['a version that is none', 'HTTP/9.9 200 OK\r\n\r\n', 'nothing', 'protocol', /HTTP/],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n', 'nothing', 'protocol', /not valid HTTP/],
    ['a header with a space in its name', 'HTTP/1.1 200 OK\r\na b: x\r\n\r\n', 'nothing', 'protocol', /not valid HTTP/],
    [
      'a length that is no number',
      'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n',
      'nothing',
      'protocol',
      /not valid HTTP/,
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      'nothing',
      'protocol',
      /not valid HTTP|content-length/,
    ],
    [
      'a chunk size that is no number',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n',
      'nothing',
      'protocol',
      /not valid HTTP/,
    ],
    [
      'a chunk longer than it says',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n',
      'nothing',
      'protocol',
      /not valid HTTP/,
    ],
    [
      'a head without end',
      `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`,
      'nothing',
      'protocol',
      'the response headers are larger than 16 KB',
    ],
    [
      'one huge header',
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      'nothing',
      'protocol',
      'the response headers are larger than 16 KB',
    ],
    [
      'another protocol that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'nothing',
      'protocol',
      /101/,
    ],
  ])('%s', async (_, bytes, then, errorClass, message) => {
    const server = await says(bytes, then)
    const run = await aroundGood(server)
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad failed': 1 })
    const [failure] = failures(run)
    expect(failures(run)).toHaveLength(1)
    expect(failure!.count).toBe(1)
    expect(errorClass.split('|')).toContain(failure!.class)
    if (typeof message === 'string') expect(failure!.message).toBe(message)
    else expect(failure!.message).toMatch(message)
    expect(run.load.iterationsCompleted).toBe(1)
  })
})

describe('odd responses that are right', () => {
  test.each([
    ['a body until the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nuntil the end', 'end'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nold', 'end'],
    ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', 'nothing'],
    ['early hints before the response', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n' + GOOD, 'nothing'],
    ['100 Continue that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n' + GOOD, 'nothing'],
    ['processing, twice', 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n' + GOOD, 'nothing'],
    ['204 without a length', 'HTTP/1.1 204 No Content\r\n\r\n', 'nothing'],
    ['304 with a length and no body', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 100\r\n\r\n', 'nothing'],
    [
      'names of members of objects as headers',
      'HTTP/1.1 200 OK\r\n__proto__: 1\r\nconstructor: 2\r\ntostring: 3\r\ncontent-length: 0\r\n\r\n',
      'nothing',
    ],
    [
      'trailers',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n\r\n2\r\nok\r\n0\r\nx: 1\r\n\r\n',
      'nothing',
    ],
    [
      'bytes that are no UTF-8 in a header',
      'HTTP/1.1 200 \xff\xfe\r\nx: \xe9\xff\r\ncontent-length: 0\r\n\r\n',
      'nothing',
    ],
  ] as const)('%s', async (_, bytes, then) => {
    const run = await aroundGood(await says(bytes, then))
    expect(failures(run)).toEqual([])
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad ok': 1 })
  })

  test('a longer body than it says: the rest is not taken for the next response', async () => {
    const run = await aroundGood(await says('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more'))
    expect(run.counts['GET /bad ok']).toBe(1)
    expect(run.counts['GET /good ok']).toBe(2)
    expect(failures(run)).toEqual([])
  })

  test('HEAD has no body, whatever its headers say', async () => {
    const server = await says('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
    const run = await aroundGood(server, '- head: /bad')
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'HEAD /bad ok': 1 })
  })
})

describe('connections', () => {
  test('the target is down: every request fails, at the pace of the plan, and says where nothing listens', async () => {
    const port = await closedPort()
    const run = await runPlan(`
name: down
target: http://127.0.0.1:${port}
users: { U: { wait: 20ms, tasks: [ { name: t, steps: [ { get: /a }, { get: /b } ] } ] } }
scenarios: { s: { load: { users: 3, spawnRate: 100, for: 300ms } } }
`)
    expect(run.counts['GET /a failed']).toBe(run.load.iterationsStarted)
    expect(run.counts['GET /b failed']).toBe(run.load.iterationsStarted)
    expect(run.load.iterationsStarted).toBeGreaterThan(6)
    expect(run.load.iterationsCompleted).toBe(run.load.iterationsStarted)
    expect(new Set(run.errors.map(({ class: errorClass, message }) => `${errorClass}: ${message}`))).toEqual(
      new Set([`connection: connection refused: nothing is listening on 127.0.0.1:${port}`]),
    )
  })

  test('users without any wait do not hang the engine when the target is down', async () => {
    const run = await runPlan(`
name: down
target: http://127.0.0.1:${await closedPort()}
users: { U: { tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: { users: 5, spawnRate: 1000, for: 300ms } } }
`)
    expect(run.counts['GET /a failed']).toBe(run.load.iterationsStarted)
    expect(run.seconds).toHaveLength(1)
  })

  test('the target goes away and comes back: the same users go on', async () => {
    const create = (): Server => createServer((_request, response) => response.end('ok'))
    let server = create().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const run = await runPlan(
      `
name: back
target: http://127.0.0.1:${port}
users: { U: { wait: 20ms, tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: { users: 3, spawnRate: 100, for: 3500ms } } }
`,
      {
        onSecond: ({ t }) => {
          if (t === 0) server.close().closeAllConnections()
          if (t === 1) server = create().listen(port, '127.0.0.1')
        },
      },
    )
    server.close().closeAllConnections()
    expect(run.load.iterationsCompleted).toBe(run.load.iterationsStarted)
    const okBySecond = run.seconds.map((second) =>
      second.windows.reduce((sum, { series, window }) => (isOk(run, series) ? sum + window.count : sum), 0),
    )
    const failedInSecond1 = run.seconds[1]!.errors.reduce((sum, { count }) => sum + count, 0)
    expect(okBySecond[0]).toBeGreaterThan(0)
    expect(failedInSecond1).toBeGreaterThan(0)
    expect(okBySecond[3]).toBeGreaterThan(0)
    // A request that was on its way at that moment is lost with its connection; what comes after is refused.
    const classes = new Set(run.errors.map((error) => error.class))
    expect(classes).toContain('connection')
    expect([...classes].filter((each) => each !== 'connection' && each !== 'reset')).toEqual([])
  })

  test('a name that does not exist', async () => {
    const run = await runPlan(onePass('http://nowhere.invalid', '- get: /a\n- get: /b'))
    expect(run.counts).toEqual({ 'GET /a failed': 1, 'GET /b failed': 1 })
    for (const { class: errorClass, message } of run.errors) {
      expect(errorClass).toBe('dns')
      expect(message).toMatch(/^name not found: .*nowhere\.invalid$/)
    }
  })

  test('a server that ends the connection after each response', async () => {
    const server = await rude((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'),
    )
    const run = await runPlan(onePass(server.url, '- repeat: 20\n  steps: [ { get: /closing } ]'))
    expect(run.counts).toEqual({ 'GET /closing ok': 20 })
    expect(server.connections).toBe(20)
    expect(run.exemplars.every(({ newConnection }) => newConnection)).toBe(true)
  })

  test.each(['end', 'resetAndDestroy'] as const)(
    'idle connections that the server closes (%s) are opened again',
    async (how) => {
      const server = await rude((socket) => {
        socket.write(GOOD, () => setTimeout(() => socket[how](), 5))
      })
      const run = await runPlan(onePass(server.url, '- repeat: 10\n  steps: [ { get: /idle }, { wait: 30ms } ]'))
      expect(run.counts).toEqual({ 'GET /idle ok': 10 })
      expect(server.connections).toBe(10)
    },
  )

  test.each(['end', 'resetAndDestroy'] as const)(
    'connections that the server closes right behind a response (%s): again, or one failure, never a hang',
    async (how) => {
      const server = await rude((socket) => socket.write(GOOD, () => setImmediate(() => socket[how]())))
      const run = await runPlan(
        `
name: race
target: ${server.url}
settings: { timeout: 5s }
users: { U: { tasks: [ { name: t, steps: [ { repeat: 50, steps: [ { get: /race }, { wait: 0ms..2ms } ] } ] } ] } }
scenarios: { s: { load: { arrivals: 10/s, for: 1s } } }
`,
      )
      const { 'GET /race ok': ok = 0, 'GET /race failed': failed = 0 } = run.counts
      expect(ok + failed).toBe(500)
      expect(failures(run).filter(({ class: errorClass }) => errorClass !== 'reset')).toEqual([])
    },
  )

  test('no connection within connectTimeout', async () => {
    // A listener whose backlog is full does not answer: one connection is accepted by the kernel, and one waits.
    const child = spawn(process.execPath, ['-e', STUCK_LISTENER], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const stuckPort = Number(line.toString())
    const fillers = Array.from({ length: 20 }, () =>
      connectTcp({ host: '127.0.0.1', port: stuckPort }).on('error', () => {}),
    )
    try {
      const run = await runPlan(
        onePass(
          `http://127.0.0.1:${stuckPort}`,
          '- get: /a\n- get: /b',
          'settings: { connectTimeout: 200ms, timeout: 10s }',
        ),
      )
      expect(failures(run).map(({ class: errorClass, message }) => `${errorClass}: ${message}`)).toEqual(
        Array.from({ length: 2 }, () => `timeout: no connection to 127.0.0.1:${stuckPort} within 200ms`),
      )
    } finally {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
    }
  })
})

/** Listens with the smallest backlog, then never accepts. */
const STUCK_LISTENER = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.stdout.write(String(server.address().port), () => {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  })
})
`

describe('replies that do not come, or do not end', () => {
  const SHORT = 'settings: { timeout: 150ms }'

  test('a reply that never begins', async () => {
    const run = await aroundGood(await says(''), '- get: /bad', SHORT)
    expect(failures(run)).toEqual([{ class: 'timeout', message: 'no response within 150ms', count: 1 }])
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad failed': 1 })
  })

  test.each([
    ['stops in its head', 'HTTP/1.1 200 OK\r\ncontent-', 'no response within 150ms'],
    [
      'stops in its body',
      'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc',
      'the response was not complete within 150ms',
    ],
  ])('a reply that %s', async (_, bytes, message) => {
    const run = await aroundGood(await says(bytes), '- get: /bad', SHORT)
    expect(failures(run)).toEqual([{ class: 'timeout', message, count: 1 }])
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad failed': 1 })
  })

  test('a reply that never ends, byte by byte', async () => {
    const timers: NodeJS.Timeout[] = []
    const server = await rude((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      timers.push(setInterval(() => socket.writable && socket.write('1\r\nx\r\n'), 5))
    })
    const run = await aroundGood(server, '- get: /bad', SHORT)
    for (const timer of timers) clearInterval(timer)
    expect(failures(run)).toEqual([
      { class: 'timeout', message: 'the response was not complete within 150ms', count: 1 },
    ])
    expect(run.series.find(({ endpoint }) => endpoint === 'GET /bad')!.bytesIn).toBeGreaterThan(1)
  })

  test('the timeout of a request wins over that of the settings, and covers its redirects', async () => {
    const server = await rude((socket) =>
      setTimeout(() => socket.write('HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n'), 40),
    )
    const run = await aroundGood(server, '- { get: /bad, timeout: 150ms, redirects: 100 }')
    expect(failures(run)).toEqual([{ class: 'timeout', message: 'no response within 150ms', count: 1 }])
    expect(run.counts['GET /bad (redirected) failed']).toBe(1)
  })
})

describe('connections that users share', () => {
  const shared = (url: string, steps: string, users: number, forMs: number, connections: number): string => `
name: shared
target: ${url}
settings: { connections: ${connections}, timeout: 150ms }
users: { U: { wait: 5ms, tasks: [ { name: t, steps: ${steps} } ] } }
scenarios: { s: { load: { users: ${users}, spawnRate: 10000, for: ${forMs}ms } } }
`

  test('who times out in line or on the wire makes room, and all goes on when the server answers again', async () => {
    let silent = true
    let asked = 0
    const server = await rude((socket) => {
      asked++
      if (silent && asked > 4) silent = false
      if (!silent) socket.write(GOOD)
    })
    const run = await runPlan(shared(server.url, '[ { get: /a } ]', 6, 1500, 2))
    expect(new Set(run.errors.map(({ message }) => message))).toEqual(new Set(['no response within 150ms']))
    expect(run.counts['GET /a ok']).toBeGreaterThan(20)
    expect(run.load.iterationsCompleted).toBe(run.load.iterationsStarted)
    expect(run.counts['GET /a ok']! + run.counts['GET /a failed']!).toBe(run.load.iterationsStarted)
  })

  test('no more are open than the plan says, and each request is answered once', async () => {
    let open = 0
    let most = 0
    const server = await rude((socket) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        socket.write(GOOD)
      }, 2)
    })
    const run = await runPlan(shared(server.url, '[ { get: /a }, { get: /b } ]', 30, 500, 3))
    // On a busy machine some are closed as idle, and opened again.
    expect(server.connections).toBeGreaterThanOrEqual(3)
    expect(most).toBe(3)
    expect(failures(run)).toEqual([])
    expect(run.counts['GET /a ok']).toBe(run.counts['GET /b ok'])
  })

  test('requests that cannot be built, hundreds in line', async () => {
    const server = await rude((socket) => setTimeout(() => socket.write(GOOD), 50))
    const run = await runPlan(
      shared(server.url, '[ { get: /slow }, { get: /a, headers: { x-bad: "{{bad}}" } } ]', 300, 120, 1).replace(
        'users: {',
        'variables: { bad: "x\\r\\ny" }\nusers: {',
      ),
    )
    expect(run.load.iterationsStarted).toBe(run.load.iterationsCompleted)
    expect(run.counts['GET /a failed']).toBe(run.load.iterationsStarted)
  })

  test('the target is down', async () => {
    const run = await runPlan(shared(`http://127.0.0.1:${await closedPort()}`, '[ { get: /a } ]', 20, 300, 2))
    expect(new Set(run.errors.map((error) => error.class))).toEqual(new Set(['connection']))
    expect(run.counts['GET /a failed']).toBe(run.load.iterationsStarted)
  })
})

describe('large bodies', () => {
  const TEN_MB = Buffer.alloc(10_000_000, 'x')
  const head = (length: number): string =>
    `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n`

  test('10 MB bodies, looked into and not, many times, in flat memory', async () => {
    const server = await rude((socket) => {
      socket.write(head(TEN_MB.length))
      socket.write(TEN_MB)
    })
    const steps = '- repeat: 5\n  steps: [ { get: /unread }, { get: /read, expect: { text: xxx, size: 10000000B } } ]'
    await runPlan(onePass(server.url, steps))
    const before = process.memoryUsage().rss
    const run = await runPlan(onePass(server.url, steps.replace('repeat: 5', 'repeat: 40')))
    const grown = process.memoryUsage().rss - before
    expect(run.counts).toEqual({ 'GET /unread ok': 40, 'GET /read ok': 40 })
    expect(run.series[0]!.bytesIn).toBe(400_000_000)
    // 800 MB went through; a few bodies may be waiting for the garbage collector.
    expect(grown).toBeLessThan(200_000_000)
    for (const exemplar of run.exemplars) expect((exemplar.response?.body ?? '').length).toBeLessThanOrEqual(16 * 1024)
  })

  test('more than can be looked into is a failure where somebody looks, and nowhere else', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const server = await rude((socket) => {
      socket.write(head(70 * chunk.length))
      for (let i = 0; i < 70; i++) socket.write(chunk)
    })
    const run = await aroundGood(server, '- get: /bad\n- { get: /read, expect: { text: xxx } }')
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad ok': 1, 'GET /read failed': 1 })
    expect(failures(run)).toEqual([
      {
        class: 'tooLarge',
        message: 'the body is larger than 64 MB, which is the most that checks and extractions can look into',
        count: 1,
      },
    ])
  })

  test('packed bodies are unpacked only where somebody looks', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    const server = await rude((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.write(bomb)
    })
    const run = await aroundGood(
      server,
      '- { get: /bad, expect: { status: 200 } }\n- { get: /read, expect: { size: "> 1KB" } }',
    )
    expect(run.counts).toEqual({ 'GET /good ok': 2, 'GET /bad ok': 1, 'GET /read failed': 1 })
    expect(failures(run)[0]).toMatchObject({ class: 'tooLarge' })
  })
})

function isOk(run: PlanRun, series: number): boolean {
  for (const second of run.seconds)
    for (const { id, outcome } of second.series) if (id === series) return outcome === 'ok'
  return false
}
