/** Plans in code through real engines: what their tasks do, what they throw, and what they can do to the engine. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { RunReport } from '../../core/report/report.ts'
import { httpServer, listening, type ReceivedRequest, type TestServer } from '../../engine/testing/servers.ts'
import { createServer } from 'node:http'
import { openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
let workspace: TestWorkspace
let status: (url: string) => number

beforeEach(async () => {
  status = () => 200
  server = await httpServer((request, response) => {
    response.statusCode = status(request.url)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ token: 't-1', url: request.url, items: [{ id: 7 }] }))
  })
  workspace = openWorkspace()
})

afterEach(async () => {
  workspace.close()
  await server.close()
})

/** Two arrivals, so two iterations of one user, unless `load` says otherwise. `top`: further keys of the plan. */
function planOf(user: string, top = '', load = "{ arrivals: '2/s', for: '1s', maxUsers: 1 }"): string {
  return `import { plan, user, task } from 'loadwright'
export default plan({
  name: 'code',
  target: '${server.url}',
  ${top}
  users: { U: user({ ${user} }) },
  scenarios: { s: { load: ${load}, gracefulStop: '2s' } },
})
`
}

async function run(text: string, options: Parameters<TestWorkspace['start']>[1] = {}): Promise<RunReport> {
  const handle = await workspace.start(text, { file: 'test.plan.ts', ...options })
  return handle.finished
}

function runTask(body: string, top = '', load?: string): Promise<RunReport> {
  return run(
    planOf(
      `tasks: [task('t', async ({ http, ws, check, group, sleep, vars, data, user, random }) => {\n${body}\n})]`,
      top,
      load,
    ),
  )
}

function counts({ endpoints }: RunReport): Record<string, string> {
  return Object.fromEntries(
    endpoints.map(({ name, requests, failures }) => [name, `${requests - failures} ok, ${failures} failed`]),
  )
}

function errors(report: RunReport): string[] {
  return report.errors.map(({ class: kind, endpoint, message, count }) => `${count} ${kind} ${endpoint}: ${message}`)
}

function urls(): string[] {
  return server.received.map(({ method, url }) => `${method} ${url}`)
}

