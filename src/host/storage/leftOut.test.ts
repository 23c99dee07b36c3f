/** Against every second, one by one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLeftOut, leftOutBetween, remainingMs, remainingParts } from './leftOut.ts'

const leftOut = fc
  .uniqueArray(fc.nat(40), { maxLength: 40 })
  .map((seconds) => seconds.toSorted((one, other) => one - other))

test('what remains of a stretch is every second of it that is not left out', () => {
  fc.assert(
    fc.property(leftOut, fc.nat(45), fc.nat(45), (seconds, fromS, lengthS) => {
      const toS = fromS + lengthS
      const every = Array.from({ length: lengthS }, (_, at) => fromS + at)
      const remaining = every.filter((t) => !seconds.includes(t))
      const parts = remainingParts(fromS, toS, seconds)
      expect(parts.flatMap((part) => every.filter((t) => t >= part.fromS && t < part.toS))).toEqual(remaining)
      expect(parts.every((part, at) => part.toS > part.fromS && (at === 0 || parts[at - 1]!.toS < part.fromS))).toBe(
        true,
      )
      expect(leftOutBetween(fromS, toS, seconds)).toBe(lengthS - remaining.length)
      expect(every.filter((t) => !isLeftOut(t, seconds))).toEqual(remaining)
      expect(remainingMs(fromS * 1000, toS * 1000, seconds)).toBe(remaining.length * 1000)
    }),
  )
})

test('ends within a second count as far as they reach, and what is left out is exactly nothing', () => {
  expect(remainingMs(500, 3250, [])).toBe(2750)
  expect(remainingMs(500, 3250, [0])).toBe(2250)
  expect(remainingMs(500, 3250, [0, 3])).toBe(2000)
  expect(remainingMs(0.1, 2999.7, [0, 1, 2])).toBe(0)
  expect(remainingParts(5, Infinity, [7])).toEqual([
    { fromS: 5, toS: 7 },
    { fromS: 8, toS: Infinity },
  ])
})
