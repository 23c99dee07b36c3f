import { describe, expect, test } from 'vitest'
import type { SecondTrust, TrustReason } from './trust.ts'
import { createUntrustedSum, isSuspect, NONE_UNTRUSTED, summarizeTrust, untrustedIn } from './untrusted.ts'

const reason = (changes: Partial<TrustReason>): TrustReason => ({
  signal: 'eventLoopDelay',
  engine: 0,
  state: 'notTrusted',
  value: 60,
  ...changes,
})
const second = (t: number, ...reasons: TrustReason[]): SecondTrust => ({
  t,
  state: reasons.some(({ state }) => state === 'notTrusted')
    ? 'notTrusted'
    : reasons.length > 0
      ? 'degraded'
      : 'trusted',
  reasons,
})

describe('one second', () => {
  test.each<[string, TrustReason[], number, number]>([
    ['trusted', [], 0, 0],
    ['degraded only', [reason({ state: 'degraded', share: 0.5 })], 0, 0],
    ['a stall of a tenth', [reason({ share: 0.1 })], 0.1, 1],
    ['its lag is the same trouble', [reason({ share: 0.1 }), reason({ signal: 'scheduleLag', share: 0.2 })], 0.2, 1],
    ['two engines, each with its part', [reason({ share: 0.1 }), reason({ engine: 1, share: 0.2 })], 0.3, 1],
    [
      'what is degraded beside it does not count',
      [reason({ share: 0.1 }), reason({ signal: 'cpu', state: 'degraded' })],
      0.1,
      1,
    ],
    ['dropped arrivals distort nothing', [reason({ signal: 'dropped', engine: null, share: 0.02 })], 0.02, 0],
    ['both', [reason({ share: 0.1 }), reason({ signal: 'dropped', engine: null, share: 0.02 })], 0.12, 1],
    ['stored before shares were: all of it', [reason({})], 1, 1],
    ['never more than all', [reason({}), reason({ engine: 1 })], 1, 1],
  ])('%s', (_, reasons, missing, suspect) => {
    const shares = untrustedIn(second(0, ...reasons), 'closed')
    expect(shares.missing).toBeCloseTo(missing, 12)
    expect(shares.touched).toBe(shares.missing)
    expect(shares.suspect).toBe(suspect)
  })

  test('arrivals of an open load come late, but they come, unless they are dropped or their engine is gone', () => {
    const stall = reason({ share: 0.1 })
    const gone = reason({ signal: 'silence', engine: 1, share: 0.5 })
    const dropped = reason({ signal: 'dropped', engine: null, share: 0.02 })
    expect(untrustedIn(second(0, stall), 'open')).toEqual({ touched: 0.1, missing: 0, suspect: 1 })
    expect(untrustedIn(second(0, stall, dropped), 'open').missing).toBe(0.02)
    expect(untrustedIn(second(0, stall, gone), 'open')).toEqual({ touched: 0.6, missing: 0.5, suspect: 1 })
    expect(isSuspect(second(0, stall))).toBe(true)
    expect(isSuspect(second(0, dropped))).toBe(false)
  })
})

describe('a run', () => {
  const stall = { touched: 0.5, missing: 0.25, suspect: 1 }

  test('is the larger of the shares of time and of requests', () => {
    const sum = createUntrustedSum()
    expect(sum.read()).toEqual(NONE_UNTRUSTED)
    for (let t = 0; t < 9; t++) sum.add(NONE_UNTRUSTED, 100)
    sum.add(stall, 50)
    // Half a second of ten; 25 of 950 requests.
    expect(sum.read()).toEqual({ touched: 0.05, missing: 0.025, suspect: 0.1 })
    sum.add(stall, 1000)
    expect(sum.read().touched).toBeCloseTo(525 / 1950, 12)
    expect(sum.read().suspect).toBeCloseTo(1050 / 1950, 12)
    sum.remove(stall, 1000)
    sum.remove(stall, 50)
    expect(sum.read()).toEqual(NONE_UNTRUSTED)
  })

  test('without requests time alone counts', () => {
    const sum = createUntrustedSum()
    sum.add(stall, 0)
    sum.add(NONE_UNTRUSTED, 0)
    expect(sum.read()).toEqual({ touched: 0.25, missing: 0.125, suspect: 0.5 })
  })

  test('is summed up with its seconds by state', () => {
    const seconds = [second(0), second(1, reason({ share: 0.1 })), second(2, reason({ state: 'degraded' })), second(3)]
    expect(summarizeTrust(seconds, 'closed', () => 10)).toEqual({
      seconds: 4,
      degradedShare: 0.25,
      untrustedShare: 0.25,
      untrusted: { touched: 0.025, missing: 0.025, suspect: 0.25 },
    })
    expect(summarizeTrust([], 'open', () => 0)).toEqual({
      seconds: 0,
      degradedShare: 0,
      untrustedShare: 0,
      untrusted: NONE_UNTRUSTED,
    })
  })
})
