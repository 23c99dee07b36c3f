/**
 * An engine that is stopped (SIGSTOP) while its load goes on: what was due meanwhile starts as soon as it is back, with its lateness
 * in the response time, or is dropped where no user is free. Nothing is left out: what started and what was dropped is the plan.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ToEngine } from '../contract/engineMessages.ts'
import { ArrivalPositions } from '../core/load/arrivalPositions.ts'
import { ArrivalCursor } from '../core/load/arrivalSchedule.ts'
import { constantArrivals } from '../core/load/loadShape.ts'
import { machineNowMs } from './clock.ts'
import { endEngine, startEngine, type EngineChild } from './testing/engineChild.ts'
import { addUp, compile, type PlanRun } from './testing/runPlan.ts'
import { httpServer, type ReceivedRequest, type TestServer } from './testing/servers.ts'

const STOPPED_MS = 2000
const SEED = 3

let server: TestServer & { received: ReceivedRequest[] }
let answersAfterMs: number
let engine: EngineChild
beforeEach(async () => {
  answersAfterMs = 0
  server = await httpServer((_request, response) => {
    if (answersAfterMs === 0) response.end('{}')
    else setTimeout(() => response.end('{}'), answersAfterMs)
  })
  engine = startEngine()
})
afterEach(async () => {
  endEngine(engine)
  await server.close()
})

function prepare(load: string, user = ''): ToEngine {
  const plan = compile(`
name: stopped
target: ${server.url}
users: { U: { ${user}tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: ${load}, gracefulStop: 20s } }
`)
  return { type: 'prepare', shard: { plan, scenario: 0, shard: 0, shards: 1, seed: SEED, maxEndpointNames: 500 } }
}

/** Stops the engine for two seconds, and resolves with how long it was stopped for certain. */
async function stopFor(ms: number): Promise<number> {
  engine.child.kill('SIGSTOP')
  const fromMs = machineNowMs()
  await sleep(ms)
  const stoppedMs = machineNowMs() - fromMs
  engine.child.kill('SIGCONT')
  return stoppedMs
}

/** Runs the load, with a stop that begins when the first second was told, `afterMs` later. */
async function runStopped(load: string, { user = '', afterMs = 0 } = {}): Promise<PlanRun & { stoppedMs: number }> {
  await engine.start(prepare(load, user))
  await engine.message('second')
  await sleep(afterMs)
  const stoppedMs = await stopFor(STOPPED_MS)
  await engine.message('done')
  return { ...addUp(engine.seconds()), stoppedMs }
}

function countFrom(run: PlanRun, ms: number): number {
  const { latency } = run.series.find(({ endpoint, outcome }) => endpoint === 'GET /a' && outcome === 'ok')!
  return latency.count - latency.countAtOrBelow(ms * 1000 - 1)
}

/** What was due when `y` of the stop had passed is late by the rest of it: at least so many take a second or longer. */
function lateAtLeast(ratePerS: number, stoppedMs: number): number {
  // A signal is not obeyed at once.
  const obeyedMs = 20
  return Math.floor((ratePerS * (stoppedMs - obeyedMs - 1000)) / 1000) - 1
}

