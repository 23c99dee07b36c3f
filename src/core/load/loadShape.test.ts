import { describe, expect, test } from 'vitest'
import { closedLoad, constantArrivals, levelAt, peakLevel, totalDurationMs } from './loadShape.ts'
import type { LoadShape } from './loadShape.ts'

const knee: LoadShape = {
  model: 'open',
  maxUsers: 100,
  stages: [
    { durationMs: 30_000, from: 0, to: 50 },
    { durationMs: 120_000, from: 50, to: 50 },
    { durationMs: 0, from: 50, to: 100 },
    { durationMs: 300_000, from: 100, to: 400 },
  ],
}

describe('levelAt', () => {
  test.each([
    [-1, 0],
    [0, 0],
    [15_000, 25],
    [30_000, 50],
    [149_999, 50],
    [150_000, 100],
    [300_000, 250],
    [450_000, 400],
    [450_001, 0],
  ])('at %d ms is %d', (tMs, level) => expect(levelAt(knee, tMs)).toBe(level))

  test('of no stages is 0', () => expect(levelAt({ model: 'closed', stages: [] }, 0)).toBe(0))
})

test('duration and peak', () => {
  expect([totalDurationMs(knee), peakLevel(knee)]).toEqual([450_000, 400])
})

test('a jump that lasts no time is no peak', () => {
  const shape: LoadShape = {
    model: 'closed',
    stages: [
      { durationMs: 1000, from: 5, to: 5 },
      { durationMs: 0, from: 5, to: 900 },
    ],
  }
  expect(peakLevel(shape)).toBe(5)
})

describe('closedLoad', () => {
  test('ramps from the first user at once to all of them, and holds to the end of the run time', () => {
    expect(closedLoad(10, 5, 120_000).stages).toEqual([
      { durationMs: 1800, from: 1, to: 10 },
      { durationMs: 118_200, from: 10, to: 10 },
    ])
  })

  test('lasts the run time, ramp included', () => {
    expect(
      [closedLoad(2000, 400, 300_000), closedLoad(100, 1, 5000), closedLoad(1, 1, 10), closedLoad(9, 3, 0)].map(
        totalDurationMs,
      ),
    ).toEqual([300_000, 5000, 10, 0])
  })

  test('one user, none, or all at once need no ramp', () => {
    expect(
      [closedLoad(1, 0.1, 500), closedLoad(0, 5, 500), closedLoad(7, Infinity, 500)].map(({ stages }) => stages),
    ).toEqual([
      [{ durationMs: 500, from: 1, to: 1 }],
      [{ durationMs: 500, from: 0, to: 0 }],
      [{ durationMs: 500, from: 7, to: 7 }],
    ])
  })

  test.each([
    [-1, 1, 1],
    [1.5, 1, 1],
    [1, 0, 1],
    [1, -1, 1],
    [1, Number.NaN, 1],
    [1, 1, -1],
    [1, 1, Infinity],
    [Number.NaN, 1, 1],
  ])('(%d, %d, %d) is refused', (users, rate, ms) => expect(() => closedLoad(users, rate, ms)).toThrow(RangeError))
})

describe('constantArrivals', () => {
  test('is one level line', () => {
    expect(constantArrivals(200, 600_000, 1000)).toEqual({
      model: 'open',
      maxUsers: 1000,
      stages: [{ durationMs: 600_000, from: 200, to: 200 }],
    })
  })

  test.each([
    [-1, 1, 1],
    [Infinity, 1, 1],
    [1, -1, 1],
    [1, 1, 0.5],
    [1, 1, -1],
  ])('(%d, %d, %d) is refused', (rate, ms, users) =>
    expect(() => constantArrivals(rate, ms, users)).toThrow(RangeError),
  )
})
