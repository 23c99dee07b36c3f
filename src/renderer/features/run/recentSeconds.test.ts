import { expect, test } from 'vitest'
import { noSeconds, withTick } from './recentSeconds.ts'
import { TICK_STATISTICS, tickOf } from './sampleTick.ts'

test('keeps a minute', () => {
  let recent = noSeconds()
  for (let t = 0; t < 100; t++) recent = withTick(recent, tickOf(t, { users: t }))
  expect(recent.t).toHaveLength(60)
  expect(recent.users.at(0)).toBe(40)
  expect(recent.users.at(-1)).toBe(99)
})

test('missed seconds are gaps, repeated ones are not counted twice', () => {
  const begun = withTick(noSeconds(), tickOf(5))
  expect(withTick(begun, tickOf(5))).toBe(begun)
  const later = withTick(begun, tickOf(8))
  expect(later.t).toEqual([5, 6, 7, 8])
  expect(later.ratePerS).toEqual([10, Number.NaN, Number.NaN, 10])
  expect(withTick(begun, tickOf(100_000)).t).toHaveLength(60)
})

test('without requests there is neither a latency nor a share of errors', () => {
  const nothing = { ...TICK_STATISTICS, requests: 0, failures: 0, p95Ms: null, ratePerS: 0 }
  const recent = withTick(noSeconds(), tickOf(0, { second: nothing }))
  expect(recent.p95Ms).toEqual([Number.NaN])
  expect(recent.failureShare).toEqual([Number.NaN])
  expect(recent.ratePerS).toEqual([0])
})
