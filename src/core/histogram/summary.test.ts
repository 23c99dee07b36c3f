import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HistogramFormatError } from './encoding.ts'
import { Histogram } from './histogram.ts'
import { HistogramRecorder } from './recorder.ts'
import { latencySummary, mergeStats, type WindowStats } from './summary.ts'

function windowOf(valuesUs: Iterable<number>): WindowStats {
  const recorder = new HistogramRecorder()
  for (const us of valuesUs) recorder.record(us)
  const { count, sumUs, minUs, maxUs } = recorder
  return { count, sumUs, minUs, maxUs, payload: recorder.encode() }
}

describe('latencySummary', () => {
  it('of 1 ms … 1,000 ms has its closed form, in milliseconds', () => {
    const windows = Array.from({ length: 1000 }, (_, i) => windowOf([(i + 1) * 1000]))
    const summary = latencySummary(mergeStats(windows))!
    const expected = { p50: 500, p75: 750, p90: 900, p95: 950, p99: 990, p99_9: 999, p99_99: 1000 }
    expect(summary).toMatchObject({ min: 1, mean: 500.5, max: 1000 })
    for (const [name, ms] of Object.entries(expected)) {
      const answerMs = summary[name as keyof typeof expected]
      expect(answerMs).toBeGreaterThanOrEqual(ms)
      expect(answerMs).toBeLessThan(ms * 1.001)
    }
  })

  it('of the same latency again and again is that latency everywhere', () => {
    const summary = latencySummary(mergeStats([windowOf([123_457, 123_457]), windowOf([123_457])]))!
    expect(new Set(Object.values(summary))).toEqual(new Set([123.457]))
  })

  it('of nothing is null', () => {
    expect(latencySummary(new Histogram())).toBeNull()
    expect(latencySummary(mergeStats([]))).toBeNull()
    expect(latencySummary(mergeStats([windowOf([])]))).toBeNull()
  })

  it('of a stall is not the mean of the percentiles of its seconds', () => {
    // 59 seconds of 1,000 requests at 10 ms, one second with 100 requests at 5 s: 0.17 % of all are slow.
    const fast = Array.from({ length: 59 }, () => windowOf(Array.from({ length: 1000 }, () => 10_000)))
    const stall = windowOf(Array.from({ length: 100 }, () => 5_000_000))
    const summary = latencySummary(mergeStats([...fast, stall]))!
    expect(summary.p99).toBeLessThan(10.01)
    expect(summary.p99_9).toBe(5000)
  })
})

describe('mergeStats', () => {
  it('has the exact count, sum, smallest and largest value of all windows', () => {
    const anyWindow = fc.array(fc.integer({ min: 0, max: 3_600_000_000 }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 20 }), (windows) => {
        const all = windows.flat()
        const merged = mergeStats(windows.map(windowOf))
        expect(merged).toMatchObject({
          count: all.length,
          sumUs: all.reduce((sum, us) => sum + us, 0),
          minUs: all.length === 0 ? 0 : Math.min(...all),
          maxUs: all.length === 0 ? 0 : Math.max(...all),
          isExact: true,
        })
      }),
    )
  })

  it('refuses a window whose totals belong to another', () => {
    const mixedUp = { ...windowOf([1, 2, 3]), payload: windowOf([1, 2]).payload }
    expect(() => mergeStats([windowOf([5]), mixedUp])).toThrow(HistogramFormatError)
  })
})
