import { describe, expect, test } from 'vitest'
import { median, medianEstimate, pairedRatio, quantile, slopeEstimate } from './statistics.ts'

let state = 1
/** Mulberry32: the same trials every time. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

function shareOf(trials: number, holds: () => boolean): number {
  let held = 0
  for (let trial = 0; trial < trials; trial++) if (holds()) held++
  return held / trials
}

describe('the median', () => {
  test('of odd and even numbers of values', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7])
    expect(() => median([])).toThrow('nothing')
  })

  // From tables of the sign test: n = 9, 2nd to 8th, 96.1 %; n = 20, 6th to 15th, 95.9 %; n = 6, 1st to 6th, 96.9 %.
  test.each([
    [6, 1, 6, 0.96875],
    [9, 2, 8, 0.9609375],
    [20, 6, 15, 0.9586],
    [5, 1, 5, 0.9375],
    [1, 1, 1, 0],
  ])('of %i values: from the %ith to the %ith', (count, first, last, confidence) => {
    const values = Array.from({ length: count }, (_, place) => place + 1)
    const estimate = medianEstimate(values)
    expect([estimate.low, estimate.high, estimate.count]).toEqual([first, last, count])
    expect(estimate.confidence).toBeCloseTo(confidence, 4)
  })

  test('holds what it says it holds, for a skewed distribution', () => {
    const share = shareOf(4000, () => {
      const { low, high } = medianEstimate(Array.from({ length: 9 }, () => -Math.log(1 - random())))
      return low <= Math.LN2 && Math.LN2 <= high
    })
    // Binomial noise of 4,000 trials: 0.3 % each way, four of them.
    expect(Math.abs(share - 0.9609)).toBeLessThan(0.0123)
  })
})

test('a machine that is slow for a whole round does not move paired ratios', () => {
  const slowness = [1, 1, 0.3, 1, 0.5, 1, 0.9, 1, 0.2]
  const base = slowness.map((factor) => 50_000 * factor)
  const ours = slowness.map((factor) => 40_000 * factor)
  const estimate = pairedRatio(ours, base)
  for (const bound of [estimate.value, estimate.low, estimate.high]) expect(bound).toBeCloseTo(0.8, 12)
  expect(() => pairedRatio([1], [1, 2])).toThrow('paired')
})

describe('the slope', () => {
  test('of a line is that of the line, and one outlier does not move it', () => {
    const xs = Array.from({ length: 20 }, (_, place) => place)
    const ys = xs.map((x) => 3 * x + 7)
    expect(slopeEstimate(xs, ys)).toMatchObject({ value: 3, low: 3, high: 3 })
    ys[10] = 1e6
    expect(slopeEstimate(xs, ys).value).toBeCloseTo(3, 12)
    expect(() => slopeEstimate([1, 2, 3], [1, 2, 3])).toThrow('four')
  })

  test('lies in its interval as often as it says', () => {
    const xs = Array.from({ length: 24 }, (_, place) => place)
    const share = shareOf(2000, () => {
      const { low, high } = slopeEstimate(
        xs,
        xs.map((x) => 0.5 * x + 4 * (random() + random() + random() - 1.5)),
      )
      return low <= 0.5 && 0.5 <= high
    })
    // Sen's interval is a little wider than it need be; four times the noise of 2,000 trials.
    expect(Math.abs(share - 0.95)).toBeLessThan(0.02)
  })
})

test('quantiles are nearest ranks', () => {
  const values = Array.from({ length: 100 }, (_, place) => 100 - place)
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile(values, 1), quantile([5], 0.01)]).toEqual([
    50, 95, 100, 5,
  ])
})
