import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apportion, interleave, userTypeSequence } from './apportion.ts'

describe('apportion', () => {
  test.each([
    [[10, 1, 2], 2000, [1538, 154, 308]],
    [[10, 1, 2], 13, [10, 1, 2]],
    [[1, 1, 1], 2, [1, 1, 0]],
    [[1, 1, 1], 10, [4, 3, 3]],
    [[0, 3, 0, 1], 2, [0, 2, 0, 0]],
    [[0, 3, 0, 1], 6, [0, 5, 0, 1]],
    [[0.1, 0.2, 0.7], 10, [1, 2, 7]],
    [[5], 7, [7]],
    [[1, 2], 0, [0, 0]],
    [[], 0, []],
    [[0, 0], 0, [0, 0]],
    [[1e308, 1e308], 3, [2, 1]],
    // The usual textbook example: 100,000 votes, 10 seats; quotas 4.7, 1.6, 1.59, 1.2, 0.6, 0.31.
    [[47_000, 16_000, 15_900, 12_000, 6000, 3100], 10, [5, 2, 1, 1, 1, 0]],
  ])('%j over %d is %j', (weights, n, parts) => expect(apportion(weights, n)).toEqual(parts))

  test.each([
    [[1], -1],
    [[1], 0.5],
    [[-1, 2], 3],
    [[Number.NaN], 1],
    [[Infinity], 1],
    [[], 1],
    [[0, 0], 1],
  ])('%j over %d is refused', (weights, n) => expect(() => apportion(weights, n)).toThrow(RangeError))

  test('gives everybody the quota rounded down or up, exactly n in all, and never a seat to weight 0', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 5000 }),
        (weights, n) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          fc.pre(total > 0)
          const parts = apportion(weights, n)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(n)
          parts.forEach((part, i) => {
            const weight = weights[i] ?? Number.NaN
            // In whole numbers: |part − n·weight/total| < 1.
            expect(Math.abs(part * total - n * weight)).toBeLessThan(total)
            if (weight === 0) expect(part).toBe(0)
          })
        },
      ),
    )
  })

  test('adds up with weights of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 100_000 }),
        (weights, n) => {
          fc.pre(weights.some((weight) => weight > 1e-300))
          expect(apportion(weights, n).reduce((sum, part) => sum + part, 0)).toBe(n)
        },
      ),
    )
  })
})

/** Checks every prefix in whole numbers: |used − place·count/total| <= 1 − 1/(2k − 2). */
function expectEvenPrefixes(counts: number[], sequence: Uint16Array): void {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const kinds = counts.filter((count) => count > 0).length
  expect(sequence).toHaveLength(total)
  const used = counts.map(() => 0)
  const bound = kinds > 1 ? BigInt(2 * kinds - 3) * BigInt(total) : 0n
  const width = kinds > 1 ? BigInt(2 * kinds - 2) : 1n
  sequence.forEach((type, index) => {
    used[type] = (used[type] ?? Number.NaN) + 1
    counts.forEach((count, i) => {
      const off = BigInt(used[i] ?? 0) * BigInt(total) - BigInt(index + 1) * BigInt(count)
      if ((off < 0n ? -off : off) * width > bound)
        throw new Error(`type ${i} is off by ${off}/${total} at place ${index + 1}`)
    })
  })
  expect(used).toEqual(counts)
}

describe('interleave', () => {
  test.each([
    [[], []],
    [[0, 0], []],
    [[3], [0, 0, 0]],
    [
      [0, 3, 0],
      [1, 1, 1],
    ],
    [
      [2, 2],
      [0, 1, 0, 1],
    ],
    [
      [0, 1, 3],
      [2, 1, 2, 2],
    ],
  ])('%j', (counts, sequence) => {
    const actual = interleave(counts)
    expectEvenPrefixes(counts, actual)
    expect([...actual]).toEqual(sequence)
  })

  test('keeps every prefix within the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 10 }), (counts) =>
        expectEvenPrefixes(counts, interleave(counts)),
      ),
      { numRuns: 300 },
    )
  })

  test('keeps it with lopsided counts too', () => {
    for (const counts of [
      [1000, 1, 1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1, 1, 1000],
      [500, 499, 1],
      [7, 11, 13, 17, 19, 23],
      [6, 3, 2, 1, 1, 1, 1, 1],
    ]) {
      expectEvenPrefixes(counts, interleave(counts))
    }
  })

  test.each([[[-1]], [[0.5]], [[Number.NaN]], [[1e9, 1]], [Array.from({ length: 65_537 }, () => 0)]])(
    'refuses what it cannot do exactly',
    (counts) => expect(() => interleave(counts)).toThrow(RangeError),
  )
})

test('2000 users of three types: the right totals, and the right mix at every number of users', () => {
  const sequence = userTypeSequence([10, 1, 2], 2000)
  expectEvenPrefixes([1538, 154, 308], sequence)
})

test('types of weight 0 never appear', () => {
  expect(new Set(userTypeSequence([0, 5, 0, 2], 100))).toEqual(new Set([1, 3]))
})

test('100,000 users of 20 types', () => {
  const weights = Array.from({ length: 20 }, (_, i) => i + 1)
  expect(userTypeSequence(weights, 100_000)).toHaveLength(100_000)
})
