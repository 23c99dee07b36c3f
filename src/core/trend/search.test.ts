/** The parts of the search, held to the plain sums they stand for and to cases whose answer is known. */
import { describe, expect, test } from 'vitest'
import { normalNumbers } from '../../../bench/analysis/normalNumbers.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { likelyPlaces } from './buildSet.ts'
import { changePoints } from './changePoints.ts'
import { clipped } from './clipped.ts'
import { noiseScale } from './noiseScale.ts'
import { pilotChanges } from './pilot.ts'
import { bestRamp } from './ramp.ts'
import { residualNoise } from './residualNoise.ts'
import { SegmentSums } from './segmentSums.ts'
import { chanceOfStrength, HIGHEST_ALPHA, LEAST_BUILDS, LOWEST_ALPHA, strengthThreshold } from './thresholds.ts'
import { THRESHOLD_TABLE } from './thresholdTable.ts'

const NOTHING_KNOWN = { autocorrelation: null, leastVariance: 0 }
const ones = (length: number): Float64Array => new Float64Array(length).fill(1)
const noise = (name: string, length: number): Float64Array => normalNumbers(seededStream('search.test', name), length)
const stepped = (series: Float64Array, at: number, size: number): Float64Array =>
  series.map((value, place) => (place >= at ? value + size : value))

describe('sums of stretches', () => {
  const values = noise('sums', 40)
  const weights = Float64Array.from({ length: 40 }, (_, at) => 1 + (at % 3))
  const sums = new SegmentSums(values, weights)
  const plainMean = (from: number, to: number): number => {
    let [sum, weight] = [0, 0]
    for (let at = from; at < to; at++) {
      sum += weights[at]! * values[at]!
      weight += weights[at]!
    }
    return sum / weight
  }
  const plainSquares = (from: number, to: number): number => {
    let sum = 0
    for (let at = from; at < to; at++) sum += weights[at]! * (values[at]! - plainMean(from, to)) ** 2
    return sum
  }

  test('means and squares', () => {
    for (const [from, to] of [
      [0, 40],
      [3, 4],
      [7, 31],
    ] as const) {
      expect(sums.mean(from, to)).toBeCloseTo(plainMean(from, to), 12)
      expect(sums.squaresAround(from, to)).toBeCloseTo(plainSquares(from, to), 12)
    }
  })

  test('the square of a CUSUM is what a split takes from the squares', () => {
    for (const [from, at, to] of [
      [0, 20, 40],
      [5, 6, 12],
      [10, 37, 39],
    ] as const) {
      const gain = plainSquares(from, to) - plainSquares(from, at) - plainSquares(at, to)
      expect(sums.cusum(from, at, to) ** 2).toBeCloseTo(gain, 10)
    }
  })

  test('residuals around levels, and products of neighbours', () => {
    const changes = [9, 25]
    const levelOf = (at: number): number => (at < 9 ? plainMean(0, 9) : at < 25 ? plainMean(9, 25) : plainMean(25, 40))
    const residual = (at: number): number => Math.sqrt(weights[at]!) * (values[at]! - levelOf(at))
    let [squares, products] = [0, 0]
    for (let at = 0; at < 40; at++) {
      squares += residual(at) ** 2
      if (at > 0) products += residual(at - 1) * residual(at)
    }
    const found = sums.residuals(changes)
    expect(found.squares).toBeCloseTo(squares, 10)
    expect(found.products).toBeCloseTo(products, 10)
  })

  test('the strongest split has room on both sides, or there is none', () => {
    const step = new SegmentSums(Float64Array.from([0, 9, 9, 9, 9, 9]), ones(6))
    expect([step.strongestSplit(0, 6, 1), step.strongestSplit(0, 6, 2), step.strongestSplit(0, 3, 2)]).toEqual([
      1, 2, -1,
    ])
  })
})

describe('noise before levels are known', () => {
  test('is that of normal numbers, with steps and outliers among them', () => {
    expect(noiseScale(noise('scale', 20_000), ones(20_000))).toBeCloseTo(1, 1)
    const wild = stepped(noise('scale', 2_000), 700, 50).map((value, at) => (at % 40 === 0 ? value + 30 : value))
    expect(noiseScale(wild, ones(2_000))).toBeGreaterThan(0.95)
    expect(noiseScale(wild, ones(2_000))).toBeLessThan(1.2)
  })

  test('of one run, where builds have several', () => {
    const halved = noise('weights', 20_000).map((value) => value / 2)
    expect(noiseScale(halved, ones(20_000).fill(4))).toBeCloseTo(1, 1)
  })

  test('ends', () => {
    expect([noiseScale(ones(0), ones(0)), noiseScale(ones(1), ones(1)), noiseScale(ones(9), ones(9))]).toEqual([
      0, 0, 0,
    ])
    expect(noiseScale(Float64Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 3]), ones(10))).toBeCloseTo(Math.sqrt(4.5 / 9), 12)
  })
})

