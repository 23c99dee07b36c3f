/**
 * Coordinated omission, against a closed form. A target that stalls for S in every T, asked on a schedule, keeps a request
 * that was due when y of the stall had passed waiting for S − y; so P(response time > x) = (S − x) / T for 0 < x < S, and the
 * percentile p is S − (1 − p) · T.
 */
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest'
import type { ServerResponse } from 'node:http'
import type { Histogram } from '../core/histogram/histogram.ts'
import { httpServer, type TestServer } from './testing/servers.ts'
import { runPlan, type PlanRun } from './testing/runPlan.ts'

const STALL_MS = 400
const PERIOD_MS = 2000

let server: TestServer
let held: ServerResponse[] | null
let timers: NodeJS.Timeout[]
beforeEach(async () => {
  held = null
  timers = []
  server = await httpServer((_request, response) => {
    if (held === null) response.end('{}')
    else held.push(response)
  })
  const stall = (): void => {
    held = []
    timers.push(
      setTimeout(() => {
        const waiting = held ?? []
        held = null
        for (const response of waiting) response.end('{}')
      }, STALL_MS),
    )
  }
  // Three whole stalls lie within six seconds.
  timers.push(
    setTimeout(() => {
      stall()
      timers.push(setInterval(stall, PERIOD_MS))
    }, PERIOD_MS / 3),
  )
})
afterEach(async () => {
  for (const timer of timers) clearTimeout(timer)
  await server.close()
})

interface Outcome {
  latency: Histogram
  service: Histogram
  run: PlanRun
}

/** 100 arrivals a second over three whole periods. */
async function run(connections: string): Promise<Outcome> {
  const result = await runPlan(`
name: stall
target: ${server.url}
settings: { connections: ${connections} }
users: { U: { tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: { arrivals: 100/s, for: 6s, maxUsers: 100 } } }
`)
  const { latency, service } = result.series.find(({ endpoint }) => endpoint === 'GET /a')!
  return { latency, service, run: result }
}

/**
 * A run in which the generator kept time. Where something else has the machine (its own health says so) nothing can be
 * measured to a few milliseconds: it is tried again, and then the test is skipped, as a run would not be trusted.
 */
async function punctualRun(context: TestContext, connections: string): Promise<Outcome> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const outcome = await run(connections)
    const lagMs = Math.max(
      ...outcome.run.seconds.map(({ health }) => Math.max(health.eventLoopDelayMs.max, health.scheduleLagMs?.max ?? 0)),
    )
    if (lagMs < TOLERANCE_MS) return outcome
  }
  return context.skip('this machine is too busy to measure milliseconds')
}

const closedFormMs = (p: number): number => Math.max(0, STALL_MS - (1 - p / 100) * PERIOD_MS)
/** What the closed form knows nothing of: the stall's own timers, connections, a machine that does other things as well. */
const TOLERANCE_MS = 25
const PERCENTILES = [85, 87.5, 90, 92.5, 95, 97.5, 99]

/** The median deviation, so that one late timer does not decide. */
function deviationMs(histogram: Histogram): number {
  const deviations = PERCENTILES.map((p) => Math.abs(histogram.percentileUs(p) / 1000 - closedFormMs(p)))
  return deviations.toSorted((a, b) => a - b)[Math.floor(PERCENTILES.length / 2)]!
}

describe('a stall of the target', () => {
  test('each user with its own connection: response time is the closed form', async (context) => {
    const { latency, run: result } = await punctualRun(context, 'perUser')
    expect(result.load).toMatchObject({ iterationsStarted: 600, iterationsCompleted: 600, dropped: 0 })
    expect(deviationMs(latency)).toBeLessThan(TOLERANCE_MS)
    expect(latency.percentileUs(50) / 1000).toBeLessThan(TOLERANCE_MS)
  })

  test('one connection for all: response time still is, service time alone would hide it', async (context) => {
    const { latency, service, run: result } = await punctualRun(context, '1')
    expect(result.load).toMatchObject({ iterationsStarted: 600, iterationsCompleted: 600, dropped: 0 })
    expect(latency.count).toBe(600)
    expect(deviationMs(latency)).toBeLessThan(TOLERANCE_MS)
    // Only the one request that was on its way when the stall began has a service time that shows it.
    expect(service.count).toBe(600)
    expect(service.percentileUs(95) / 1000).toBeLessThan(closedFormMs(95) / 4)
    expect(service.maxUs / 1000).toBeGreaterThan(STALL_MS / 2)
  })
})
