/** Loads that are changed while they run: the numbers of users follow, arrivals are made once each, and nothing is lost or counted twice. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { arrivalCount } from '../core/load/arrivalSchedule.ts'
import type { LoadShape, OpenLoad } from '../core/load/loadShape.ts'
import { steeredLoad, type LoadSteering } from '../core/load/steering.ts'
import { activeUsersAt } from '../core/load/userSchedule.ts'
import type { ShardRun } from './shardRun.ts'
import { compile, runPlan, type PlanRun } from './testing/runPlan.ts'

let server: Server
let url: string
let received: number
let answer: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  received = 0
  answer = (_request, response) => response.end('{}')
  server = createServer((request, response) => {
    received++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

type Steps = [atMs: number, action: LoadSteering][]

function plan(load: string, data = ''): string {
  return `
name: steering
target: ${url}
${data}
users:
  Three: { weight: 3, wait: 20ms, tasks: [ { name: t, steps: [ { get: ${data === '' ? '/a' : '"/a?n={{rows.username}}"'} } ] } ] }
  One: { weight: 1, wait: 20ms, tasks: [ { name: t, steps: [ { get: /b } ] } ] }
scenarios:
  s: { load: ${load}, gracefulStop: 5s }
`
}

function plannedLoad(text: string): LoadShape {
  return compile(text).scenarios[0]!.load
}

/** The load after each step, with the time from which it holds. */
function loads(text: string, steps: Steps): { fromMs: number; load: LoadShape }[] {
  return steps.map(([fromMs], index) => {
    const actions = steps.slice(0, index + 1).map(([atMs, action]) => ({ atMs, action }))
    return { fromMs, load: steeredLoad(plannedLoad(text), actions).shape }
  })
}

/** Tells all steps beforehand. */
function steer(text: string, steps: Steps): (shard: ShardRun) => void {
  return (shard) => {
    for (const { fromMs, load } of loads(text, steps)) shard.steer(load, fromMs)
  }
}

function usersPerSecond(runs: PlanRun[]): number[] {
  const seconds = Math.max(...runs.map((run) => run.seconds.length))
  return Array.from({ length: seconds }, (_, t) =>
    runs
      .flatMap((run) => run.seconds.filter((second) => second.t === t))
      .flatMap((second) => Object.values(second.load.users))
      .reduce((sum, users) => sum + users, 0),
  )
}

const add = (users: number): LoadSteering => ({ type: 'addUsers', users })