test('wild runs are pulled in: an outlier to its neighbours, another to the end of the allowed range', () => {
  const series = Float64Array.from([0, 0.1, 0, 50, 0, -0.1, 0, 3, 0, 0.1, 0, 0, 0, 9])
  const { values, outliers } = clipped(series, ones(14), 1)
  expect(outliers).toEqual([3, 13])
  expect([values[3], values[7], values[13]]).toEqual([0, 2, 2])
  // A level of four runs is none of it.
  const level = Float64Array.from([0, 0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0, 0])
  expect(clipped(level, ones(14), 1)).toEqual({ values: level, outliers: [] })
  // Three that are alike are left alone, two are not.
  const three = Float64Array.from([0, 0, 0, 0, 0, 9, 9, 9, 0, 0, 0, 0, 0, 0])
  expect(clipped(three, ones(14), 1)).toEqual({ values: three, outliers: [5, 6, 7] })
  const two = Float64Array.from([0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0])
  expect(clipped(two, ones(14), 1)).toEqual({ values: new Float64Array(14), outliers: [5, 6] })
})

test('the pilot has every change that can be seen', () => {
  const series = stepped(stepped(stepped(noise('pilot', 200), 50, 4), 60, -4), 150, 3)
  const pilot = pilotChanges(new SegmentSums(series, ones(200)), 1)
  for (const truth of [50, 60, 150]) expect(pilot.some((at) => Math.abs(at - truth) <= 2)).toBe(true)
  expect(pilot).toEqual(pilot.toSorted((a, b) => a - b))
  expect(new Set(pilot).size).toBe(pilot.length)
})

test('autocorrelation is seen, and leans on the environment while values are few', () => {
  const phi = 0.5
  const series = noise('phi', 5_000)
  for (let at = 1; at < series.length; at++) series[at] = phi * series[at - 1]! + Math.sqrt(1 - phi * phi) * series[at]!
  const known = { autocorrelation: 0.8, leastVariance: 0 }
  const long = residualNoise(new SegmentSums(series, ones(5_000)), [], known)
  expect(long.autocorrelation).toBeCloseTo(phi, 1)
  expect(long.inflation).toBeCloseTo((1 + long.autocorrelation) / (1 - long.autocorrelation), 12)
  expect(long.df).toBe(4_999)
  const residual = long.residualAutocorrelation
  expect(long.autocorrelation).toBeCloseTo(residual + (1 + residual) / 5_000, 12)
  const few = series.slice(0, 10)
  const short = residualNoise(new SegmentSums(few, ones(10)), [], known)
  const raw = short.residualAutocorrelation
  const own = Math.min(Math.max(raw + (1 + raw) / 10, 0), 0.9)
  // 10 of 50 builds: a fifth of its own, and less where all series of the environment are known.
  expect(short.autocorrelation).toBeCloseTo(0.04 * own + 0.96 * 0.8, 12)
  const alone = residualNoise(new SegmentSums(few, ones(10)), [], { ...known, autocorrelation: null })
  expect(alone.autocorrelation).toBeCloseTo(0.2 * own, 12)
})

test('no variance is below that of the measurement', () => {
  const flat = new SegmentSums(new Float64Array(20), ones(20))
  expect(residualNoise(flat, [], { autocorrelation: null, leastVariance: 0.25 }).variance).toBe(0.25)
})

describe('thresholds', () => {
  const { rows, chances } = THRESHOLD_TABLE

  test('the table rests on 20,000 series a length, and grows with rarity', () => {
    for (const { series, strengths } of rows) {
      expect(series).toBeGreaterThanOrEqual(20_000)
      expect(strengths).toHaveLength(chances.length)
      expect(strengths).toEqual([...strengths].toSorted((a, b) => a - b))
    }
    // Beside those of the design (regression.md 2.2, step 4: 240 to 4,000 series).
    const design = { 20: 4.08, 50: 4.02, 100: 4.04, 200: 4.34, 400: 4.47, 1000: 4.7 }
    for (const [builds, strength] of Object.entries(design)) {
      expect(Math.abs(strengthThreshold(Number(builds), 0.01) - strength)).toBeLessThan(0.2)
    }
  })

  test('are those of the table, and lie between them elsewhere', () => {
    rows.forEach(({ builds, strengths }) => {
      chances.forEach((chance, column) => expect(strengthThreshold(builds, chance)).toBeCloseTo(strengths[column]!, 12))
    })
    const [low, middle, high] = [
      strengthThreshold(100, 0.01),
      strengthThreshold(120, 0.01),
      strengthThreshold(140, 0.01),
    ]
    expect((middle - low) / (high - low)).toBeCloseTo(Math.log(1.2) / Math.log(1.4), 9)
    expect(strengthThreshold(50_000, 0.01)).toBeGreaterThan(strengthThreshold(10_000, 0.01))
  })

  test('a chance is the inverse of a threshold, falls with strength, and goes on beyond the table', () => {
    for (const builds of [8, 33, 365, 4_000]) {
      for (const alpha of [0.1, 0.04, 0.01, 0.0007]) {
        expect(chanceOfStrength(builds, strengthThreshold(builds, alpha))).toBeCloseTo(alpha, 9)
      }
      const falling = Array.from({ length: 200 }, (_, at) => chanceOfStrength(builds, at / 10))
      expect(falling).toEqual(falling.toSorted((a, b) => b - a))
      expect(falling[0]).toBe(1)
      expect(falling.at(-1)!).toBeLessThan(LOWEST_ALPHA)
    }
    expect(chanceOfStrength(8, 20)).toBeGreaterThan(chanceOfStrength(100, 20))
  })

  test('refuse what they do not know', () => {
    expect(() => strengthThreshold(LEAST_BUILDS - 1, 0.01)).toThrow('8 builds')
    expect(() => strengthThreshold(20, HIGHEST_ALPHA * 1.1)).toThrow(RangeError)
    expect(() => strengthThreshold(20, LOWEST_ALPHA / 2)).toThrow('0.0005')
    expect(() => strengthThreshold(20, NaN)).toThrow(RangeError)
  })
})

