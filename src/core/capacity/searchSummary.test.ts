import { expect, test } from 'vitest'
import { searchSummary, type JudgedLoad } from './searchSummary.ts'

const run = (level: number, verdict: JudgedLoad['verdict'], unit: 'users' | 'perS' = 'users'): JudgedLoad => ({
  load: { unit, level },
  verdict,
})

test('the highest that passed, and the lowest that failed', () => {
  expect(searchSummary([run(80, 'failed'), run(8, 'passed'), run(64, 'passed'), run(90, 'failed')])).toBe(
    '64 users passed, 80 users failed',
  )
})

test('a load that passed once and failed once has failed; above it nothing has passed', () => {
  expect(searchSummary([run(8, 'passed'), run(16, 'passed'), run(16, 'failed'), run(32, 'passed')])).toBe(
    '8 users passed, 16 users failed',
  )
})

test('only one of both, or none', () => {
  expect(searchSummary([run(8, 'passed', 'perS'), run(16, 'inconclusive', 'perS')])).toBe(
    '8 arrivals/s passed, no load failed',
  )
  expect(searchSummary([run(1, 'failed'), run(2, null)])).toBe('1 user failed already')
  expect(searchSummary([run(1, 'inconclusive'), run(2, null)])).toBe('no load was judged')
  expect(searchSummary([])).toBe('no load was judged')
})
