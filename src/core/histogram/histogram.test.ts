import * as fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { HistogramFormatError } from './encoding.ts'
import { Histogram } from './histogram.ts'
import { bucketIndexOf, HIGHEST_TRACKABLE_US, highestEquivalentUs, INDEX_COUNT, lowestEquivalentUs } from './layout.ts'
import { HistogramRecorder } from './recorder.ts'

const percentiles = [0.001, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999, 100]

/** 1 µs to 1 h, every order of magnitude equally often. */
const anyLatencyUs = fc.double({ min: 0, max: Math.log(3.6e9), noNaN: true }).map((x) => Math.floor(Math.exp(x)))
const someLatenciesUs = fc.array(anyLatencyUs, { minLength: 1, maxLength: 400 })
const anyPercentile = fc.oneof(
  fc.constantFrom(...percentiles),
  fc.integer({ min: 1, max: 100_000 }).map((thousandths) => thousandths / 1000),
)

function yardstickOf(valuesUs: Iterable<number>) {
  const yardstick = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_TRACKABLE_US,
    numberOfSignificantValueDigits: 3,
  })
  for (const us of valuesUs) yardstick.recordValue(us)
  return yardstick
}

function recorded(valuesUs: Iterable<number>): HistogramRecorder {
  const recorder = new HistogramRecorder()
  for (const us of valuesUs) recorder.record(us)
  return recorder
}

function histogramOf(valuesUs: Iterable<number>): Histogram {
  const histogram = new Histogram()
  for (const us of valuesUs) histogram.record(us)
  return histogram
}

/** The histogram as the product makes it: recorder → bytes with exact totals → sum. */
function merged(recorders: Iterable<HistogramRecorder>): Histogram {
  const histogram = new Histogram()
  for (const recorder of recorders) histogram.add(recorder.encode(), recorder)
  return histogram
}

/** Everything that can be asked of a histogram. */
function answersOf(histogram: Histogram) {
  const buckets: number[][] = []
  histogram.forEachBucket((...bucket) => buckets.push(bucket))
  return {
    count: histogram.count,
    sumUs: histogram.sumUs,
    minUs: histogram.minUs,
    maxUs: histogram.maxUs,
    meanUs: histogram.meanUs,
    isExact: histogram.isExact,
    clampedCount: histogram.clampedCount,
    percentilesUs: percentiles.map((percentile) => histogram.percentileUs(percentile)),
    buckets,
    payload: histogram.encode(),
  }
}

/** Exact value of a rank in a sorted list; the percentile is given in thousandths, so that the rank is exact too. */
function nearestRank(sortedUs: number[], thousandths: number): number {
  const rank = (BigInt(thousandths) * BigInt(sortedUs.length) + 99_999n) / 100_000n
  return sortedUs[Number(rank) - 1]!
}