describe('arrivals', () => {
  test('with users enough: each of them starts, and those of the stop are as late as they are', async () => {
    const run = await runStopped('{ arrivals: 200/s, for: 4s, maxUsers: 800 }')
    expect(run.load).toMatchObject({ iterationsStarted: 800, iterationsCompleted: 800, dropped: 0 })
    expect(server.received).toHaveLength(800)
    expect(countFrom(run, 1000)).toBeGreaterThanOrEqual(lateAtLeast(200, run.stoppedMs))
    // The schedule has not moved: the load ends when it should, and every second is told once.
    expect(run.seconds.map(({ t }) => t)).toEqual(run.seconds.map((_, t) => t))
    const lags = run.seconds.map(({ health }) => health.scheduleLagMs?.max ?? 0)
    expect(Math.max(...lags)).toBeGreaterThan(STOPPED_MS - 100)
  }, 60_000)

  test('with too few: what finds no free user is dropped, and counted', async () => {
    answersAfterMs = 50
    const run = await runStopped('{ arrivals: 200/s, for: 4s, maxUsers: 50 }')
    expect(run.load.iterationsStarted + run.load.dropped).toBe(800)
    expect(run.load.dropped).toBeGreaterThan(100)
    expect(server.received).toHaveLength(run.load.iterationsStarted)
    expect(run.series.reduce((sum, { count }) => sum + count, 0)).toBe(run.load.iterationsStarted)
  }, 60_000)

  test('at random: as many as the seed has planned', async () => {
    const shape = { ...constantArrivals(150, 4000, 1), spacing: 'random' as const }
    const cursor = new ArrivalCursor(shape, new ArrivalPositions('random', SEED, 0, 1))
    let planned = 0
    for (; cursor.peekMs() !== null; cursor.advance()) planned++
    const run = await runStopped('{ arrivals: 150/s, spacing: random, for: 4s, maxUsers: 800 }')
    expect(run.load).toMatchObject({ iterationsStarted: planned, iterationsCompleted: planned, dropped: 0 })
    expect(server.received).toHaveLength(planned)
  }, 60_000)

  test('over the end of the load: what was due before it still starts', async () => {
    const run = await runStopped('{ arrivals: 200/s, for: 2s, maxUsers: 800 }', { afterMs: 300 })
    expect(run.load).toMatchObject({ iterationsStarted: 400, iterationsCompleted: 400, dropped: 0 })
    expect(server.received).toHaveLength(400)
  }, 60_000)

  test('told to stop meanwhile: what was due before it was told still starts', async () => {
    await engine.start(prepare('{ arrivals: 200/s, for: 60s, maxUsers: 3000 }'))
    const { second } = await engine.message('second')
    engine.child.kill('SIGSTOP')
    const fromMs = machineNowMs()
    engine.post({ type: 'stop', graceful: true })
    await sleep(STOPPED_MS)
    const stoppedMs = machineNowMs() - fromMs
    engine.child.kill('SIGCONT')
    await engine.message('done')
    const run = addUp(engine.seconds())
    const dueAtLeast = second.load.iterationsStarted + Math.floor((200 * stoppedMs) / 1000) - 1
    expect(run.load.iterationsStarted + run.load.dropped).toBeGreaterThanOrEqual(dueAtLeast)
    expect(server.received).toHaveLength(run.load.iterationsStarted)
  }, 60_000)
})

describe('pacing', () => {
  // Slots of 200 ms from the first start on, which is less than 200 ms late: 31 of them lie before the end of each user.
  const LOAD = '{ users: 10, spawnRate: 1000000, for: 6199ms }'

  test('slots that passed in the stop are dropped, but the last of them, which starts late', async () => {
    const run = await runStopped(LOAD, { user: 'wait: { pacing: 200ms }, ' })
    expect(run.load.iterationsStarted + run.load.dropped).toBe(310)
    // Ten slots were missed; one is waited for, and one may be under way.
    expect(run.load.dropped).toBeGreaterThanOrEqual(10 * 7)
    expect(countFrom(run, 1000)).toBeGreaterThanOrEqual(10)
    expect(server.received).toHaveLength(run.load.iterationsStarted)
  }, 60_000)

  test('over the end of the load', async () => {
    const run = await runStopped('{ users: 10, spawnRate: 1000000, for: 2199ms }', {
      user: 'wait: { pacing: 200ms }, ',
      afterMs: 300,
    })
    expect(run.load.iterationsStarted + run.load.dropped).toBe(110)
    expect(server.received).toHaveLength(run.load.iterationsStarted)
  }, 60_000)

  test('of a target too slow for it: slots are dropped to the very end, also behind the last iteration', async () => {
    answersAfterMs = 730
    await engine.start(prepare(LOAD, 'wait: { pacing: 200ms }, '))
    await engine.message('done')
    const { load } = addUp(engine.seconds())
    expect(load.iterationsStarted + load.dropped).toBe(310)
    expect(load.iterationsStarted).toBeLessThan(100)
  }, 60_000)
})
