import { expect, test } from 'vitest'
import { closedLoad, constantArrivals, type LoadShape } from '../../core/load/loadShape.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import { overrideLoad } from './overrideLoad.ts'

function scenario(load: LoadShape, warmUpMs = 0): Scenario {
  return { name: 'peak', purpose: null, load, warmUpMs, gracefulStopMs: 0, users: [], criteria: [] }
}

const set = <T>(value: T, source: string): { value: T; source: string } => ({ value, source })
const nothing = { users: null, spawnRatePerS: null, runTimeMs: null }
const staged: LoadShape = { model: 'closed', stages: [{ durationMs: 1000, from: 0, to: 10 }] }

test('what is not said stays as planned, for every spawned load', () => {
  for (const users of [1, 2, 3, 10, 97, 1000]) {
    for (const rate of [0.1, 1 / 3, 1, 7, 50, 1000]) {
      const durationMs = (users / rate) * 1000 + 5000
      const planned = scenario(closedLoad(users, rate, durationMs))
      const longer = overrideLoad(planned, { ...nothing, runTimeMs: set(durationMs + 1000, '--run-time') })
      const expected = closedLoad(users, rate, durationMs + 1000).stages
      expect(longer.scenario.load.stages).toHaveLength(expected.length)
      for (const [index, stage] of longer.scenario.load.stages.entries()) {
        expect(stage.from).toBe(expected[index]!.from)
        expect(stage.to).toBe(expected[index]!.to)
        expect(stage.durationMs).toBeCloseTo(expected[index]!.durationMs, 6)
      }
    }
  }
})

test('users, spawn rate and run time are replaced, and each change is told', () => {
  const { scenario: changed, notices } = overrideLoad(scenario(closedLoad(10, 5, 60_000)), {
    users: set(40, 'LOCUST_USERS'),
    spawnRatePerS: set(20, '--spawn-rate'),
    runTimeMs: set(30_000, '--run-time'),
  })
  expect(changed.load).toEqual(closedLoad(40, 20, 30_000))
  expect(notices).toEqual([
    '40 users instead of 10 (LOCUST_USERS).',
    'Users started at 20/s instead of 5/s (--spawn-rate).',
    'A run time of 30s instead of 1m (--run-time).',
  ])
})

test('what is as planned anyway is not told', () => {
  const { notices } = overrideLoad(scenario(closedLoad(10, 7, 60_000)), {
    users: set(10, '--users'),
    spawnRatePerS: set(7, '--spawn-rate'),
    runTimeMs: set(60_000, '--run-time'),
  })
  expect(notices).toEqual([])
})

test('a run time goes for a steady rate of arrivals, too', () => {
  const { scenario: changed } = overrideLoad(scenario(constantArrivals(50, 60_000, 100)), {
    ...nothing,
    runTimeMs: set(5000, '-t'),
  })
  expect(changed.load).toEqual(constantArrivals(50, 5000, 100))
})

test.each([
  [
    'users for arrivals',
    constantArrivals(50, 60_000, 100),
    { users: set(5, '--users') },
    /rate of arrivals.*--users.*`arrivals`/,
  ],
  ['a spawn rate for arrivals', constantArrivals(50, 60_000, 100), { spawnRatePerS: set(5, '-r') }, /rate of arrivals/],
  ['users for stages', staged, { users: set(5, 'LOCUST_USERS') }, /`stages`.*LOCUST_USERS/],
  ['a spawn rate for stages', staged, { spawnRatePerS: set(5, '-r') }, /`stages`/],
  ['a run time for stages', staged, { runTimeMs: set(5000, '-t') }, /not be clear/],
  [
    'more users than can start',
    closedLoad(2, 1, 10_000),
    { users: set(500, '-u') },
    /before all 500 users.*at 1\/s that takes 8m19s/,
  ],
  ['many users without a known rate', closedLoad(1, 50, 10_000), { users: set(5, '-u') }, /add --spawn-rate/],
])('%s are refused with what to do', (_, load, overrides, sentence) => {
  expect(() => overrideLoad(scenario(load), { ...nothing, ...overrides })).toThrow(sentence)
})

test('a run within its own warm-up is refused', () => {
  const run = { ...nothing, runTimeMs: set(5000, 'LOCUST_RUN_TIME') }
  expect(() => overrideLoad(scenario(closedLoad(2, 10, 60_000), 5000), run)).toThrow(/warm-up of 5s.*LOCUST_RUN_TIME/)
})
