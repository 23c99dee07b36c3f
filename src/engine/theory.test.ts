/**
 * What is measured against what can be worked out on paper, through the real engine: a queue before one server under random arrivals
 * (M/D/1), and a target whose delays follow a known distribution. A machine that does other things as well can only make
 * response times longer; where it did (the engine's own health says so) the run is made again.
 */
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest'
import type { ServerResponse } from 'node:http'
import { ArrivalPositions } from '../core/load/arrivalPositions.ts'
import { meanWaitMs, waitDistribution, waitsMs } from '../core/load/testing/oneServer.ts'
import { RandomStream } from '../core/random.ts'
import { PreciseTimer } from './testing/preciseTimer.ts'
import { runPlan, type PlanRun } from './testing/runPlan.ts'
import { httpServer, type TestServer } from './testing/servers.ts'

/** What a request takes besides: two processes' worth of work in one, and a socket there and back. */
const OVERHEAD_MS = 3

let server: TestServer
let timer: PreciseTimer
let answer: (response: ServerResponse) => void
beforeEach(async () => {
  timer = new PreciseTimer()
  server = await httpServer((_request, response) => answer(response))
})
afterEach(async () => {
  timer.close()
  await server.close()
})

async function punctual(context: TestContext, text: () => string, seed: number): Promise<PlanRun> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const run = await runPlan(text(), { seed })
    // The last second is a remainder, and the first one has the compiler in it.
    const lateMs = run.seconds.slice(1, -1).map(({ health }) => health.eventLoopDelayMs.p99)
    if (Math.max(...lateMs) < 2 * OVERHEAD_MS) return run
  }
  return context.skip('this machine is too busy to measure milliseconds')
}

function percentileOf(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]!
}

describe('one server that takes the same time for each (M/D/1)', () => {
  const RATE_PER_S = 60
  const SECONDS = 8
  const SERVICE_MS = 10
  const UTILISATION = (RATE_PER_S * SERVICE_MS) / 1000

  /** When arrivals of a seed are due, by the schedule's own definition: a Poisson process in units of arrivals. */
  function scheduleMs(seed: number, untilMs: number): number[] {
    const positions = new ArrivalPositions('random', seed, 0, 1)
    const times: number[] = []
    for (; (positions.position * 1000) / RATE_PER_S < untilMs; positions.advance())
      times.push((positions.position * 1000) / RATE_PER_S)
    return times
  }

  test('the recursion is the theory, in the long run', () => {
    const waits = waitsMs(scheduleMs(11, 4_000_000), SERVICE_MS)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    // 240,000 arrivals; waits of neighbours are alike, so that these are worth some 30,000: a standard error of 0.6 %.
    expect(mean / meanWaitMs(UTILISATION, SERVICE_MS)).toBeCloseTo(1, 1)
    for (const t of [1, 5, 10, 20, 30]) {
      const share = waits.filter((wait) => wait <= t).length / waits.length
      expect(Math.abs(share - waitDistribution(UTILISATION, SERVICE_MS, t))).toBeLessThan(0.01)
    }
  })

  test('is measured as the recursion says for the very arrivals of the seed', { timeout: 60_000 }, async (context) => {
    let freeMs = 0
    answer = (response) => {
      freeMs = Math.max(performance.now(), freeMs) + SERVICE_MS
      timer.at(freeMs, () => response.end('{}'))
    }
    const seed = 4
    const run = await punctual(
      context,
      () => `
name: queue
target: ${server.url}
users: { U: { tasks: [ { name: t, steps: [ { get: /q } ] } ] } }
scenarios: { s: { load: { arrivals: ${RATE_PER_S}/s, spacing: random, for: ${SECONDS}s, maxUsers: 100 } } }
`,
      seed,
    )
    const dueMs = scheduleMs(seed, SECONDS * 1000)
    const expected = waitsMs(dueMs, SERVICE_MS)
      .map((wait) => wait + SERVICE_MS)
      .toSorted((a, b) => a - b)
    const { latency, count } = run.series.find(({ endpoint }) => endpoint === 'GET /q')!
    expect([count, run.load.dropped]).toEqual([dueMs.length, 0])
    for (const p of [1, 10, 25, 50, 75, 90, 95, 99]) {
      const apartMs = latency.percentileUs(p) / 1000 - percentileOf(expected, p)
      expect({ p, isShorter: apartMs < -0.5, isLonger: apartMs > OVERHEAD_MS }).toEqual({
        p,
        isShorter: false,
        isLonger: false,
      })
    }
    const meanMs = latency.meanUs / 1000 - expected.reduce((sum, ms) => sum + ms, 0) / expected.length
    expect(meanMs).toBeGreaterThan(-0.5)
    expect(meanMs).toBeLessThan(OVERHEAD_MS)
  })
})

describe('delays of a known distribution', () => {
  const USERS = 30
  const REQUESTS_AT_LEAST = 1500

  /** Quantile functions, ms. */
  test.for<[string, (u: number) => number]>([
    ['exponential, mean 30 ms', (u) => -30 * Math.log(1 - u)],
    ['uniform from 10 to 70 ms', (u) => 10 + 60 * u],
    ['a tenth of it ten times as slow', (u) => (u < 0.9 ? 10 + (10 * u) / 0.9 : 200 + 100 * ((u - 0.9) / 0.1))],
  ])('%s', { timeout: 60_000 }, async ([, quantileMs], context) => {
    const random = new RandomStream(5)
    answer = (response) => timer.at(performance.now() + quantileMs(random.nextFloat()), () => response.end('{}'))
    const run = await punctual(
      context,
      () => `
name: delays
target: ${server.url}
users: { U: { tasks: [ { name: t, steps: [ { get: /d } ] } ] } }
scenarios: { s: { load: { users: ${USERS}, spawnRate: 1000, for: 3s } } }
`,
      1,
    )
    const { latency, count } = run.series.find(({ endpoint }) => endpoint === 'GET /d')!
    expect(count).toBeGreaterThan(REQUESTS_AT_LEAST)
    for (const p of [5, 25, 50, 75, 89, 95, 99]) {
      // The rank of a quantile among n draws is binomial: four standard deviations to either side.
      const spread = 4 * Math.sqrt(((p / 100) * (1 - p / 100)) / count)
      const [low, high] = [p / 100 - spread, p / 100 + spread].map((u) => quantileMs(Math.min(Math.max(u, 0), 0.9999)))
      const measuredMs = latency.percentileUs(p) / 1000
      expect({ p, isShorter: measuredMs < low! - 0.5, isLonger: measuredMs > high! + OVERHEAD_MS }).toEqual({
        p,
        isShorter: false,
        isLonger: false,
      })
    }
  })
})