describe('percentileUs', () => {
  it('is what hdr-histogram-js says when only the counters are known', () => {
    fc.assert(
      fc.property(someLatenciesUs, anyPercentile, (valuesUs, percentile) => {
        const histogram = new Histogram()
        histogram.add(recorded(valuesUs).encode())
        expect(histogram.percentileUs(percentile)).toBe(yardstickOf(valuesUs).getValueAtPercentile(percentile))
      }),
    )
  })

  it('is what hdr-histogram-js says, but never more than the exact maximum, when totals are known', () => {
    fc.assert(
      fc.property(someLatenciesUs, anyPercentile, (valuesUs, percentile) => {
        const expected = Math.min(yardstickOf(valuesUs).getValueAtPercentile(percentile), Math.max(...valuesUs))
        expect(merged([recorded(valuesUs)]).percentileUs(percentile)).toBe(expected)
        expect(histogramOf(valuesUs).percentileUs(percentile)).toBe(expected)
      }),
    )
  })

  it('is at most 0.1 % above the value of that rank in the sorted values, and never below', () => {
    fc.assert(
      fc.property(someLatenciesUs, fc.integer({ min: 1, max: 100_000 }), (valuesUs, thousandths) => {
        const exactUs = nearestRank(
          valuesUs.toSorted((a, b) => a - b),
          thousandths,
        )
        const answerUs = histogramOf(valuesUs).percentileUs(thousandths / 1000)
        expect(answerUs).toBeGreaterThanOrEqual(exactUs)
        expect(answerUs).toBeLessThan(exactUs * 1.001)
      }),
    )
  })

  it('never falls as the percentile rises, starts at or above the minimum and ends at the maximum', () => {
    fc.assert(
      fc.property(someLatenciesUs, (valuesUs) => {
        const histogram = histogramOf(valuesUs)
        const answers = percentiles.map((percentile) => histogram.percentileUs(percentile))
        expect(answers).toEqual(answers.toSorted((a, b) => a - b))
        expect(answers[0]).toBeGreaterThanOrEqual(Math.min(...valuesUs))
        expect(answers.at(-1)).toBe(Math.max(...valuesUs))
      }),
    )
  })

  it('of 1…N has its closed form: exact while buckets are single microseconds', () => {
    for (const n of [1, 2, 3, 10, 99, 100, 101, 1000, 2000]) {
      const histogram = histogramOf(Array.from({ length: n }, (_, i) => i + 1))
      expect(percentiles.map((percentile) => histogram.percentileUs(percentile))).toEqual(
        percentiles.map((percentile) =>
          Number((BigInt(Math.round(percentile * 1000)) * BigInt(n) + 99_999n) / 100_000n),
        ),
      )
      expect(histogram.meanUs).toBe((n + 1) / 2)
    }
  })

  it('of 1…100,000 has its closed form, rounded up to the end of its bucket', () => {
    const histogram = histogramOf(Array.from({ length: 100_000 }, (_, i) => i + 1))
    for (const percentile of percentiles) {
      const bucketEnd = highestEquivalentUs(bucketIndexOf(Math.round(percentile * 1000)))
      expect(histogram.percentileUs(percentile)).toBe(Math.min(bucketEnd, 100_000))
    }
    expect(histogram).toMatchObject({
      count: 100_000,
      sumUs: 5_000_050_000,
      meanUs: 50_000.5,
      minUs: 1,
      maxUs: 100_000,
    })
  })

  it('of one value is that value', () => {
    for (const us of [0, 1, 2049, 123_457, 2 ** 31 + 12_345, HIGHEST_TRACKABLE_US]) {
      const histogram = histogramOf([us])
      expect(percentiles.map((percentile) => histogram.percentileUs(percentile))).toEqual(percentiles.map(() => us))
    }
  })

  it('does not skip a rank for binary fractions: 99.9 % of 1,000 is the 999th', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => i + 1))
    expect([99.9, 99.99, 0.1, 7, 14, 28, 29, 57, 58].map((p) => histogram.percentileUs(p))).toEqual([
      999, 1000, 1, 70, 140, 280, 290, 570, 580,
    ])
  })

  it('of nothing is not a number, and percentiles there are none of are refused', () => {
    const histogram = new Histogram()
    expect(histogram.percentileUs(50)).toBeNaN()
    for (const percentile of [0, -1, 100.1, NaN, Infinity]) {
      expect(() => histogram.percentileUs(percentile)).toThrow(RangeError)
    }
  })
})