describe('requests', () => {
  test('are made as asked, and counted as the server counts them', async () => {
    const report = await runTask(`
      await http.get('/list?page=2', { query: { q: 'a b', tag: ['x', 'y'], none: undefined } })
      await http.post('/orders/:order/items', { params: { order: 'a/b' }, json: { n: 1 }, headers: { 'X-Mine': 'yes' } })
      await http.put('/form', { form: { a: 1, b: ['2', '3'] } })
      await http.patch('/text', { body: 'hé', as: 'patched' })
      await http.delete('/bytes', { body: new Uint8Array([0, 255]) })
      await http.request('PROPFIND', '/dav')
    `)
    expect(counts(report)).toEqual(
      Object.fromEntries(
        ['GET /list', 'POST /orders/:order/items', 'PUT /form', 'patched', 'DELETE /bytes', 'PROPFIND /dav'].map(
          (name) => [name, '2 ok, 0 failed'],
        ),
      ),
    )
    expect(urls().slice(0, 6)).toEqual([
      'GET /list?page=2&q=a+b&tag=x&tag=y',
      'POST /orders/a%2Fb/items',
      'PUT /form',
      'PATCH /text',
      'DELETE /bytes',
      'PROPFIND /dav',
    ])
    const [, post, put, patch, bytes] = server.received
    expect([post!.headers['content-type'], post!.headers['x-mine'], post!.body.toString()]).toEqual([
      'application/json',
      'yes',
      '{"n":1}',
    ])
    expect([put!.headers['content-type'], put!.body.toString()]).toEqual([
      'application/x-www-form-urlencoded',
      'a=1&b=2&b=3',
    ])
    expect([patch!.headers['content-type'], patch!.body.toString()]).toEqual(['text/plain; charset=utf-8', 'hé'])
    expect([...bytes!.body]).toEqual([0, 255])
    expect(report.endpoints.find(({ name }) => name === 'GET /list')).toMatchObject({ method: 'GET', path: '/list' })
  })

  test('beside each other: six at once, each on its connection, the seventh when one is done', async () => {
    const report = await runTask(
      `await Promise.all(Array.from({ length: 8 }, (_, index) => http.get('/p/' + index, { as: 'parallel' })))`,
    )
    expect(counts(report)).toEqual({ parallel: '16 ok, 0 failed' })
    expect(server.received.map(({ url }) => url).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, index) => [`/p/${index}`, `/p/${index}`]).flat(),
    )
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBe(6)
  })

  test('that nobody awaits are made, and over before the iteration is', async () => {
    const report = await runTask(`void http.get('/a'); void http.get('/b')`)
    expect(counts(report)).toEqual({ 'GET /a': '2 ok, 0 failed', 'GET /b': '2 ok, 0 failed' })
    expect(report.iterations.completed).toBe(2)
  })

  test('fail by status, by `expect` and by what it finds, without throwing', async () => {
    status = (url) => (url === '/gone' ? 410 : 200)
    const report = await runTask(`
      const gone = await http.get('/gone')
      check(!gone.ok && gone.status === 410 && gone.error === '410 Gone', 'says so')
      check((await http.get('/gone', { as: 'expected', expect: 410 })).ok, 'expected')
      check((await http.get('/gone', { as: 'class', expect: ['2xx', '4xx'] })).ok, 'class')
      check(!(await http.get('/a', { as: 'unexpected', expect: 201 })).ok, 'unexpected')
      check((await http.get('/a', { as: 'looked at', expect: (r) => r.json('$.token') === 'nope' || 'another token' })).error === 'another token', 'looked at')
      check((await http.get('/a', { as: 'threw', expect: (r) => r.json('$.nothing') })).error.startsWith('$.nothing found nothing'), 'threw')
      const none = await http.get('http://127.0.0.1:1/', { as: 'nobody' })
      check(none.status === 0 && none.text() === '' && none.headers.x === undefined, 'nobody there')
    `)
    expect(counts(report)).toEqual({
      'GET /gone': '0 ok, 2 failed',
      expected: '2 ok, 0 failed',
      class: '2 ok, 0 failed',
      unexpected: '0 ok, 2 failed',
      'looked at': '0 ok, 2 failed',
      threw: '0 ok, 2 failed',
      nobody: '0 ok, 2 failed',
    })
    expect(errors(report)).toContain('2 status unexpected: status 200, expected 201')
    expect(errors(report)).toContain('2 check looked at: another token')
    // Seven of the code, and what `expect` says of five requests: one of each pair holds.
    expect(report.errors.filter(({ endpoint }) => endpoint === 'user U')).toEqual([])
    expect(report.iterations.completed).toBe(2)
  })

  test('what cannot be asked for ends the iteration and says where', async () => {
    const report = await runTask(`await http.get('/x/:id', { params: { other: 1 } })`)
    expect(errors(report)).toEqual(['2 script user U: params has no id for /x/:id at test.plan.ts:7:12'])
    const injected = await runTask(String.raw`await http.request('GET /evil HTTP/1.1\r\nx: y\r\n\r\nGET', '/a')`)
    expect(errors(injected)[0]).toMatch(/^2 script user U: .* is not a method of HTTP .* at test\.plan\.ts:7/)
    expect(server.received).toEqual([])
  })

  test('criteria find what code requests by its path', async () => {
    const report = await run(
      planOf(
        `tasks: [task('t', async ({ http }) => void (await http.get('/a/b')))]`,
        `criteria: { endpoints: { '/a/*': 'count >= 2' } },`,
      ),
    )
    expect(report.criteria).toMatchObject([{ status: 'met', actual: 2, endpoints: ['GET /a/b'] }])
  })
})

test('think time before the first request of an arrival is no response time', async () => {
  const report = await runTask(`await sleep('300ms'); await http.get('/a')`)
  expect(report.endpoints[0]!.latencyMs!.max).toBeLessThan(300)
})