test('the whole search: a step of 3 standard deviations, none, and a level without any noise', () => {
  const threshold = strengthThreshold(60, 0.01)
  const found = changePoints(stepped(noise('whole', 60), 40, 3), ones(60), threshold, NOTHING_KNOWN)
  expect(found.changes).toHaveLength(1)
  expect(Math.abs(found.changes[0]! - 40)).toBeLessThanOrEqual(1)
  expect(found.peak).toBe(found.strengths[0])
  expect(changePoints(noise('none', 60), ones(60), threshold, NOTHING_KNOWN).changes).toEqual([])
  expect(changePoints(new Float64Array(60), ones(60), threshold, NOTHING_KNOWN)).toMatchObject({ changes: [], peak: 0 })
  const exact = stepped(new Float64Array(60), 30, 1)
  expect(changePoints(exact, ones(60), threshold, { autocorrelation: null, leastVariance: 1e-6 }).changes).toEqual([30])
})

describe('the set of builds', () => {
  const quiet = { variance: 1, df: 58, autocorrelation: 0, residualAutocorrelation: 0, inflation: 1 }

  test('is one build where all is clear, and wider where noise is shared', () => {
    const sums = new SegmentSums(stepped(noise('set', 60), 30, 12), ones(60))
    expect(likelyPlaces(sums, 0, 60, quiet, 0.95).map(({ place }) => place)).toEqual([30])
    const small = new SegmentSums(stepped(noise('set', 60), 30, 1.5), ones(60))
    const [narrow, wide] = [1, 3].map((inflation) => likelyPlaces(small, 0, 60, { ...quiet, inflation }, 0.95))
    expect(wide!.length).toBeGreaterThan(narrow!.length)
    expect(narrow!.reduce((sum, { probability }) => sum + probability, 0)).toBeGreaterThanOrEqual(0.95)
  })

  test('has probabilities in the ratio of the posterior', () => {
    // Values 0 0 2 2 between [0, 4): RSS gains 4/3, 4 and 4/3.
    const sums = new SegmentSums(Float64Array.from([0, 0, 2, 2]), ones(4))
    const all = likelyPlaces(sums, 0, 4, quiet, 1)
    const odds = Math.exp((4 - 4 / 3) / 2) * Math.sqrt(3 / 4)
    expect(all.map(({ place }) => place)).toEqual([1, 2, 3])
    expect(all[1]!.probability / all[0]!.probability).toBeCloseTo(odds, 10)
    expect(all[0]!.probability).toBeCloseTo(all[2]!.probability, 12)
  })
})

describe('ramps', () => {
  const ramp = (length: number, from: number, to: number): Float64Array =>
    Float64Array.from({ length }, (_, at) => 3 * Math.min(Math.max((at - from) / (to - from), 0), 1) - 1)

  test('are found to the place, short and long', () => {
    for (const [length, from, to] of [
      [20, 5, 14],
      [300, 31, 257],
      [2_000, 401, 1_499],
    ] as const) {
      const found = bestRamp(ramp(length, from, to), ones(length), 0, length)!
      expect([found.from, found.to]).toEqual([from, to])
      expect([found.before, found.after, found.squares].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
        -1, 2, 0,
      ])
    }
  })

  test('have five builds at least', () => {
    expect(bestRamp(ramp(5, 0, 4), ones(5), 0, 5)).toBeNull()
    const short = bestRamp(ramp(30, 14, 16), ones(30), 0, 30)!
    expect(short.to - short.from).toBe(5)
  })
})