describe('adding', () => {
  it('gives the same answers in any order and grouping, those of one recorder that saw everything', () => {
    const anyParts = fc.array(fc.tuple(fc.array(anyLatencyUs, { maxLength: 40 }), fc.nat()), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(anyParts, fc.integer({ min: 1, max: 4 }), (parts, groupCount) => {
        const recorders = parts.map(([valuesUs]) => recorded(valuesUs))
        const expected = answersOf(merged([recorded(parts.flatMap(([valuesUs]) => valuesUs))]))
        expect(answersOf(merged(recorders))).toEqual(expected)

        // Another order.
        const shuffled = parts.map(([, key], i) => ({ key, recorder: recorders[i]! })).sort((a, b) => a.key - b.key)
        expect(answersOf(merged(shuffled.map(({ recorder }) => recorder)))).toEqual(expected)

        // Groups, each merged, sent as bytes and merged again, as engines, hosts and roll-ups do.
        const groups = Array.from({ length: groupCount }, () => new Histogram())
        shuffled.forEach(({ key, recorder }) => groups[key % groupCount]!.add(recorder.encode(), recorder))
        const ofBytes = new Histogram()
        for (const group of groups) ofBytes.add(group.encode(), group)
        expect(answersOf(ofBytes)).toEqual(expected)

        // The same without bytes.
        const ofHistograms = new Histogram()
        for (const group of groups) ofHistograms.addCounts(group)
        expect(answersOf(ofHistograms)).toEqual(expected)
      }),
    )
  })

  it('a histogram to itself doubles it', () => {
    const histogram = histogramOf([3, 70_000, 2_500_000])
    histogram.addCounts(histogram)
    expect(answersOf(histogram)).toEqual(answersOf(histogramOf([3, 3, 70_000, 70_000, 2_500_000, 2_500_000])))
  })

  it('nothing changes nothing', () => {
    const histogram = histogramOf([42])
    const before = answersOf(histogram)
    histogram.addCounts(new Histogram())
    histogram.add(new Uint8Array(0))
    histogram.add(new Uint8Array(0), { count: 0, sumUs: 0, minUs: 0, maxUs: 0 })
    histogram.record(1, 0)
    expect(answersOf(histogram)).toEqual(before)
  })

  it('counts beyond 2^32 exactly, through bytes too', () => {
    const histogram = new Histogram()
    histogram.record(1000, 3_000_000_000)
    histogram.record(1000, 3_000_000_001)
    histogram.record(50_000, 60_000_000)
    const copy = new Histogram()
    copy.add(histogram.encode(), histogram)
    expect(answersOf(copy)).toEqual(answersOf(histogram))
    expect(copy).toMatchObject({ count: 6_060_000_001, sumUs: 6_000_000_001 * 1000 + 60_000_000 * 50_000 })
    expect(copy.countAtOrBelow(1000)).toBe(6_000_000_001)
    // 6,000,000,001 of 6,060,000,001 are 99.0099 %.
    expect([99, 99.009, 99.01, 100].map((p) => copy.percentileUs(p))).toEqual([1000, 1000, 50_000, 50_000])
  })

  it('beyond 2^53 values is refused, and leaves everything as it was', () => {
    const histogram = new Histogram()
    histogram.record(10, Number.MAX_SAFE_INTEGER - 1)
    const before = answersOf(histogram)
    const two = histogramOf([10, 20])
    expect(() => histogram.record(10, 2)).toThrow(RangeError)
    expect(() => histogram.addCounts(two)).toThrow(RangeError)
    expect(() => histogram.add(two.encode(), two)).toThrow(RangeError)
    expect(answersOf(histogram)).toEqual(before)
    histogram.record(20)
    expect(histogram.count).toBe(Number.MAX_SAFE_INTEGER)
    expect(histogram.percentileUs(50)).toBe(10)
    expect(histogram.percentileUs(100)).toBe(20)
  })

  it('a damaged payload is refused, and leaves everything as it was', () => {
    const histogram = histogramOf([42, 4200])
    const before = answersOf(histogram)
    const payload = recorded([7, 8, 9, 1_000_000]).encode()
    const damaged = Uint8Array.of(...payload, 0x80)
    expect(() => histogram.add(damaged)).toThrow(HistogramFormatError)
    expect(answersOf(histogram)).toEqual(before)
  })

  it.each([
    ['count', { count: 5 }, /4 values, but its count says 5/],
    ['smallest value', { minUs: 6 }, /does not reach/],
    ['largest value', { maxUs: 1_000_600 }, /does not reach/],
    ['largest value that is no number', { maxUs: NaN }, /does not reach/],
    ['sum below what the smallest allows', { sumUs: 27 }, /cannot have the sum/],
    ['sum above what the largest allows', { sumUs: 4_000_001 }, /cannot have the sum/],
    ['sum that is no number', { sumUs: NaN }, /cannot have the sum/],
  ])('totals that contradict the payload are refused: %s', (_name, wrong, message) => {
    const recorder = recorded([7, 8, 9, 1_000_000])
    const { count, sumUs, minUs, maxUs } = recorder
    const histogram = new Histogram()
    expect(() => histogram.add(recorder.encode(), { count, sumUs, minUs, maxUs, ...wrong })).toThrow(
      HistogramFormatError,
    )
    expect(() => histogram.add(recorder.encode(), { count, sumUs, minUs, maxUs, ...wrong })).toThrow(message)
    expect(histogram.isEmpty).toBe(true)
  })

  it('totals of nothing must be nothing', () => {
    const add = (sumUs: number) => new Histogram().add(new Uint8Array(0), { count: 0, sumUs, minUs: 0, maxUs: 0 })
    expect(() => add(1)).toThrow(HistogramFormatError)
    expect(() => add(NaN)).toThrow(HistogramFormatError)
    expect(() => add(0)).not.toThrow()
  })

  it('without totals reads sum and ends off the buckets, and says so', () => {
    fc.assert(
      fc.property(someLatenciesUs, (valuesUs) => {
        const exact = histogramOf(valuesUs)
        const histogram = new Histogram()
        histogram.add(exact.encode())
        expect(exact.isExact).toBe(true)
        expect(histogram.isExact).toBe(false)
        expect(histogram.count).toBe(exact.count)
        expect(Math.abs(histogram.sumUs / exact.sumUs - 1)).toBeLessThan(0.0005)
        expect(histogram.minUs).toBe(lowestEquivalentUs(bucketIndexOf(exact.minUs)))
        expect(histogram.maxUs).toBe(highestEquivalentUs(bucketIndexOf(exact.maxUs)))
        expect(histogram.meanUs).toBe(yardstickOf(valuesUs).mean)
      }),
    )
  })
})