test('variables are those of templates; data, checks, groups, chance', async () => {
  writeFileSync(join(workspace.folder, 'people.csv'), 'email,name\na@x,Ada\n')
  const user = `
    async onStart({ http, vars }) { vars.token = (await http.post('/login')).json('$.token') },
    tasks: [task('t', async ({ http, check, group, vars, data, user, random }) => {
      const r = await http.get('/mine')
      check(r.json('$.items[0].id') === 7 && r.json().url === '/mine', 'json')
      check(vars.token === 't-1' && vars.key === 'hunter2', 'variables')
      check(data.people.email === 'a@x' && data.people.name === 'Ada', 'data')
      vars.count = (vars.count ?? 0) + 1
      check(vars.count === user.iteration + 1 && user.type === 'U' && user.index === 0, 'kept')
      const n = random.int(3, 5)
      check(n >= 3 && n <= 5, 'chance')
      await group('outer', () => group('inner', async () => { await http.get('/grouped') }))
      check(false, 'never')
    })]`
  const report = await run(
    planOf(
      user,
      `variables: { token: null }, secrets: { key: 'hunter2' }, data: { people: 'people.csv' },
       settings: { headers: { authorization: 'Bearer {{token}}' } },`,
    ),
  )
  expect(server.received.map(({ url, headers }) => `${url} ${headers.authorization}`).slice(0, 2)).toEqual([
    '/login undefined',
    '/mine Bearer t-1',
  ])
  expect(counts(report)).toMatchObject({
    outer: '2 ok, 0 failed',
    inner: '2 ok, 0 failed',
    'GET /grouped': '2 ok, 0 failed',
  })
  expect(report.checks).toMatchObject({ passed: 10, failed: 2 })
  expect(errors(report)).toEqual(['2 check user U: never'])
  expect(JSON.stringify(report)).not.toContain('hunter2')
  expect(workspace.history.findRun(report.run.id).run().planText).not.toContain('hunter2')
})

describe('what code throws', () => {
  test('fails its iteration, with its place, and nothing else', async () => {
    const report = await runTask(`
      await http.get('/a')
      const nothing = user.iteration === 0 ? null : { x: 1 }
      vars.x = nothing.x
      await http.get('/b')
    `)
    expect(errors(report)).toEqual([
      "1 script user U: TypeError: Cannot read properties of null (reading 'x') at test.plan.ts:10:24",
    ])
    expect(counts(report)).toEqual({ 'GET /a': '2 ok, 0 failed', 'GET /b': '1 ok, 0 failed' })
    expect(report.iterations).toMatchObject({ completed: 1, failed: 1 })
    expect(report.run.status).toBe('completed')
  })

  test('in a group marks it as failed; in onStart it ends that user alone', async () => {
    const user = `
      async onStart({ http, user }) { await http.get('/start'); if (user.index === 1) throw new Error('no seat') },
      wait: '20ms',
      tasks: [task('t', ({ group }) => group('g', () => { throw 'a text' }))]`
    const report = await run(planOf(user, '', "{ users: 2, spawnRate: 100, for: '1s' }"))
    expect(errors(report)).toContainEqual('1 setup user U: U ended: onStart could not be completed')
    expect(errors(report)).toContainEqual('1 script user U: no seat at test.plan.ts:7:93')
    const group = report.endpoints.find(({ name }) => name === 'g')!
    expect(group.failures).toBeGreaterThan(1)
    expect(group.failures).toBe(group.requests)
    expect(report.iterations.failed).toBe(group.failures)
    expect(errors(report)).toContainEqual(`${group.failures} script user U: threw "a text"`)
  })

  test('where nobody awaits it, is told', async () => {
    const report = await runTask(`
      void (async () => { throw new Error('stray') })()
      setTimeout(() => { throw new RangeError('late') })
      await sleep(50)
    `)
    expect(errors(report).toSorted()).toEqual([
      '2 script code: RangeError: late at test.plan.ts:9:32, in a promise or callback that nobody awaited',
      '2 script code: stray at test.plan.ts:8:33, in a promise or callback that nobody awaited',
    ])
    expect(report.iterations.completed).toBe(2)
  })

  test('a check of a promise is a mistake, not a success', async () => {
    const report = await runTask(`check(http.get('/a'), 'forgotten')`)
    expect(errors(report)[0]).toContain('check "forgotten" was given a promise: await it first at test.plan.ts:7:1')
  })
})

test('what is cut off ends: `finally` runs, and code that catches it gets no further', async () => {
  const report = await run(
    planOf(
      `wait: '1s', tasks: [task('t', async ({ http, sleep }) => {
        await http.get('/before')
        for (;;) try { await sleep('20s') } catch {} finally { void http.get('/after') }
      })]`,
      '',
      "{ users: 3, spawnRate: 100, for: '300ms' }",
    ).replace("gracefulStop: '2s'", "gracefulStop: '0s'"),
  )
  expect(counts(report)).toEqual({ 'GET /before': '3 ok, 0 failed' })
  expect(report.iterations).toMatchObject({ interrupted: 3, failed: 0 })
  expect(errors(report)).toEqual([])
  expect(urls()).not.toContain('GET /after')
})

