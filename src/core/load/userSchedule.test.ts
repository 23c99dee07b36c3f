import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closedLoad, constantArrivals, levelAt, totalDurationMs } from './loadShape.ts'
import type { ClosedLoad } from './loadShape.ts'
import { activeUsersAt, maxUserCount, userIntervals } from './userSchedule.ts'

const upAndDown: ClosedLoad = {
  model: 'closed',
  stages: [
    { durationMs: 10_000, from: 0, to: 10 },
    { durationMs: 5000, from: 10, to: 10 },
    { durationMs: 10_000, from: 10, to: 0 },
  ],
}

describe('userIntervals', () => {
  test.each([
    [10, 5],
    [100, 10],
    [2000, 400],
    [1000, 50],
    [7, 3],
    [11, 0.3],
  ])('of %d users at %d/s: user i starts at i / rate and stays to the end', (users, rate) => {
    const shape = closedLoad(users, rate, 3_600_000)
    for (let i = 0; i < users; i++) {
      const [interval, ...more] = userIntervals(shape, i)
      expect(more).toEqual([])
      expect(interval?.stopMs).toBeCloseTo(3_600_000, 6)
      expect(Math.abs((interval?.startMs ?? Number.NaN) - (i * 1000) / rate)).toBeLessThanOrEqual(1e-9 * (i + 1))
    }
    expect(userIntervals(shape, users)).toEqual([])
  })

  test('starts are exact where the spawn interval is', () => {
    const shape = closedLoad(10, 5, 120_000)
    expect(Array.from({ length: 10 }, (_, i) => userIntervals(shape, i)[0]?.startMs)).toEqual([
      0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800,
    ])
  })

  test('a ramp longer than the run starts those who fall within it', () => {
    const shape = closedLoad(10, 1, 4500)
    expect([0, 1, 4, 5].map((i) => userIntervals(shape, i))).toEqual([
      [{ startMs: 0, stopMs: 4500 }],
      [{ startMs: 1000, stopMs: 4500 }],
      [{ startMs: 4000, stopMs: 4500 }],
      [],
    ])
  })

  test('a user due exactly at the end does not start', () => {
    expect([maxUserCount(closedLoad(10, 1, 4000)), userIntervals(closedLoad(10, 1, 4000), 4)]).toEqual([4, []])
  })

  test('on a ramp user i starts when the line reaches i + 1, and the last in stops first', () => {
    expect([0, 4, 9, 10].map((i) => userIntervals(upAndDown, i))).toEqual([
      [{ startMs: 1000, stopMs: 24_000 }],
      [{ startMs: 5000, stopMs: 20_000 }],
      [{ startMs: 10_000, stopMs: 15_000 }],
      [],
    ])
  })

  test('a load that falls and rises again wakes the same users again', () => {
    const shape: ClosedLoad = {
      model: 'closed',
      stages: [
        { durationMs: 1000, from: 4, to: 4 },
        { durationMs: 0, from: 4, to: 1 },
        { durationMs: 1000, from: 1, to: 1 },
        { durationMs: 3000, from: 1, to: 4 },
        { durationMs: 500, from: 4, to: 4 },
      ],
    }
    expect([0, 1, 3].map((i) => userIntervals(shape, i))).toEqual([
      [{ startMs: 0, stopMs: 5500 }],
      [
        { startMs: 0, stopMs: 1000 },
        { startMs: 3000, stopMs: 5500 },
      ],
      [
        { startMs: 0, stopMs: 1000 },
        { startMs: 5000, stopMs: 5500 },
      ],
    ])
  })

  test('the tip of a peak lasts no time', () => {
    const shape: ClosedLoad = {
      model: 'closed',
      stages: [
        { durationMs: 1000, from: 0, to: 2 },
        { durationMs: 1000, from: 2, to: 0 },
      ],
    }
    expect([userIntervals(shape, 0), userIntervals(shape, 1), maxUserCount(shape)]).toEqual([
      [{ startMs: 500, stopMs: 1500 }],
      [],
      1,
    ])
  })

  test('half a user does not start', () => {
    const shape: ClosedLoad = { model: 'closed', stages: [{ durationMs: 1000, from: 2.5, to: 2.5 }] }
    expect([maxUserCount(shape), activeUsersAt(shape, 500)]).toEqual([2, 2])
  })
})

