/**
 * The bundled plan on the bundled target: nothing fails that should not, everything in the plan is done, what we count is what
 * the target counts, the target's books are right afterwards, and what the target is made to do wrong is seen for what it is.
 */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { evaluate } from '../src/core/criteria/evaluate.ts'
import { measureEndpoints } from '../src/core/criteria/measurement.ts'
import { closedLoad, constantArrivals } from '../src/core/load/loadShape.ts'
import { compile } from '../src/engine/testing/runPlan.ts'
import type { TargetOptions } from '../src/target/options.ts'
import { startTarget, type Target } from '../src/target/server.ts'
import { openClient } from '../src/target/testing/client.ts'
import {
  addedUp,
  countsByEndpoint,
  countsByRoute,
  loadAiAutomation,
  requestsOf,
  routeOf,
  runAiAutomation,
  scenarioNamed,
  type SuiteRun,
} from './runAiAutomation.ts'

let target: Target
const started: Target[] = []

afterEach(async () => {
  for (const each of started.splice(0)) await each.close()
})

async function start(options: TargetOptions = {}): Promise<string> {
  target = await startTarget({ port: 0, executionTime: ['20ms..120ms'], ...options })
  started.push(target)
  return target.url
}

/** What the target says when the load is over: asked after its counts were taken, since it counts that, too. */
async function booksOf(url: string) {
  const client = openClient(url)
  const token = await client.logIn('admin1')
  const read = async (path: string) => (await client.ask('GET', path, { token })).body
  const ledger = await read('/api/ledger')
  const totals = await read('/api/executions/totals')
  const leftOver: Record<string, unknown> = {}
  for (const prefix of ['perf-', 'bulk-', 'private-'])
    leftOver[prefix] = (await read(`/api/workflows?q=${prefix}`))['total']
  client.close()
  return { ledger, totals, leftOver }
}

/** The status of each criterion, by subject and text. */
function verdictOf({ plan, scenario, seconds, run }: SuiteRun): Record<string, string> {
  const keys = new Map(seconds.flatMap((second) => second.series).map((series) => [series.id, series]))
  const windows = seconds.flatMap((second) =>
    second.windows.map(({ series, window }) => ({ series: keys.get(series)!, window })),
  )
  const measurement = {
    ...run.load,
    durationMs: seconds.length * 1000,
    untrusted: { touched: 0, missing: 0, suspect: 0 },
    endpoints: measureEndpoints(windows, plan.endpoints),
  }
  const judged = evaluate(scenario.criteria, measurement, [])
  return Object.fromEntries(judged.map(({ subject, text, status }) => [`${subject} ${text}`, status]))
}

async function expectSameCounts(suite: SuiteRun): Promise<void> {
  // Our last closing handshakes may have just been sent.
  await expect.poll(() => target.counts().webSockets.closed).toBe(requestsOf(suite, 'WS /ws'))
  const counts = target.counts()
  const theirs = addedUp(Object.entries(counts.routes).map(([route, { received }]) => [routeOf(route), received]))
  expect(countsByRoute(suite)).toEqual(theirs)
  expect(counts.total).toMatchObject({ finished: counts.total.received, aborted: 0 })
  expect(counts.malformed).toBe(0)
  expect(counts.webSockets).toEqual({
    accepted: requestsOf(suite, 'WS /ws'),
    rejected: {},
    closed: requestsOf(suite, 'WS /ws'),
    messagesReceived: suite.run.load.messagesOut,
    messagesSent: suite.run.load.messagesIn,
  })
}