describe('code that keeps the engine to itself', () => {
  test('for ever is ended and named, and what was measured before is kept', async () => {
    const report = await run(
      planOf(
        `tasks: [task('for ever', async ({ http }) => {
          await http.get('/a')
          for (let i = 0; i >= 0; i++) continue
        })]`,
        '',
        "{ users: 1, for: '60s' }",
      ),
    )
    expect(report.verdict.sentence).toMatch(
      /^The code of task "for ever" of U does not come to an end: for 5 s it has waited for nothing .*, at test\.plan\.ts:8:/,
    )
    expect(report.verdict.exitCode).toBe(2)
    expect(counts(report)).toEqual({ 'GET /a': '1 ok, 0 failed' })
  })

  test('for a while is named as well', async () => {
    const report = await runTask(`
      await http.get('/a')
      const until = Date.now() + (user.iteration === 0 ? 1600 : 0)
      while (Date.now() < until) Math.sqrt(until)
    `)
    expect(errors(report)).toEqual([
      expect.stringMatching(
        /^1 script code: The code of task "t" of U kept the engine from everything else for over a second at test\.plan\.ts:10:/,
      ),
    ])
    expect(report.iterations.completed).toBe(2)
  })
})

test('a script step of a plan in YAML, beside its other steps', async () => {
  writeFileSync(
    join(workspace.folder, 'steps.ts'),
    `import type { TaskContext } from 'loadwright'
     export async function order({ http, vars }: TaskContext): Promise<void> {
       const response = await http.get('/code/' + vars.id, { as: 'in code' })
       vars.found = response.json('$.items[0].id')
     }`,
  )
  const handle = await workspace.start(`
name: mixed
target: ${server.url}
variables: { id: 5, found: 0 }
users:
  U:
    tasks:
      - name: t
        steps:
          - get: /yaml
          - script: steps.ts#order
          - get: /found/{{found}}
scenarios: { s: { load: { arrivals: 10/s, for: 100ms, maxUsers: 1 } } }
`)
  const report = await handle.finished
  expect(counts(report)).toMatchObject({ 'GET /yaml': '1 ok, 0 failed', 'in code': '1 ok, 0 failed' })
  expect(urls()).toEqual(['GET /yaml', 'GET /code/5', 'GET /found/7'])
})

test('the environment of the plan reaches its code in every engine', async () => {
  const text = planOf(
    `wait: '10ms', tasks: [task('t', async ({ http }) => void (await http.get('/' + process.env['SHOP'])))]`,
    '',
    "{ users: 2, spawnRate: 100, for: '200ms' }",
  )
  await run(text, { environment: { SHOP: 'corner' }, processes: 2 })
  expect(new Set(urls())).toEqual(new Set(['GET /corner']))
})

test('Server-Sent Events: counted, waited for, and cut off with the run', async () => {
  const streams = createServer((request, response) => {
    if (request.url === '/none') return response.writeHead(200, { 'content-type': 'text/html' }).end('no events')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    return response.write('data: {"n": 1}\n\nevent: done\ndata: {"n": 2}\n\ndata: {"n": 3}\n\n')
  })
  const started = await listening(streams)
  const report = await runTask(`
    const base = '${started.url}'
    const done = await http.events(base + '/s', { until: { event: 'done', where: (m) => m.json('$.n') === 2 }, for: '2s', as: 'live' })
    check(done.ok && done.found?.json('$.n') === 2, 'found')
    const some = await http.events(base + '/s', { for: 50, as: 'some' })
    check(some.count === 3 && some.last?.json('$.n') === 3 && some.found === null, 'counted')
    const none = await http.events(base + '/none', { for: '1s', as: 'none' })
    check(!none.ok && none.error!.includes('text/html'), 'none')
    const third = await http.events(base + '/s', { until: { count: 3 }, for: '2s', as: 'third' })
    check(third.ok && third.count === 3 && third.found?.json('$.n') === 3, 'third')
    const thrown = await http.events(base + '/s', { until: { count: 3, where: () => { throw new Error('mine') } }, as: 'thrown' }).catch((error) => error.message)
    check(thrown === 'mine', 'thrown')
    const wrong = await Promise.resolve().then(() => http.events(base + '/s', { until: { count: 0.5 } })).catch((error) => error.message)
    check(String(wrong).includes('a whole number from 1'), 'wrong')
    if (user.iteration === 1) await http.events(base + '/s', { for: '1h', as: 'endless' })
  `)
  await started.close()
  expect(report.checks).toMatchObject({ passed: 12, failed: 0 })
  expect(counts(report)).toMatchObject({
    live: '2 ok, 0 failed',
    'live first event': '2 ok, 0 failed',
    'live until': '2 ok, 0 failed',
    'third until': '2 ok, 0 failed',
    'thrown events': '2 ok, 0 failed',
    'some between events': '4 ok, 0 failed',
    'some events': '6 ok, 0 failed',
    none: '0 ok, 2 failed',
    'endless events': '3 ok, 0 failed',
  })
  expect(report.iterations).toMatchObject({ completed: 1, interrupted: 1 })
})

