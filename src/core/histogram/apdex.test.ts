import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apdex } from './apdex.ts'
import { Histogram } from './histogram.ts'

function histogramOf(valuesUs: Iterable<number>): Histogram {
  const histogram = new Histogram()
  for (const us of valuesUs) histogram.record(us)
  return histogram
}

describe('apdex', () => {
  it('is the example of the specification: 60 satisfied, 30 tolerating, 10 frustrated are 0.75', () => {
    const histogram = new Histogram()
    histogram.record(400_000, 60)
    histogram.record(1_500_000, 30)
    histogram.record(9_000_000, 4)
    expect(apdex(histogram, 6, 500_000)).toBe(0.75)
  })

  it('takes T as satisfied and 4 T as tolerating', () => {
    expect(apdex(histogramOf([500]), 0, 500)).toBe(1)
    expect(apdex(histogramOf([501]), 0, 500)).toBe(0.5)
    expect(apdex(histogramOf([2000]), 0, 500)).toBe(0.5)
    expect(apdex(histogramOf([2001]), 0, 500)).toBe(0)
  })

  it('is counted by hand where buckets are single microseconds', () => {
    const anyUs = fc.integer({ min: 0, max: 2047 })
    fc.assert(
      fc.property(fc.array(anyUs), fc.nat(20), fc.integer({ min: 1, max: 511 }), (valuesUs, failures, targetUs) => {
        const points = valuesUs.map((us) => (us <= targetUs ? 1 : us <= 4 * targetUs ? 0.5 : 0))
        const all = valuesUs.length + failures
        const expected = all === 0 ? null : points.reduce<number>((sum, point) => sum + point, 0) / all
        expect(apdex(histogramOf(valuesUs), failures, targetUs)).toBe(expected)
      }),
    )
  })

  it('is null without requests, and 0 when all failed', () => {
    expect(apdex(new Histogram(), 0, 500_000)).toBeNull()
    expect(apdex(new Histogram(), 3, 500_000)).toBe(0)
  })

  it('copes with a target of hours', () => {
    expect(apdex(histogramOf([3_600_000_000]), 0, 3_600_000_000)).toBe(1)
    expect(apdex(histogramOf([3_600_000_000]), 1, 2_000_000_000)).toBe(0.25)
  })

  it('refuses targets and failure counts that make no sense', () => {
    const histogram = histogramOf([1])
    for (const targetUs of [0, -1, NaN]) expect(() => apdex(histogram, 0, targetUs)).toThrow(RangeError)
    for (const failures of [-1, 0.5, NaN, Infinity]) expect(() => apdex(histogram, failures, 1)).toThrow(RangeError)
  })
})