test('maxUserCount of the open model is its limit', () => {
  expect(maxUserCount(constantArrivals(200, 1000, 50))).toBe(50)
})

test('maxUserCount of nothing is 0', () => {
  expect([
    maxUserCount({ model: 'closed', stages: [] }),
    maxUserCount(closedLoad(0, 1, 1000)),
    maxUserCount(closedLoad(5, 1, 0)),
  ]).toEqual([0, 0, 0])
})

const anyLoad: fc.Arbitrary<ClosedLoad> = fc.oneof(
  fc
    .array(
      fc.record({
        durationMs: fc.oneof(
          fc.constant(0),
          fc.integer({ min: 1, max: 20_000 }),
          fc.double({ min: 0.5, max: 1e4, noNaN: true }),
        ),
        level: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 40, noNaN: true })),
        jumpsTo: fc.option(fc.integer({ min: 0, max: 40 })),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((steps) => {
      let from = 0
      const stages = steps.map(({ durationMs, level, jumpsTo }) => {
        const stage = { durationMs, from: jumpsTo ?? from, to: level }
        from = level
        return stage
      })
      return { model: 'closed', stages } as const
    }),
  fc
    .tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: 0, max: 60_000 }),
    )
    .map(([users, rate, ms]) => closedLoad(users, rate, ms)),
)

describe('consistency', () => {
  test('the number of active users is the planned level, rounded down, everywhere but at the very moment of a change', () => {
    fc.assert(
      fc.property(anyLoad, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (shape, share) => {
        const tMs = share * totalDurationMs(shape)
        const level = levelAt(shape, tMs)
        fc.pre(totalDurationMs(shape) > 0 && Math.abs(level - Math.round(level)) > 1e-6)
        expect(activeUsersAt(shape, tMs)).toBe(Math.floor(level))
      }),
      { numRuns: 500 },
    )
  })

  test('activeUsersAt counts exactly the intervals, at their edges too', () => {
    fc.assert(
      fc.property(anyLoad, fc.double({ min: 0, max: 1, noNaN: true }), (shape, share) => {
        const all = Array.from({ length: 70 }, (_, i) => userIntervals(shape, i))
        const edges = all.flat().flatMap(({ startMs, stopMs }) => [startMs, stopMs])
        for (const tMs of [0, share * totalDurationMs(shape), totalDurationMs(shape), ...edges]) {
          const active = all.filter((intervals) =>
            intervals.some((one) => one.startMs <= tMs && tMs < one.stopMs),
          ).length
          expect(activeUsersAt(shape, tMs)).toBe(active)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('intervals are ordered, apart, inside the run, and nested: whoever has the lower number is there whenever the higher is', () => {
    fc.assert(
      fc.property(anyLoad, (shape) => {
        const endMs = totalDurationMs(shape)
        const count = maxUserCount(shape)
        expect(userIntervals(shape, count)).toEqual([])
        for (let i = 0; i < count; i++) {
          const mine = userIntervals(shape, i)
          expect(mine.length).toBeGreaterThan(0)
          let lastMs = -1
          for (const { startMs, stopMs } of mine) {
            expect(startMs).toBeGreaterThan(lastMs)
            expect(stopMs).toBeGreaterThan(startMs)
            expect(stopMs).toBeLessThanOrEqual(endMs)
            lastMs = stopMs
          }
          for (const above of userIntervals(shape, i + 1)) {
            expect(mine.some((one) => one.startMs <= above.startMs && above.stopMs <= one.stopMs)).toBe(true)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