describe('users', () => {
  // Changes in the middle of seconds: a busy machine may be half a second late.
  const steps: Steps = [
    [500, add(8)],
    [1500, { type: 'setUsers', users: 3, perS: null }],
    [2500, { type: 'pause' }],
    [3500, { type: 'resume' }],
  ]

  test.each([1, 3])(
    'follow in %i shards, to the user at the end of every second, and all requests are counted',
    async (shards) => {
      const text = plan('{ users: 4, spawnRate: 1000, for: 5s }')
      const runs = await Promise.all(
        Array.from({ length: shards }, (_, shard) => runPlan(text, { shard, shards, started: steer(text, steps) })),
      )
      const shape = loads(text, steps).at(-1)!.load
      if (shape.model !== 'closed') throw new Error('It is a load of users')
      const planned = [1, 2, 3, 4].map((s) => activeUsersAt(shape, s * 1000 - 1))
      expect(planned).toEqual([12, 3, 0, 3])
      expect(usersPerSecond(runs).slice(0, 4)).toEqual(planned)
      const counted = runs.flatMap((run) => run.series).reduce((sum, { count }) => sum + count, 0)
      expect(counted).toBe(received)
      for (const { load } of runs) {
        expect(load.iterationsStarted).toBe(load.iterationsCompleted)
        expect([load.dropped, load.usersFailed]).toEqual([0, 0])
      }
    },
  )

  test('added ones go on with the mix of types', async () => {
    const text = plan('{ users: 4, spawnRate: 1000, for: 2s }')
    const run = await runPlan(text, { started: steer(text, [[300, add(36)]]) })
    expect(run.seconds[0]!.load.users).toEqual({ Three: 30, One: 10 })
  })

  test('a ramp that is lifted on its way up', async () => {
    const text = plan('{ stages: [ { to: 30, over: 3s } ] }')
    const run = await runPlan(text, { started: steer(text, [[1500, add(10)]]) })
    // At 2 s the line is at 20 + 10, and between two of its steps.
    expect(usersPerSecond([run])[1]).toBeGreaterThanOrEqual(29)
    expect(usersPerSecond([run])[1]).toBeLessThanOrEqual(30)
  })

  test('one that has ended by itself is not brought back by a change of others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadwright-steering-'))
    try {
      writeFileSync(join(folder, 'rows.csv'), 'username\n1\n')
      const text = plan(
        '{ users: 4, spawnRate: 1000, for: 2s }',
        'data: { rows: { file: rows.csv, pick: unique, atEnd: stop } }',
      )
        .replace('  One: { weight: 1', '  One: { weight: 0.000001')
        .replace(/\n {2}One:.*/, '')
      const run = await runPlan(text, {
        files: { 'rows.csv': join(folder, 'rows.csv') },
        started: steer(text, [
          [500, add(2)],
          [1000, add(-1)],
        ]),
      })
      // One row: three of four users have none, and both that are added.
      expect(run.load.usersFailed).toBe(3 + 2)
      expect(usersPerSecond([run])[0]).toBe(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('told too late, a change holds as soon as it can', async () => {
    const text = plan('{ users: 4, spawnRate: 1000, for: 4s }')
    let shard: ShardRun | null = null
    const run = await runPlan(text, {
      started: (started) => (shard = started),
      onSecond: ({ t }) => {
        if (t === 0)
          for (const { fromMs, load } of loads(text, [
            [200, add(4)],
            [600, add(-6)],
          ]))
            shard!.steer(load, fromMs)
      },
    })
    expect(usersPerSecond([run])[1]).toBe(2)
    expect(run.series.reduce((sum, { count }) => sum + count, 0)).toBe(received)
  })
})

describe('arrivals', () => {
  const pause: Steps = [
    [1000, { type: 'pause' }],
    [2000, { type: 'resume' }],
  ]

  test.each([1, 2])('a pause in %i shards: what it left out is neither made nor dropped', async (shards) => {
    const text = plan('{ arrivals: 100/s, for: 3s, maxUsers: 100 }')
    const runs = await Promise.all(
      Array.from({ length: shards }, (_, shard) => runPlan(text, { shard, shards, started: steer(text, pause) })),
    )
    const started = runs.map(({ load }) => load.iterationsStarted).reduce((sum, count) => sum + count, 0)
    expect(arrivalCount(loads(text, pause)[1]!.load as OpenLoad)).toBe(200)
    expect(started).toBe(200)
    expect(received).toBe(200)
    expect(runs.map(({ load }) => load.dropped)).toEqual(runs.map(() => 0))
    // What was due before the pause may be late; what is due in it does not exist.
    const inPause = runs.flatMap(({ seconds }) => seconds.filter(({ t }) => t === 1))
    expect(inPause.reduce((sum, { load }) => sum + load.iterationsStarted, 0)).toBeLessThan(50)
  })

  test('a rate that is changed', async () => {
    const text = plan('{ arrivals: 100/s, for: 2s, maxUsers: 100 }')
    const run = await runPlan(text, { started: steer(text, [[1000, { type: 'setRate', perS: 250 }]]) })
    expect([run.load.iterationsStarted, received, run.load.dropped]).toEqual([350, 350, 0])
  })

  test('a pause that is told too late costs no arrival and makes none twice', async () => {
    const text = plan('{ arrivals: 100/s, for: 4s, maxUsers: 100 }')
    let shard: ShardRun | null = null
    const run = await runPlan(text, {
      started: (started) => (shard = started),
      onSecond: ({ t }) => {
        if (t !== 0) return
        for (const { fromMs, load } of loads(text, [
          [500, { type: 'pause' }],
          [2000, { type: 'resume' }],
        ]))
          shard!.steer(load, fromMs)
      },
    })
    expect([run.load.iterationsStarted, received, run.load.dropped]).toEqual([250, 250, 0])
  })

  test('fewer users carry them: those that are too many go when they have worked', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('{}'), 200)
    const text = plan('{ arrivals: 50/s, for: 3s, maxUsers: 50 }')
    const run = await runPlan(text, { started: steer(text, [[1000, { type: 'setUsers', users: 2, perS: null }]]) })
    expect(usersPerSecond([run])[1]).toBe(2)
    expect(run.load.dropped).toBeGreaterThan(0)
    expect(run.load.iterationsStarted + run.load.dropped).toBe(150)
    expect(run.load.iterationsStarted).toBe(received)
  })
})

describe('stopping', () => {
  test.each([true, false])('a paused run ends at once (graceful: %s)', async (graceful) => {
    for (const load of ['{ users: 4, spawnRate: 1000, for: 60s }', '{ arrivals: 100/s, for: 60s, maxUsers: 100 }']) {
      const text = plan(load)
      let shard: ShardRun | null = null
      const run = await runPlan(text, {
        started: (started) => {
          shard = started
          steer(text, [[300, { type: 'pause' }]])(started)
        },
        onSecond: ({ t }) => {
          if (t === 0) shard!.stop(graceful)
        },
      })
      expect(run.load.iterationsInterrupted).toBe(0)
      expect(run.seconds.length).toBeLessThan(60)
    }
    expect(received).toBeGreaterThan(0)
  })

  test('nothing is steered any more', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('{}'), 500)
    const text = plan('{ users: 4, spawnRate: 1000, for: 60s }')
    const run = await runPlan(text, {
      started: (shard) => {
        server.once('request', () => {
          shard.stop(true)
          for (const { load } of loads(text, [[100, add(50)]])) shard.steer(load, 100)
        })
      },
    })
    expect(received).toBeLessThanOrEqual(4)
    expect(run.load.iterationsStarted).toBe(received)
  })
})
