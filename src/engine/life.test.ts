/** How users come and go: numbers over time, set-up and farewell, data, and who is cut off. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { activeUsersAt } from '../core/load/userSchedule.ts'
import type { ClosedLoad } from '../core/load/loadShape.ts'
import { httpServer, type ReceivedRequest, type TestServer } from './testing/servers.ts'
import { compile, runPlan, type PlanRun, type RunPlanOptions } from './testing/runPlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'life-'))
afterAll(() => rmSync(folder, { recursive: true }))

let server: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
beforeEach(async () => {
  answer = (_request, response) => response.end('{}')
  server = await httpServer((request, response) => answer(request, response))
})
afterEach(() => server.close())

function plan(user: string, load: string, more = ''): string {
  return `
name: life
target: ${server.url}
${more}
users:
  U:
    headers: { x-user: "{{$user}}", x-iteration: "{{$iteration}}" }
    ${user.trim().replaceAll('\n', '\n    ')}
scenarios: { s: ${load} }
`
}

function paths(): string[] {
  return server.received.map(({ url }) => url)
}

function count(path: string): number {
  return server.received.filter(({ url }) => url === path).length
}

describe('the number of users is that of the shape', () => {
  test.each([
    ['a spawn ramp', '{ users: 40, spawnRate: 20, for: 2500ms }'],
    [
      'stages',
      '{ stages: [ { to: 30, over: 1500ms }, { for: 500ms }, { to: 5, over: 1500ms }, { for: 600ms }, { to: 20, for: 1400ms } ] }',
    ],
  ])('%s', async (_, load) => {
    const text = plan('wait: 20ms\ntasks: [ { name: t, steps: [ { get: /a } ] } ]', `{ load: ${load} }`)
    const shape = compile(text).scenarios[0]!.load as ClosedLoad
    const run = await runPlan(text)
    for (const { t, load: counts } of run.seconds.slice(0, -1)) {
      // A second is closed a little late, and a user that stops ends its iteration first.
      const planned = [0, 50, 100, 150, 200].map((lateMs) => activeUsersAt(shape, (t + 1) * 1000 + lateMs))
      expect(counts.users.U).toBeGreaterThanOrEqual(Math.min(...planned) - 1)
      expect(counts.users.U).toBeLessThanOrEqual(Math.max(...planned) + 2)
    }
    expect(run.load.iterationsStarted).toBe(run.load.iterationsCompleted)
  })

  test('the last to start are the first to stop, and begin again as new users', async () => {
    await runPlan(
      plan(
        'wait: 10ms\nonStart: [ { get: /start } ]\nonStop: [ { get: /stop } ]\ntasks: [ { name: t, steps: [ { get: /a } ] } ]',
        '{ load: { stages: [ { to: 4, for: 300ms }, { to: 2, for: 300ms }, { to: 4, for: 300ms } ] } }',
      ),
    )
    const users = (path: string): string[] =>
      server.received.filter(({ url }) => url === path).map(({ headers }) => String(headers['x-user']))
    expect(users('/start').slice(0, 4)).toEqual(['0', '1', '2', '3'])
    expect(users('/start').slice(4).toSorted()).toEqual(['2', '3'])
    expect(users('/stop').slice(0, 2).toSorted()).toEqual(['2', '3'])
    expect(users('/stop').slice(2).toSorted()).toEqual(['0', '1', '2', '3'])
    const again = server.received.filter(({ headers, url }) => url === '/a' && headers['x-user'] === '3')
    expect(again.filter(({ headers }) => headers['x-iteration'] === '0')).toHaveLength(2)
    // A user that begins again opens its own connection.
    expect(new Set(again.map(({ connection }) => connection)).size).toBe(2)
  })

  test('the last second of the load has those who stayed to its end', async () => {
    const run = await runPlan(
      plan(
        'wait: 60s\ntasks: [ { name: t, steps: [ { get: /a } ] } ]',
        '{ load: { users: 5, spawnRate: 1000, for: 1s } }',
      ),
    )
    expect(run.seconds.map(({ load }) => load.users)).toEqual([{ U: 5 }, { U: 0 }])
  })
})

describe('set-up and farewell', () => {
  test('a user whose onStart cannot be completed ends; the others go on', async () => {
    answer = ({ url, headers }, response) =>
      response.end(url === '/login' && headers['x-user'] === '1' ? '{}' : '{"token":"t"}')
    const run = await runPlan(
      plan(
        'wait: 10ms\nonStart: [ { get: /login, extract: { token: $.token } } ]\nonStop: [ { get: /stop } ]\ntasks: [ { name: t, steps: [ { get: "/a/{{token}}" } ] } ]',
        '{ load: { users: 3, spawnRate: 1000, for: 200ms } }',
      ),
    )
    expect(run.load.usersFailed).toBe(1)
    expect(run.errors).toMatchObject([
      { class: 'extract', endpoint: 'GET /login', count: 1 },
      { class: 'setup', endpoint: 'user U', message: 'U ended: onStart could not be completed', count: 1 },
    ])
    expect(
      new Set(server.received.filter(({ url }) => url === '/a/t').map(({ headers }) => headers['x-user'])),
    ).toEqual(new Set(['0', '2']))
    expect(count('/stop')).toBe(2)
    expect(run.seconds.at(-1)!.load.users).toEqual({ U: 0 })
  })

  test('when no user is left the run ends', async () => {
    const run = await runPlan(
      plan(
        'onStart: [ { get: /login, extract: { token: $.token } } ]\ntasks: [ { name: t, steps: [ { get: /never } ] } ]',
        '{ load: { users: 2, spawnRate: 1000, for: 60s } }',
      ),
    )
    expect(run.load.usersFailed).toBe(2)
    expect(paths()).toEqual(['/login', '/login'])
  })

  const FAREWELL =
    'onStop: [ { get: /stop/1 }, { get: /stop/2 } ]\nwait: 5ms\ntasks: [ { name: t, steps: [ { get: /a }, { get: /b } ] } ]'

  test('onStop runs after a graceful end, behind the whole iteration', async () => {
    answer = (_request, response) => setTimeout(() => response.end('{}'), 15)
    const run = await runPlan(plan(FAREWELL, '{ load: { users: 5, spawnRate: 1000, for: 60s } }'), {
      started: (shard) => setTimeout(() => shard.stop(true), 200),
    })
    expect([count('/stop/1'), count('/stop/2')]).toEqual([5, 5])
    expect(count('/a')).toBe(count('/b'))
    expect(run.load.iterationsInterrupted).toBe(0)
  })

  test('but not when users are cut off, and what was on its way is interrupted', async () => {
    answer = ({ url }, response) => void (url === '/b' || response.end('{}'))
    const run = await runPlan(plan(FAREWELL, '{ load: { users: 5, spawnRate: 1000, for: 60s } }'), {
      started: (shard) => setTimeout(() => shard.stop(false), 200),
    })
    expect(paths().filter((path) => path.startsWith('/stop'))).toEqual([])
    expect(run.load).toMatchObject({ iterationsStarted: 5, iterationsCompleted: 0, iterationsInterrupted: 5 })
    expect(run.errors).toMatchObject([{ class: 'interrupted', count: 5 }])
    expect(run.seconds.at(-1)!.load.inFlight).toBe(0)
  })

  test('what does not end within gracefulStop is cut off', async () => {
    answer = ({ url }, response) => void (url === '/b' || response.end('{}'))
    const run = await runPlan(
      plan(FAREWELL, '{ load: { users: 3, spawnRate: 1000, for: 100ms }, gracefulStop: 150ms }'),
    )
    expect(run.load.iterationsInterrupted).toBe(3)
    expect(paths().filter((path) => path.startsWith('/stop'))).toEqual([])
  })

  test.each([true, false])('stopped before it has begun (graceful: %s)', async (graceful) => {
    const run = await runPlan(plan(FAREWELL, '{ load: { users: 3, spawnRate: 1000, for: 60s } }'), {
      startsInMs: 60_000,
      started: (shard) => shard.stop(graceful),
    })
    expect(server.received).toEqual([])
    expect(run.load.iterationsStarted).toBe(0)
    expect(run.seconds).toHaveLength(1)
  })
})

describe('arrivals', () => {
  test('whose users never get ready are dropped: planned = started + dropped', async () => {
    answer = ({ url }, response) => void (url === '/login' || response.end('{}'))
    const run = await runPlan(
      plan(
        'onStart: [ { get: /login, extract: { token: $.token } } ]\ntasks: [ { name: t, steps: [ { get: /a } ] } ]',
        '{ load: { arrivals: 50/s, for: 200ms, maxUsers: 20 }, gracefulStop: 100ms }',
      ),
    )
    expect(run.load).toMatchObject({ iterationsStarted: 0, dropped: 10 })
  })

  test('take an idle user before a new one', async () => {
    const run = await runPlan(
      plan('tasks: [ { name: t, steps: [ { get: /a } ] } ]', '{ load: { arrivals: 50/s, for: 500ms, maxUsers: 20 } }'),
    )
    expect(run.load).toMatchObject({ iterationsStarted: 25, dropped: 0 })
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBeLessThan(5)
  })
})

describe('data', () => {
  const rows = (n: number): string =>
    `username,password\n${Array.from({ length: n }, (_, i) => `u${i},p${i}`).join('\n')}\n`
  const user = 'wait: 5ms\ntasks: [ { name: t, steps: [ { get: "/{{accounts.username}}/{{accounts.password}}" } ] } ]'

  function withData(data: string, n: number, load: string, options: RunPlanOptions = {}): Promise<PlanRun> {
    writeFileSync(join(folder, 'accounts.csv'), rows(n))
    return runPlan(plan(user, load, `data: { accounts: ${data} }`), {
      files: { 'accounts.csv': join(folder, 'accounts.csv') },
      ...options,
    })
  }
  const byUser = (): Map<string, Set<string>> => {
    const map = new Map<string, Set<string>>()
    for (const { url, headers } of server.received) {
      const key = String(headers['x-user'])
      map.set(key, (map.get(key) ?? new Set()).add(url))
    }
    return map
  }

  test('unique: one row a user, kept', async () => {
    await withData('{ file: accounts.csv, pick: unique }', 10, '{ load: { users: 4, spawnRate: 1000, for: 150ms } }')
    expect(byUser()).toEqual(new Map([0, 1, 2, 3].map((i) => [String(i), new Set([`/u${i}/p${i}`])])))
  })

  test('unique, run out: the users without a row end, the others go on', async () => {
    const run = await withData(
      '{ file: accounts.csv, pick: unique, atEnd: stop }',
      2,
      '{ load: { users: 5, spawnRate: 1000, for: 150ms } }',
    )
    expect([...byUser().keys()].toSorted()).toEqual(['0', '1'])
    expect(run.load.usersFailed).toBe(3)
    expect(run.errors).toMatchObject([
      { class: 'setup', message: 'U ended: the rows of a data file have run out', count: 3 },
    ])
  })

  test('sequential: in the order of the file, over all users, and again from the start', async () => {
    await withData('{ file: accounts.csv }', 3, '{ load: { arrivals: 50/s, for: 200ms, maxUsers: 1 } }')
    const order = paths().map((path) => Number(path.slice(2, 3)))
    expect(order.length).toBeGreaterThan(4)
    order.forEach((row, i) => expect(row).toBe(i % 3))
  })

  test('sequential, run out: arrivals that find no row are dropped, none is lost', async () => {
    const run = await withData(
      '{ file: accounts.csv, atEnd: stop }',
      6,
      '{ load: { arrivals: 50/s, for: 200ms, maxUsers: 1 } }',
    )
    expect(paths()).toEqual([0, 1, 2, 3, 4, 5].map((i) => `/u${i}/p${i}`))
    expect(run.load).toMatchObject({ iterationsStarted: 6, dropped: 4 })
    expect(run.load.usersFailed).toBeGreaterThan(0)
  })

  test('random: any, the same for the same seed', async () => {
    const draw = async (seed: number): Promise<string[]> => {
      server.received.length = 0
      await withData(
        '{ file: accounts.csv, pick: random }',
        50,
        '{ load: { arrivals: 100/s, for: 200ms, maxUsers: 1 } }',
        {
          seed,
        },
      )
      return paths().slice(0, 5)
    }
    const [first, again, different] = [await draw(1), await draw(1), await draw(2)]
    expect(again).toEqual(first)
    expect(different).not.toEqual(first)
  })
})