describe('countAtOrBelow', () => {
  it('counts to the end of the bucket, and is exact below 2,048 µs and outside the values', () => {
    fc.assert(
      fc.property(someLatenciesUs, anyLatencyUs, (valuesUs, limitUs) => {
        const histogram = histogramOf(valuesUs)
        const expectedAt = (us: number) => valuesUs.filter((value) => value <= us).length
        const answer = histogram.countAtOrBelow(limitUs)
        if (limitUs >= Math.min(...valuesUs)) {
          expect(answer).toBe(expectedAt(highestEquivalentUs(bucketIndexOf(limitUs))))
        } else {
          expect(answer).toBe(0)
        }
        expect(histogram.countAtOrBelow(limitUs % 2048)).toBe(expectedAt(limitUs % 2048))
        expect(histogram.countAtOrBelow(Math.max(...valuesUs))).toBe(valuesUs.length)
        expect(histogram.countAtOrBelow(Math.min(...valuesUs) - 1)).toBe(0)
        expect(histogram.countAtOrBelow(Infinity)).toBe(valuesUs.length)
        expect(histogram.countAtOrBelow(-Infinity)).toBe(0)
      }),
    )
  })

  it('takes fractions and refuses NaN', () => {
    const histogram = histogramOf([10, 11])
    expect([9.99, 10, 10.99, 11].map((us) => histogram.countAtOrBelow(us))).toEqual([0, 1, 1, 2])
    expect(() => histogram.countAtOrBelow(NaN)).toThrow(RangeError)
    expect(new Histogram().countAtOrBelow(5)).toBe(0)
  })
})