describe('WebSockets', () => {
  let sockets: TestServer
  let serverSockets: WebSocket[]
  beforeEach(async () => {
    const http = createServer()
    const accepting = new WebSocketServer({ server: http, path: '/live' })
    serverSockets = []
    accepting.on('connection', (socket) => {
      serverSockets.push(socket)
      socket.send(JSON.stringify({ type: 'welcome' }))
      socket.on('message', (data) => {
        const { ask } = JSON.parse((data as Buffer).toString()) as { ask: string }
        if (ask !== 'silence') socket.send(JSON.stringify({ type: 'answer', to: ask, n: 3 }))
      })
    })
    sockets = await listening(http)
  })
  afterEach(() => sockets.close())

  test('are opened, asked, listened to and closed with their iteration', async () => {
    const report = await runTask(`
      const socket = await ws.connect('${sockets.url.replace('http', 'ws')}/live', { as: 'live' })
      const welcome = await socket.waitFor({ json: { '$.type': 'welcome' }, within: '2s' })
      check(welcome !== null, 'welcome')
      const answer = await socket.request({ ask: 'time' }, { where: (m) => m.json('$.to') === 'time', within: '2s' })
      check(answer?.json('$.n') === 3 && answer.text().includes('answer'), 'answered')
      check(await socket.request({ ask: 'silence' }, { within: '50ms', as: 'silent' }) === null, 'silence')
      await socket.listen(20)
    `)
    expect(counts(report)).toMatchObject({
      live: '2 ok, 0 failed',
      'live reply': '2 ok, 0 failed',
      'live waitFor': '2 ok, 0 failed',
      silent: '0 ok, 2 failed',
    })
    expect(report.checks).toMatchObject({ passed: 6, failed: 0 })
    expect(serverSockets).toHaveLength(2)
  })

  test('of onStart stay open, and one thing at a time is waited for', async () => {
    const user = `
      async onStart({ ws, vars }) { vars.socket = await ws.connect('${sockets.url.replace('http', 'ws')}/live', { as: 'live' }) },
      tasks: [task('t', async ({ vars, check }) => {
        const both = await Promise.allSettled([vars.socket.request({ ask: 'a' }), vars.socket.request({ ask: 'b' })])
        check(both[0].status === 'fulfilled' && String(both[1].reason).includes('one thing at a time'), 'one at a time')
      })]`
    const report = await run(planOf(user))
    expect(report.checks).toMatchObject({ passed: 2, failed: 0 })
    expect(serverSockets).toHaveLength(1)
  })

  test('that cannot be opened end the iteration, unless code catches it', async () => {
    const report = await runTask(`
      if (user.iteration === 0) try { await ws.connect('/nowhere') } catch (error) { check(String(error).includes('could not be opened'), 'caught') }
      else await ws.connect('/nowhere')
    `)
    expect(counts(report)).toEqual({ 'WS /nowhere': '0 ok, 2 failed' })
    expect(errors(report)).toContainEqual('1 script user U: WS /nowhere could not be opened at test.plan.ts:9:12')
    expect(report).toMatchObject({ iterations: { completed: 1, failed: 1 }, checks: { passed: 1 } })
  })
})
