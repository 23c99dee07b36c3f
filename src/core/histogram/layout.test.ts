import { build } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import {
  bucketIndexOf,
  clampUs,
  HIGHEST_TRACKABLE_US,
  highestEquivalentUs,
  INDEX_COUNT,
  lowestEquivalentUs,
  medianEquivalentUs,
} from './layout.ts'

/** What hdr-histogram-js computes with, but does not declare. */
interface YardstickLayout {
  countsArrayLength: number
  countsArrayIndex(value: number): number
  lowestEquivalentValue(value: number): number
  highestEquivalentValue(value: number): number
  medianEquivalentValue(value: number): number
}

const yardstick = build({
  bitBucketSize: 64,
  lowestDiscernibleValue: 1,
  highestTrackableValue: HIGHEST_TRACKABLE_US,
  numberOfSignificantValueDigits: 3,
}) as unknown as YardstickLayout

/** Every value at which a bucket begins, and the values right beside it, up to 2^32 - 1. */
function edgeValues(): number[] {
  const values: number[] = []
  for (let index = 0; index < INDEX_COUNT; index++) {
    const lowUs = lowestEquivalentUs(index)
    values.push(lowUs - 1, lowUs, lowUs + 1)
  }
  return values.filter((value) => value >= 0 && value < 2 ** 32)
}

describe('layout', () => {
  it('has as many counters as HdrHistogram', () => {
    expect(INDEX_COUNT).toBe(yardstick.countsArrayLength)
  })

  it('finds the counter that HdrHistogram finds, at every edge of every bucket', () => {
    const differing = edgeValues().filter((value) => bucketIndexOf(value) !== yardstick.countsArrayIndex(value))
    expect(differing).toEqual([])
  })

  it('has the lowest, highest and middle values of HdrHistogram for every counter', () => {
    const differing: number[] = []
    for (let index = 0; index < INDEX_COUNT; index++) {
      const lowUs = lowestEquivalentUs(index)
      const agrees =
        lowUs === yardstick.lowestEquivalentValue(lowUs) &&
        highestEquivalentUs(index) === yardstick.highestEquivalentValue(lowUs) &&
        medianEquivalentUs(index) === yardstick.medianEquivalentValue(lowUs)
      if (!agrees) differing.push(index)
    }
    expect(differing).toEqual([])
  })

  it('covers 0 to 2^32 - 1 without gap or overlap', () => {
    let nextUs = 0
    for (let index = 0; index < INDEX_COUNT; index++) {
      if (lowestEquivalentUs(index) !== nextUs) expect.fail(`counter ${index} begins at ${lowestEquivalentUs(index)}`)
      nextUs = highestEquivalentUs(index) + 1
    }
    expect(nextUs).toBe(2 ** 32)
  })

  it('is single microseconds below 2,048 µs, and off by less than 0.1 % everywhere', () => {
    let worst = 0
    for (let index = 1; index < INDEX_COUNT; index++) {
      const lowUs = lowestEquivalentUs(index)
      const error = (highestEquivalentUs(index) - lowUs) / lowUs
      if (index < 2048) expect(error).toBe(0)
      worst = Math.max(worst, error)
    }
    expect(worst).toBeLessThan(0.001)
  })

  it('clamps to 0…1 h and refuses NaN', () => {
    expect([-Infinity, -1, -0.5, 0, 7, HIGHEST_TRACKABLE_US, HIGHEST_TRACKABLE_US + 1, Infinity].map(clampUs)).toEqual([
      0,
      0,
      0,
      0,
      7,
      HIGHEST_TRACKABLE_US,
      HIGHEST_TRACKABLE_US,
      HIGHEST_TRACKABLE_US,
    ])
    expect(() => clampUs(NaN)).toThrow(RangeError)
  })
})
