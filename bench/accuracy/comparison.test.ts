import { describe, expect, test } from 'vitest'
import type { CountsSnapshot } from '../../src/target/http/requestCounts.ts'
import type { ClientEndpoint, ClientResult } from './clients.ts'
import { compareEndpoints, deviationLimit, overlap } from './comparison.ts'
import { disagreements, servedP50Ms } from './platform.ts'

function endpoint(name: string, count: number, p50Ms = 1): ClientEndpoint {
  return { name, count, failures: 0, meanMs: p50Ms, p50Ms, p95Ms: 2 * p50Ms }
}

function result(...endpoints: ClientEndpoint[]): ClientResult {
  return { loadSeconds: 60, endpoints }
}

describe('counts', () => {
  const expected = new Map([
    ['GET /a', { mean: 100, variance: 25 }],
    ['POST /in', { mean: 10, variance: 0 }],
  ])

  test('are measured in standard deviations over all rounds', () => {
    const rounds = [
      {
        ours: result(endpoint('GET /a', 105), endpoint('POST /in', 10)),
        theirs: result(endpoint('GET /a', 90), endpoint('POST /in', 10)),
      },
      {
        ours: result(endpoint('GET /a', 105), endpoint('POST /in', 10)),
        theirs: result(endpoint('GET /a', 90), endpoint('POST /in', 9)),
      },
    ]
    const [a, login] = compareEndpoints(rounds, [expected, expected], [expected, expected], () => true)
    // Two rounds: variance 50.
    expect(a).toMatchObject({ expected: 200, ours: { count: 210 }, theirs: { count: 180 } })
    expect(a!.ours.offExpected).toBeCloseTo(10 / Math.sqrt(50), 12)
    expect(a!.theirs.offExpected).toBeCloseTo(-20 / Math.sqrt(50), 12)
    expect(a!.apart).toBeCloseTo(30 / 10, 12)
    // What chance has no part in may not differ at all.
    expect([login!.ours.offExpected, login!.theirs.offExpected, login!.apart]).toEqual([0, -Infinity, Infinity])
  })

  test('that are missing count as none', () => {
    const [a] = compareEndpoints(
      [{ ours: result(), theirs: result(endpoint('GET /a', 100)) }],
      [expected],
      [expected],
      () => true,
    )
    expect(a!.ours).toMatchObject({ count: 0, offExpected: -20 })
    expect(a!.p50DifferenceMs).toBeNull()
  })
})

test('what the target took itself is no difference of the clients', () => {
  const expected = [new Map([['GET /a', { mean: 1, variance: 1 }]])]
  const served = (p50Ms: number, servedP50: number) => ({ ...endpoint('GET /a', 1, p50Ms), servedP50Ms: servedP50 })
  const [a] = compareEndpoints(
    [{ ours: result(served(1.25, 1)), theirs: result(served(3.5, 1.75)) }],
    expected,
    expected,
    () => true,
  )
  expect(a!.p50DifferenceMs!.value).toBe(1.5)
  expect([a!.ours.servedP50Ms, a!.theirs.servedP50Ms]).toEqual([1, 1.75])
})

test("the target's own times are found by route, what is refused apart from the rest", () => {
  const times = { 'PATCH /api/workflows/:id 200': 3, 'PATCH /api/workflows/:id 409': 1, 'GET /api/workflows 200': 2 }
  expect(servedP50Ms('PATCH /api/workflows/:workflow', times)).toBe(3)
  expect(servedP50Ms('PATCH /api/workflows/:workflow (stale version)', times)).toBe(1)
  expect(servedP50Ms('GET /api/workflows', times)).toBe(2)
  expect(servedP50Ms('GET /api/workflows/:workflow', times)).toBeNull()
})

test('p50s are compared round by round, where they are to be compared', () => {
  const expected = new Map([['GET /a', { mean: 1, variance: 1 }]])
  const rounds = [1, 5, 2].map((slow) => ({
    ours: result(endpoint('GET /a', 1, slow)),
    theirs: result(endpoint('GET /a', 1, slow + 0.5)),
  }))
  const maps = rounds.map(() => expected)
  expect(compareEndpoints(rounds, maps, maps, () => true)[0]!.p50DifferenceMs).toMatchObject({
    value: 0.5,
    low: 0.5,
    high: 0.5,
  })
  expect(compareEndpoints(rounds, maps, maps, () => false)[0]!.p50DifferenceMs).toBeNull()
})

// Quantiles of the normal distribution from tables: 1.96, 2.5758, 3.2905.
test.each([
  [1, 0.05, 1.959964],
  [1, 0.01, 2.575829],
  [10, 0.01, 3.290527],
])('of %i comparisons with %d false alarms: %d standard deviations', (comparisons, falseAlarms, limit) => {
  expect(deviationLimit(comparisons, falseAlarms)).toBeCloseTo(limit, 4)
})

test('intervals that touch have something in common', () => {
  expect(overlap({ low: 1, high: 2 }, { low: 2, high: 3 })).toBe(true)
  expect(overlap({ low: 1, high: 2 }, { low: 2.1, high: 3 })).toBe(false)
  expect(overlap({ low: 0, high: 9 }, { low: 2, high: 3 })).toBe(true)
})

describe("the server's ledger", () => {
  const counts = (received: number, finished = received): CountsSnapshot => ({
    since: '2026-11-23T00:00:00.000Z',
    total: { received, finished, aborted: received - finished, statuses: {} },
    routes: { 'GET /api/workflows/:id': { received, finished, aborted: received - finished, statuses: {} } },
    malformed: 0,
    webSockets: { accepted: 0, rejected: {}, closed: 0, messagesReceived: 0, messagesSent: 0 },
  })

  test('has the sum of all names of a route', () => {
    const client = result(
      endpoint('GET /api/workflows/:workflow', 7),
      endpoint('GET /api/workflows/:workflow (deleted)', 3),
    )
    expect(disagreements(client, counts(10))).toEqual([])
  })

  test('says where it differs, and what was cut off', () => {
    expect(
      disagreements(result(endpoint('GET /api/workflows/:x', 9), endpoint('GET /health', 1)), counts(10, 9)),
    ).toEqual([
      'GET /api/workflows/:x: 9 by the client, 10 by the server',
      'GET /health: 1 by the client, 0 by the server',
      '10 requests received, 9 answered, 1 cut off',
    ])
  })
})
