import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePayload } from './encoding.ts'
import { bucketIndexOf, HIGHEST_TRACKABLE_US } from './layout.ts'
import { HistogramRecorder } from './recorder.ts'

const anyLatencyUs = fc.double({ min: 0, max: Math.log(3.6e9), noNaN: true }).map((x) => Math.floor(Math.exp(x)))

function countsOf(recorder: HistogramRecorder): Map<number, number> {
  const counts = new Map<number, number>()
  decodePayload(recorder.encode(), (index, count) => counts.set(index, count))
  return counts
}

/** Counting by hand. */
function countsOfValues(valuesUs: number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const us of valuesUs) counts.set(bucketIndexOf(us), (counts.get(bucketIndexOf(us)) ?? 0) + 1)
  return new Map([...counts].sort(([a], [b]) => a - b))
}

describe('HistogramRecorder', () => {
  it('is empty at first, with zeros everywhere', () => {
    const recorder = new HistogramRecorder()
    expect(recorder).toMatchObject({ isEmpty: true, count: 0, sumUs: 0, minUs: 0, maxUs: 0, clampedCount: 0 })
    expect(recorder.encode()).toEqual(new Uint8Array(0))
    recorder.reset()
    expect(recorder.encode()).toEqual(new Uint8Array(0))
  })

  it('keeps count, sum, smallest and largest value exactly, window after window', () => {
    const recorder = new HistogramRecorder()
    fc.assert(
      fc.property(fc.array(anyLatencyUs, { minLength: 1, maxLength: 200 }), (valuesUs) => {
        recorder.reset()
        for (const us of valuesUs) recorder.record(us)
        expect(recorder).toMatchObject({
          isEmpty: false,
          count: valuesUs.length,
          sumUs: valuesUs.reduce((sum, us) => sum + us, 0),
          minUs: Math.min(...valuesUs),
          maxUs: Math.max(...valuesUs),
          clampedCount: 0,
        })
        expect(countsOf(recorder)).toEqual(countsOfValues(valuesUs))
      }),
    )
  })

  it('counts the same whether values are sorted or counted, and gives the same bytes', () => {
    const many = fc.array(anyLatencyUs, { minLength: 1000, maxLength: 3000, size: 'max' })
    fc.assert(
      fc.property(many, (valuesUs) => {
        const recorder = new HistogramRecorder()
        for (const us of valuesUs) recorder.record(us)
        const sumUs = valuesUs.reduce((sum, us) => sum + us, 0)
        const totals = { count: valuesUs.length, sumUs, minUs: Math.min(...valuesUs), maxUs: Math.max(...valuesUs) }
        expect(recorder).toMatchObject(totals)
        expect(countsOf(recorder)).toEqual(countsOfValues(valuesUs))
        expect(recorder).toMatchObject(totals)
        // Twice the same values are beyond what is sorted: every count is twice as high.
        const twice = new HistogramRecorder()
        for (const us of [...valuesUs, ...valuesUs]) twice.record(us)
        expect(countsOf(twice)).toEqual(
          new Map([...countsOfValues(valuesUs)].map(([index, count]) => [index, 2 * count])),
        )
      }),
      { numRuns: 20 },
    )
  })

  it.each([10, 64, 65, 1024, 1025, 5000])(
    'becomes what another is, with %i values, and goes on by itself',
    (length) => {
      const one = new HistogramRecorder()
      const other = new HistogramRecorder()
      for (let i = 0; i < 3000; i++) one.record(5_000_000 + i)
      const valuesUs = Array.from({ length }, (_, i) => (i * 7919) % 100_000)
      for (const us of valuesUs) other.record(us)
      one.copyFrom(other)
      expect(one.encode()).toEqual(other.encode())
      expect(one).toMatchObject({ count: length, sumUs: other.sumUs, minUs: other.minUs, maxUs: other.maxUs })
      one.record(77)
      expect(countsOf(one)).toEqual(countsOfValues([...valuesUs, 77]))
      expect(countsOf(other)).toEqual(countsOfValues(valuesUs))
    },
  )

  it('keeps nothing of a window in the next one', () => {
    const recorder = new HistogramRecorder()
    // Edges of pages and buckets, at both ends of a page and of the layout.
    const edgesUs = [0, 1, 1023, 1024, 2047, 2048, 4095, 4096, 1_000_000, 2 ** 31, HIGHEST_TRACKABLE_US]
    for (const us of edgesUs) recorder.record(us)
    recorder.reset()
    expect(recorder.encode()).toEqual(new Uint8Array(0))
    for (const us of [0, HIGHEST_TRACKABLE_US]) recorder.record(us)
    expect(countsOf(recorder)).toEqual(countsOfValues([0, HIGHEST_TRACKABLE_US]))
  })

  it('encoding does not change what was recorded', () => {
    const recorder = new HistogramRecorder()
    recorder.record(250)
    const first = recorder.encode()
    expect(recorder.encode()).toEqual(first)
    recorder.record(250)
    expect(countsOf(recorder)).toEqual(new Map([[250, 2]]))
  })

  it('moves values outside 0…1 h to the nearer end and counts them', () => {
    const recorder = new HistogramRecorder()
    for (const us of [-1, -0.25, -Infinity, HIGHEST_TRACKABLE_US + 1, 2 ** 40, Infinity]) recorder.record(us)
    expect(recorder).toMatchObject({
      count: 6,
      clampedCount: 6,
      minUs: 0,
      maxUs: HIGHEST_TRACKABLE_US,
      sumUs: 3 * HIGHEST_TRACKABLE_US,
    })
    expect(countsOf(recorder)).toEqual(
      new Map([
        [0, 3],
        [bucketIndexOf(HIGHEST_TRACKABLE_US), 3],
      ]),
    )
    recorder.reset()
    expect(recorder.clampedCount).toBe(0)
  })

  it('cuts fractions off, in counters and sum alike', () => {
    const recorder = new HistogramRecorder()
    for (const us of [0.9, 1.5, 2047.999]) recorder.record(us)
    expect(recorder).toMatchObject({ count: 3, sumUs: 2048, minUs: 0, maxUs: 2047, clampedCount: 0 })
  })

  it('refuses NaN and stays as it was', () => {
    const recorder = new HistogramRecorder()
    recorder.record(5)
    expect(() => recorder.record(NaN)).toThrow(RangeError)
    expect(recorder).toMatchObject({ count: 1, sumUs: 5, minUs: 5, maxUs: 5, clampedCount: 0 })
  })
})
