import { expect, test } from 'vitest'
import type { RandomStream } from '../random.ts'
import { commonVariance, moderate, sharedDf, type SampleVariance } from './moderatedVariance.ts'
import { mean, variance } from './moments.ts'
import { mser5 } from './mser.ts'
import { seededStream } from './seededStream.ts'

/** Standard normal, by Box and Muller. */
function normal(stream: RandomStream): number {
  return Math.sqrt(2 * stream.exponential(1)) * Math.cos(2 * Math.PI * stream.nextFloat())
}

/** Sample variances of normal values. */
function sampled(deviationOf: (thing: number) => number, things: number, values: number): SampleVariance[] {
  const stream = seededStream('moderated variance')
  return Array.from({ length: things }, (_, thing) => {
    const deviation = deviationOf(thing)
    const own = Array.from({ length: values }, () => deviation * normal(stream))
    return { variance: variance(own), df: values - 1 }
  })
}

test('variances that are one variance are told to be', () => {
  const { variance: common, df } = commonVariance(
    sampled(() => 3, 2_000, 4),
    Infinity,
  )
  expect(df).toBeGreaterThan(15)
  expect(common).toBeGreaterThan(8)
  expect(common).toBeLessThan(9.5)
})

test('the parameters of the distribution that variances come from are found', () => {
  // s² = s₀² · d₀ / χ²(d₀), with d₀ = 8: χ²(8) is twice the sum of four exponentials.
  const stream = seededStream('prior')
  const chi = (): number => 2 * [1, 1, 1, 1].reduce((sum, one) => sum + stream.exponential(one), 0)
  const { variance: common, df } = commonVariance(
    sampled(() => Math.sqrt((4 * 8) / chi()), 20_000, 6),
    Infinity,
  )
  expect(df).toBeGreaterThan(7)
  expect(df).toBeLessThan(9.2)
  expect(common).toBeGreaterThan(3.8)
  expect(common).toBeLessThan(4.2)
})

test('a variance is drawn towards the common one by its df', () => {
  expect(moderate({ variance: 1, df: 2 }, { variance: 4, df: 4 })).toEqual({ variance: 3, df: 6 })
  expect(moderate({ variance: 1, df: 2 }, { variance: NaN, df: 0 })).toEqual({ variance: 1, df: 2 })
})

test('one variance has nothing in common, nor have zeros', () => {
  expect(commonVariance([{ variance: 2, df: 3 }], Infinity).df).toBe(0)
  expect(
    commonVariance(
      [
        { variance: 0, df: 3 },
        { variance: 0, df: 3 },
      ],
      Infinity,
    ).df,
  ).toBe(0)
  expect(
    commonVariance(
      sampled(() => 1, 9, 3),
      0,
    ).df,
  ).toBe(0)
  expect(
    commonVariance(
      sampled(() => 1, 9, 3),
      5,
    ).df,
  ).toBeLessThanOrEqual(5)
})

test('what follows one mood is one measurement', () => {
  const stream = seededStream('mood')
  const row = (own: number, mood: readonly number[]): number[] => mood.map((common) => common + own * normal(stream))
  const mood = Array.from({ length: 9 }, () => normal(stream))
  const things = Array.from({ length: 60 }, () => 0)
  expect(
    sharedDf(
      things.map(() => row(0, mood)),
      8,
    ),
  ).toBeCloseTo(0, 6)
  expect(
    sharedDf(
      [
        [1, -1],
        [2, -2],
      ],
      1,
    ),
  ).toBe(1)
  const apart = things.map(() => row(1, [0, 0, 0, 0, 0, 0, 0, 0]))
  const centred = apart.map((values) => values.map((value) => value - mean(values)))
  expect(sharedDf(centred, 7)).toBeGreaterThan(200)
  expect([
    sharedDf([], 3),
    sharedDf(
      [
        [0, 0],
        [1, -1],
      ],
      1,
    ),
  ]).toEqual([0, 0])
})

test('a warm-up is cut off, and a steady series hardly', () => {
  const stream = seededStream('warm-up')
  const series = Array.from({ length: 120 }, (_, t) => (t < 30 ? 3 - t / 15 : 1) + 0.1 * normal(stream))
  expect(mser5(series, 0.5)).toBeGreaterThanOrEqual(20)
  expect(mser5(series, 0.5)).toBeLessThanOrEqual(40)
  expect([mser5([], 0.5), mser5([1, 2, 3], 0.5), mser5(Array(40).fill(2), 0.5)]).toEqual([0, 0, 0])
  expect(
    mser5(
      Array.from({ length: 100 }, (_, t) => t),
      0.5,
    ),
  ).toBeLessThanOrEqual(50)
})
