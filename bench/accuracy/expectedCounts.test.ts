/** The arithmetic of what is expected, against users who are played out one by one with an independent generator. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/engine/testing/runPlan.ts'
import { expectedCounts } from './expectedCounts.ts'
import { accuracyPlan } from './study.ts'

let state = 7
/** Mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

const PLAN = `
name: two tasks
target: http://127.0.0.1:1
flows:
  twice: [{ repeat: 2, steps: [{ get: /b }] }]
users:
  User:
    wait: 1s..3s
    onStart: [{ post: /in }]
    onStop: [{ post: /out }]
    tasks:
      - { name: short, weight: 3, steps: [{ get: /a }] }
      - { name: long, weight: 1, steps: [{ get: /a }, { wait: 2s..6s }, { flow: twice }] }
scenarios: { s: { load: { users: 1, for: 1m } } }
`
const IN_MS = 500
const REQUEST_MS = 100

/** One user of PLAN for a minute, played as a tool plays it. */
function play(): { a: number; b: number } {
  const counts = { a: 0, b: 0 }
  let now = IN_MS
  while (now <= 60_000) {
    counts.a++
    now += REQUEST_MS
    if (random() < 0.25) {
      now += 2000 + 4000 * random() + 2 * REQUEST_MS
      counts.b += 2
    }
    now += 1000 + 2000 * random()
  }
  return counts
}

test('mean and variance of counts are those of users played out', () => {
  const plan = compile(PLAN)
  const expected = expectedCounts({
    plan,
    users: [1],
    seconds: 60,
    requestMs: (endpoint) => (endpoint === 'POST /in' ? IN_MS : REQUEST_MS),
  })
  expect(expected.get('POST /in')).toEqual({ mean: 1, variance: 0 })
  expect(expected.get('POST /out')).toEqual({ mean: 1, variance: 0 })
  const users = 40_000
  const played = Array.from({ length: users }, play)
  for (const name of ['a', 'b'] as const) {
    const counts = played.map((user) => user[name])
    const mean = counts.reduce((sum, count) => sum + count, 0) / users
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (users - 1)
    const theory = expected.get(`GET /${name}`)!
    // The mean is exact but for a term that dies out: four standard errors. The variance is asymptotic, its next term a few percent.
    expect(Math.abs(theory.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / users))
    expect(theory.variance / variance).toBeGreaterThan(0.9)
    expect(theory.variance / variance).toBeLessThan(1.1)
  }
})

describe('what cannot be told beforehand', () => {
  test.each([
    [
      'a loop that depends on answers',
      '{ repeat: { until: "{{x}} == 1", every: 1s, atMost: 9 }, steps: [{ get: /a, extract: { x: $.x } }] }',
    ],
    ['a choice', '{ choose: [{ steps: [{ get: /a }] }, { steps: [{ get: /b }] }] }'],
  ])('%s', (_what, step) => {
    const plan = compile(`
name: x
target: http://127.0.0.1:1
users: { User: { tasks: [{ name: t, steps: [${step}] }] } }
scenarios: { s: { load: { users: 1, for: 1m } } }
`)
    expect(() => expectedCounts({ plan, users: [1], seconds: 60, requestMs: () => 1 })).toThrow('beforehand')
  })
})

test('every endpoint of the plan of the study has its count', async () => {
  const plan = await accuracyPlan()
  const expected = expectedCounts({ plan, users: [100, 10], seconds: 60, requestMs: () => 2 })
  expect([...expected.keys()].sort()).toEqual(plan.endpoints.map(({ name }) => name).sort())
  expect(expected.get('POST /api/auth/login')!.mean).toBe(110)
})