describe('the mix of the five scenarios', () => {
  test('all of the plan, no failure, the same counts, the books right', async () => {
    const url = await start()
    // Ten kinds of tasks of WorkflowUser, five of AdminUser: so many users that each is done however slow the machine is.
    const users = { WorkflowUser: 4, AdminUser: 1, WebSocketUser: 1 }
    const suite = await runAiAutomation({ url, load: closedLoad(60, 60, 4000), users })

    expect(suite.run.errors).toEqual([])
    expect(suite.run.load).toMatchObject({
      iterationsFailed: 0,
      iterationsInterrupted: 0,
      usersFailed: 0,
      checksFailed: 0,
    })
    const done = countsByEndpoint(suite)
    expect([...done.values()].reduce((sum, { failed }) => sum + failed, 0)).toBe(0)
    const notDone = suite.plan.endpoints.map(({ name }) => name).filter((name) => !done.has(name))
    expect(notDone).toEqual([])

    await expectSameCounts(suite)
    const { statuses } = target.counts().total
    const refusals = {
      401: [
        'GET /api/auth/me (missing token)',
        'GET /api/auth/me (expired token)',
        'POST /api/auth/login (wrong password)',
      ],
      403: [
        'GET /api/admin/users (no admin)',
        "GET /api/workflows/:workflow (another user's)",
        "DELETE /api/workflows/:workflow (another user's)",
      ],
      404: ['GET /api/workflows/:workflow (deleted)'],
      422: ['POST /api/workflows (invalid)'],
    }
    for (const [status, endpoints] of Object.entries(refusals)) {
      expect([status, statuses[status]]).toEqual([status, requestsOf(suite, ...endpoints)])
    }
    expect(Object.keys(statuses).filter((status) => Number(status) >= 500)).toEqual([])

    const { ledger, totals, leftOver } = await booksOf(url)
    const transfers = requestsOf(suite, 'POST /api/accounts/:username/transfer')
    expect(ledger).toMatchObject({ balanced: true, transfers, volume: transfers })
    expect(totals).toMatchObject({ submitted: requestsOf(suite, 'POST /api/workflows/:workflow/execute'), failed: 0 })
    expect(leftOver).toEqual({ 'perf-': 0, 'bulk-': 0, 'private-': 0 })
  })
})

describe('capacity', () => {
  test('concurrent executions: more than 1,000 run at once, and it is counted how often that was seen', async () => {
    const url = await start({ executionTime: ['8s'], executions: 2000 })
    const load = constantArrivals(500, 4000, 1000)
    const suite = await runAiAutomation({ url, plan: 'capacity', scenario: 'concurrent executions', load })
    expect(suite.run.errors).toEqual([])
    expect(requestsOf(suite, 'POST /api/workflows/:workflow/execute')).toBe(suite.run.load.iterationsStarted)
    expect(requestsOf(suite, 'while 1,000 executions run')).toBeGreaterThan(0)
    expect(verdictOf(suite)).toMatchObject({ 'while 1,000 executions run count >= 100': 'met' })
  })

  test('database: reports, searches and transactions, more of them than the pool has connections', async () => {
    const url = await start({ pool: 2 })
    const suite = await runAiAutomation({ url, plan: 'capacity', scenario: 'database', load: closedLoad(12, 40, 2000) })
    expect(suite.run.errors).toEqual([])
    expect([...countsByEndpoint(suite).keys()]).toEqual(
      expect.arrayContaining([
        'GET /api/reports/usage',
        'GET /api/reports/slow',
        'GET /api/search',
        'POST /api/workflows/bulk',
      ]),
    )
    await expectSameCounts(suite)
    expect((await booksOf(url)).leftOver).toEqual({ 'perf-': 0, 'bulk-': 0, 'private-': 0 })
  })
})

