/** Think times and pacing: seen from the server's clock, against the distributions they claim. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { httpServer, onePass, type TestServer } from './testing/servers.ts'
import { runPlan } from './testing/runPlan.ts'

interface Arrival {
  url: string
  user: string
  atMs: number
}
let server: TestServer
let arrivals: Arrival[]
let answer: (url: string, response: ServerResponse) => void
beforeEach(async () => {
  arrivals = []
  answer = (_url, response) => response.end('{}')
  server = await httpServer(({ url, headers }, response) => {
    arrivals.push({ url, user: String(headers['x-user']), atMs: performance.now() })
    answer(url, response)
  })
})
afterEach(() => server.close())

/** Times between one user's requests, ms. */
function gaps(): number[] {
  const last = new Map<string, number>()
  return arrivals.flatMap(({ user, atMs }) => {
    const before = last.get(user)
    last.set(user, atMs)
    return before === undefined ? [] : [atMs - before]
  })
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function users(count: number, wait: string, forMs: number, more = ''): string {
  return `
name: waits
target: ${server.url}
users: { U: { wait: ${wait}, headers: { x-user: "{{$user}}" }, tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
${more}
scenarios: { s: { load: { users: ${count}, spawnRate: 1000, for: ${forMs}ms } } }
`
}

/** A wait is never shorter than it says; timers and a loaded machine only make it longer. */
const LATE_MS = 25

// Again where the machine was too busy to keep any time.
describe('between tasks', { retry: 2 }, () => {
  test('fixed', async () => {
    await runPlan(users(5, '60ms', 1000))
    const all = gaps()
    expect(all.length).toBeGreaterThan(20)
    for (const gap of all) expect(gap).toBeGreaterThan(59)
    expect(mean(all)).toBeLessThan(60 + LATE_MS)
  })

  test('uniform', async () => {
    await runPlan(users(20, '20ms..80ms', 2000))
    const all = gaps()
    expect(all.length).toBeGreaterThan(150)
    // Standard error of the mean of n draws: (80 − 20) / √12 / √n; the bound is four of them.
    const bound = (4 * 60) / Math.sqrt(12 * all.length)
    expect(Math.min(...all)).toBeGreaterThan(19)
    expect(mean(all)).toBeGreaterThan(50 - bound)
    expect(mean(all)).toBeLessThan(50 + bound + LATE_MS)
    // A quarter of the draws lies below the first quarter of the range, but for lateness none may be added there.
    const low = all.filter((gap) => gap < 35).length / all.length
    expect(low).toBeLessThan(0.25 + 4 * Math.sqrt((0.25 * 0.75) / all.length))
  })

  test('exponential', async () => {
    await runPlan(users(20, '{ mean: 40ms }', 2000))
    const all = gaps()
    expect(all.length).toBeGreaterThan(150)
    // Draws that would end after the run are not seen: the bound below is for what is seen, two percent are lost at most.
    const bound = (4 * 40) / Math.sqrt(all.length)
    expect(mean(all)).toBeGreaterThan(38 - bound)
    expect(mean(all)).toBeLessThan(40 + bound + LATE_MS)
    // P(wait > mean) = 1/e.
    const long = all.filter((gap) => gap > 40).length / all.length
    expect(long).toBeGreaterThan(Math.exp(-1) - 4 * Math.sqrt(0.2325 / all.length))
  })

  test('of a user are the same again for the same seed', async () => {
    const draws = async (seed: number): Promise<number[]> => {
      arrivals = []
      await runPlan(users(1, '10ms..200ms', 1000), { seed })
      return gaps()
    }
    const [first, again, different] = [await draws(1), await draws(1), await draws(2)]
    const common = Math.min(first.length, again.length, different.length, 5)
    const differences = (other: number[]): number =>
      mean(first.slice(0, common).map((gap, i) => Math.abs(gap - other[i]!)))
    expect(differences(again)).toBeLessThan(LATE_MS)
    expect(differences(different)).toBeGreaterThan(differences(again))
  })
})

test('as a step', { retry: 2 }, async () => {
  await runPlan(
    onePass(server.url, '- get: /a\n- wait: 50ms\n- get: /b\n- wait: 20ms..30ms\n- get: /c\n- wait: 0ms\n- get: /d'),
  )
  const all = gaps()
  expect(all[0]).toBeGreaterThan(49)
  expect(all[1]).toBeGreaterThan(19)
  expect(all[0]! + all[1]! + all[2]!).toBeLessThan(80 + 4 * LATE_MS)
})

describe('pacing', { retry: 2 }, () => {
  test('starts lie on one grid, whatever the tasks take', async () => {
    answer = (_url, response) => setTimeout(() => response.end(), 5 + (arrivals.length % 3) * 10)
    const run = await runPlan(users(1, '{ pacing: 100ms }', 1550))
    expect(arrivals).toHaveLength(16)
    // From the first start: lateness does not add up.
    const offGrid = arrivals.map(({ atMs }, i) => atMs - arrivals[0]!.atMs - i * 100)
    const median = offGrid.map(Math.abs).toSorted((a, b) => a - b)[8]!
    expect(median).toBeLessThan(LATE_MS)
    // Were each start counted from the one before, 16 requests of up to 25 ms would have moved the last by their sum.
    expect(Math.abs(offGrid.at(-1)!)).toBeLessThan(100)
    expect(run.load.dropped).toBe(0)
  })

  test('an overrun drops slots and says so; what is late counts from when it was due', async () => {
    answer = (_url, response) => setTimeout(() => response.end(), arrivals.length === 1 ? 350 : 1)
    const run = await runPlan(users(1, '{ pacing: 100ms }', 950))
    // Slots at 0 (busy until 350), 100 and 200 dropped, 300 (late by 50), 400 … 900.
    expect(run.load.dropped).toBe(2)
    expect(run.load.iterationsStarted + run.load.dropped).toBe(10)
    const { latency, service } = run.series[0]!
    expect(latency.maxUs).toBeGreaterThan(349_000)
    const exemplars = run.exemplars.toSorted((a, b) => a.startMs - b.startMs)
    const late = exemplars.find(({ startMs }) => startMs > 250 && startMs < 350)!
    expect(late.latencyUs - late.serviceUs).toBeGreaterThan(40_000)
    expect(service.maxUs).toBeGreaterThan(349_000)
  })
})
