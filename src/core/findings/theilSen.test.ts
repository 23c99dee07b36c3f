import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { theilSen } from './theilSen.ts'

test('by hand: four points, six slopes', () => {
  // Slopes 1, 1, 3, 1, 4, 7: the median is 2. What is left, y − 2x: 0, −1, −2, 3, of which the median is −0.5.
  const line = theilSen([0, 1, 2, 9].map((y, x) => ({ x, y })))
  expect(line).toEqual({ slope: 2, intercept: -0.5, tau: 1 })
})

test('one outlier in a straight line changes nothing', () => {
  const points = Array.from({ length: 21 }, (_, x) => ({ x, y: 5 + 2 * x }))
  points[10]!.y = 1e6
  expect(theilSen(points)).toMatchObject({ slope: 2, intercept: 5 })
})

test('a straight line is found exactly, points in any order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -100, max: 100 }),
      fc.integer({ min: -100, max: 100 }),
      fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 20 }),
      (slope, intercept, xs) => {
        const line = theilSen(xs.map((x) => ({ x, y: intercept + slope * x })))!
        expect(line.slope).toBeCloseTo(slope, 9)
        expect(line.intercept).toBeCloseTo(intercept, 9)
        expect(line.tau).toBe(Math.sign(slope))
      },
    ),
  )
})

test('no two different x: no line', () => {
  expect(theilSen([])).toBeNull()
  expect(
    theilSen([
      { x: 1, y: 1 },
      { x: 1, y: 2 },
    ]),
  ).toBeNull()
})