describe('record', () => {
  it('clamps and counts as the recorder does', () => {
    const valuesUs = [-5, -0.5, 0, 1.75, 2048.5, HIGHEST_TRACKABLE_US, HIGHEST_TRACKABLE_US + 0.5, 2 ** 32, Infinity]
    const recorder = recorded(valuesUs)
    const histogram = histogramOf(valuesUs)
    expect(histogram.clampedCount).toBe(5)
    expect(histogram.clampedCount).toBe(recorder.clampedCount)
    expect({ ...answersOf(histogram), clampedCount: 0 }).toEqual(answersOf(merged([recorder])))
    histogram.addCounts(histogram)
    expect(histogram.clampedCount).toBe(10)
  })

  it('refuses what is no latency and no number of times', () => {
    const histogram = new Histogram()
    expect(() => histogram.record(NaN)).toThrow(RangeError)
    for (const times of [-1, 0.5, NaN, Infinity, 2 ** 53]) expect(() => histogram.record(1, times)).toThrow(RangeError)
    expect(histogram.isEmpty).toBe(true)
  })
})

describe('forEachBucket and clear', () => {
  it('visits the buckets that hold values, by rising latency, and their counts add up', () => {
    const visited: number[][] = []
    histogramOf([0, 2047, 2048, 2049, 2050, 3_600_000_000]).forEachBucket((...bucket) => visited.push(bucket))
    expect(visited).toEqual([
      [0, 0, 1],
      [2047, 2047, 1],
      [2048, 2049, 2],
      [2050, 2051, 1],
      [3_598_712_832, 3_600_809_983, 1],
    ])
  })

  it('cleared is as good as new', () => {
    const histogram = histogramOf([-1, 5, 1_000_000])
    histogram.add(recorded([9]).encode())
    histogram.clear()
    expect(answersOf(histogram)).toEqual(answersOf(new Histogram()))
    histogram.record(77)
    expect(answersOf(histogram)).toEqual(answersOf(histogramOf([77])))
  })
})

describe('addCounters', () => {
  const countersOf = (valuesUs: readonly number[]): Float64Array => {
    const counts = new Float64Array(INDEX_COUNT)
    for (const us of valuesUs) counts[bucketIndexOf(us)]! += 1
    return counts
  }
  const totalsOf = (valuesUs: readonly number[]) => ({
    count: valuesUs.length,
    sumUs: valuesUs.reduce((sum, us) => sum + us, 0),
    minUs: Math.min(...valuesUs),
    maxUs: Math.max(...valuesUs),
  })

  it('adds what recording the values would', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_600_000_000 }), { minLength: 1, maxLength: 50 }), (valuesUs) => {
        const [recorded, added] = [new Histogram(), new Histogram()]
        for (const us of valuesUs) recorded.record(us)
        added.addCounters(countersOf(valuesUs), 0, INDEX_COUNT - 1, totalsOf(valuesUs))
        expect(added.encode()).toEqual(recorded.encode())
        expect([added.count, added.sumUs, added.minUs, added.maxUs, added.percentileUs(95)]).toEqual([
          recorded.count,
          recorded.sumUs,
          recorded.minUs,
          recorded.maxUs,
          recorded.percentileUs(95),
        ])
      }),
    )
  })

  it('refuses counters that are not those of the totals, and takes none', () => {
    const histogram = new Histogram()
    const counts = countersOf([5, 7])
    expect(() => histogram.addCounters(counts, 0, 100, { ...totalsOf([5, 7]), count: 3 })).toThrow(HistogramFormatError)
    expect(() => histogram.addCounters(counts, 0, 100, totalsOf([5, 8]))).toThrow(HistogramFormatError)
    expect(() => histogram.addCounters(counts, 0, 6, totalsOf([5, 7]))).toThrow(HistogramFormatError)
    expect(histogram.isEmpty).toBe(true)
    histogram.addCounters(new Float64Array(INDEX_COUNT), INDEX_COUNT, -1, { count: 0, sumUs: 0, minUs: 0, maxUs: 0 })
    expect(histogram.isEmpty).toBe(true)
  })
})
