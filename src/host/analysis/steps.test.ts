import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseSteps } from './steps.ts'

const FEW = { count: 4, needsEach: false }

test('steps are the shortest of those that people read easily that fit', () => {
  const stepOf = (toS: number, points: number): number => chooseSteps({ fromS: 0, toS }, toS, points, FEW).stepS
  expect([900, 901, 1801, 3600, 9000, 90_000].map((toS) => stepOf(toS, 900))).toEqual([1, 2, 5, 5, 10, 120])
  expect(stepOf(100_000_000, 2000)).toBe(50_400)
})

test('an hour of two hundred endpoints is read from what is stored added up', () => {
  const hour = { fromS: 0, toS: 3600 }
  expect(chooseSteps(hour, 3600, 900, { count: 400, needsEach: false }).stepS).toBe(10)
  // One endpoint among them is quickly read.
  expect(chooseSteps(hour, 3600, 900, { count: 2, needsEach: true }).stepS).toBe(5)
  expect(chooseSteps({ fromS: 100, toS: 220 }, 3600, 900, { count: 400, needsEach: false }).stepS).toBe(1)
  // Totals of each second are few rows, however many series there are.
  const totals = { count: 400, needsEach: false, hasSecondTotals: true }
  expect(chooseSteps({ fromS: 600, toS: 1200 }, 3600, 900, totals).stepS).toBe(1)
  expect(chooseSteps(hour, 3600, 900, totals).stepS).toBe(5)
})

test('steps lie on their multiples around the window, and end with what is written', () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.integer({ min: 1, max: 100_000 }),
      fc.nat(200_000),
      fc.integer({ min: 1, max: 2000 }),
      fc.nat(2000),
      (fromS, lengthS, endS, points, count) => {
        const steps = chooseSteps({ fromS, toS: fromS + lengthS }, endS, points, { count, needsEach: count % 2 === 0 })
        expect(steps.count).toBeLessThanOrEqual(points)
        expect(steps.fromS % steps.stepS).toBe(0)
        if (fromS >= endS) {
          expect(steps.count).toBe(0)
          return
        }
        const last = Math.min(fromS + lengthS, endS)
        expect(steps.fromS).toBeLessThanOrEqual(fromS)
        expect(steps.toS).toBeGreaterThanOrEqual(last)
        expect(steps.toS).toBeLessThanOrEqual(endS)
        expect(steps.count).toBe(Math.ceil(last / steps.stepS) - Math.floor(fromS / steps.stepS))
      },
    ),
    { numRuns: 500 },
  )
})