describe('what goes wrong is seen for what it is', () => {
  test('an endpoint that fails: those requests, as that status, and no other', async () => {
    const url = await start({ fail: ['GET /api/metrics=20%:503'] })
    const suite = await runAiAutomation({ url, load: closedLoad(13, 40, 2000) })
    const failed = target.counts().routes['GET /api/metrics']?.statuses['503'] ?? 0
    expect(failed).toBeGreaterThan(10)
    expect(suite.run.errors).toEqual([
      expect.objectContaining({ class: 'status', endpoint: 'GET /api/metrics', count: failed }),
    ])
    expect(countsByEndpoint(suite).get('GET /api/metrics')?.failed).toBe(failed)
    await expectSameCounts(suite)
  })

  test('a slow endpoint: as slow as it is, and over its target', async () => {
    const url = await start({ slow: ['/health=150ms'] })
    const suite = await runAiAutomation({ url, load: closedLoad(10, 40, 2000) })
    expect(suite.run.errors).toEqual([])
    for (const { endpoint, count, latency } of suite.run.series) {
      if (endpoint === 'GET /health' && count > 0) expect(latency.minUs).toBeGreaterThanOrEqual(150_000)
    }
    expect(verdictOf(suite)).toMatchObject({ '/health p95 < 100ms': 'overTarget' })
  })

  test('executions that fail are told by the check of their end', async () => {
    const url = await start({ failExecutions: '100%' })
    const suite = await runAiAutomation({ url, load: closedLoad(12, 40, 2000), users: { WorkflowUser: 1 } })
    const ended = countsByEndpoint(suite).get('GET /api/executions/:execution (ended)')
    expect(ended).toMatchObject({ ok: 0 })
    const classes = new Set(suite.run.errors.map((error) => `${error.class} ${error.endpoint}`))
    expect([...classes].toSorted()).toEqual(
      [
        'check GET /api/executions/:execution (ended)',
        'check GET /api/workflows/:workflow/runs-count',
        'check GET /api/executions',
      ].toSorted(),
    )
    expect(suite.run.errors.some(({ message }) => /\$\.status is "failed", expected "completed"/.test(message))).toBe(
      true,
    )
  })

  test('a wrong password in the environment: nobody gets in, and that is said', async () => {
    const url = await start({ password: 'another' })
    const suite = await runAiAutomation({ url, load: closedLoad(3, 40, 500) })
    expect(suite.run.load).toMatchObject({ usersFailed: 3, iterationsStarted: 0 })
    expect(countsByEndpoint(suite).get('POST /api/auth/login')).toEqual({ ok: 0, failed: 3 })
  })
})

describe('the numbers of the suite', () => {
  test('five scenarios, three kinds of users, and their limits', async () => {
    const { plan, problems } = await loadAiAutomation()
    expect([...problems, ...(await loadAiAutomation('capacity')).problems]).toEqual([])
    expect(plan.scenarios.map(({ name }) => name)).toEqual(['smoke', 'normal', 'peak', 'stress', 'spike'])
    expect(plan.users.map(({ name, weight }) => [name, weight])).toEqual([
      ['WorkflowUser', 10],
      ['AdminUser', 1],
      ['WebSocketUser', 2],
    ])
    for (const user of plan.users) {
      expect(user.wait).toEqual({ kind: 'uniform', minMs: 1000, maxMs: 3000 })
    }
    const minute = 60_000
    const suite = {
      smoke: closedLoad(10, 5, 2 * minute),
      normal: closedLoad(100, 10, 10 * minute),
      peak: closedLoad(500, 25, 15 * minute),
      stress: closedLoad(1000, 50, 20 * minute),
      spike: closedLoad(2000, 400, 5 * minute),
    }
    const own = {
      smoke: ['failures < 1%'],
      normal: ['failures < 1%', 'rate >= 50/s'],
      peak: ['failures < 5%', 'rate >= 200/s'],
      stress: ['failures < 15%'],
      spike: [],
    }
    const shared = [
      '/api/workflows target p95 < 500ms',
      '/api/workflows maximum p99 < 2s',
      '/api/executions target p95 < 1s',
      '/api/executions maximum p99 < 5s',
      '/api/metrics target p95 < 200ms',
      '/api/metrics maximum p99 < 1s',
      '/health target p95 < 100ms',
      '/health maximum p99 < 500ms',
      'all target p95 < 2s',
      'all maximum p99 < 5s',
    ]
    for (const [name, load] of Object.entries(suite)) {
      const scenario = scenarioNamed(plan, name)
      expect(scenario.load).toEqual(load)
      expect(scenario.users.map(({ weight }) => weight)).toEqual([10, 1, 2])
      const criteria = scenario.criteria.map(
        ({ subject, level, text }) => `${subject.kind === 'all' ? 'all' : subject.pattern} ${level} ${text}`,
      )
      expect(criteria).toEqual([...own[name as keyof typeof own].map((text) => `all maximum ${text}`), ...shared])
    }
  })

  test('the plan that docs/from-locust.md shows is one', () => {
    const text = readFileSync(new URL('../docs/from-locust.md', import.meta.url), 'utf8')
    const example = /```yaml\n(name: [\s\S]*?)```/.exec(text)?.[1] ?? ''
    expect(compile(example).users.map(({ name }) => name)).toEqual(['CustomUser'])
  })
})
