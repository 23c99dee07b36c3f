import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArrivalPositions } from './arrivalPositions.ts'
import { ArrivalCursor, arrivalCount, arrivalTimeMs } from './arrivalSchedule.ts'
import { constantArrivals, levelAt, totalDurationMs } from './loadShape.ts'
import type { OpenLoad, Stage } from './loadShape.ts'

function open(...stages: Stage[]): OpenLoad {
  return { model: 'open', maxUsers: 10, stages }
}

function cursorOf(shape: OpenLoad, shard = 0, shards = 1, seed = 1): ArrivalCursor {
  return new ArrivalCursor(shape, new ArrivalPositions(shape.spacing, seed, shard, shards))
}

function allTimes(shape: OpenLoad): number[] {
  return Array.from({ length: arrivalCount(shape) }, (_, k) => arrivalTimeMs(shape, k) ?? Number.NaN)
}

/** The oracle: the integral of the rate up to a time, by midpoint sums over `levelAt` between the borders of the stages. */
function integral(shape: OpenLoad, untilMs: number): number {
  let sum = 0
  let startMs = 0
  for (const { durationMs } of shape.stages) {
    const endMs = Math.min(startMs + durationMs, untilMs)
    const steps = 64
    const stepMs = (endMs - startMs) / steps
    if (stepMs > 0)
      for (let i = 0; i < steps; i++) sum += (levelAt(shape, startMs + (i + 0.5) * stepMs) * stepMs) / 1000
    startMs += durationMs
  }
  return sum
}

describe('a constant rate', () => {
  test.each([1, 3, 7, 50, 200, 333.3, 1204])('of %d/s: arrival k is due at exactly k × 1000 / rate', (rate) => {
    const shape = constantArrivals(rate, 3_600_000, 10)
    const ks = [0, 1, 2, 3, 10, 999, 1000, 3599]
    expect(ks.map((k) => arrivalTimeMs(shape, k))).toEqual(ks.map((k) => (k * 1000) / rate))
  })

  test.each([
    [200, 600_000, 120_000],
    [0.1, 30_000, 3],
    [0.1, 30_001, 4],
    [50 / 60, 60_000, 50],
    [1 / 3, 9000, 3],
    [10 / 3600, 3_600_000, 10],
    [5, 0, 0],
    [0, 5000, 0],
    [1, 1, 1],
    [31 / 60, 60_000, 31],
    [23 / 60, 300_000, 115],
  ])('of %d/s for %d ms has %d arrivals', (rate, ms, count) => {
    const shape = constantArrivals(rate, ms, 10)
    expect([arrivalCount(shape), arrivalTimeMs(shape, count)]).toEqual([count, null])
  })

  test('of several stages adds up without an arrival too many', () => {
    // In doubles 55 + 55 + 55 arrivals of 1.1/s make 165.00000000000003.
    const stage: Stage = { durationMs: 50_000, from: 1.1, to: 1.1 }
    expect(arrivalCount(open(stage, stage, stage))).toBe(165)
  })

  test('stays exact after a week', () => {
    expect(arrivalTimeMs(constantArrivals(1000, 7 * 86_400_000, 10), 600_000_000)).toBe(600_000_000)
  })
})

describe('ramps', () => {
  test('from zero: the time of arrival k is the square root of the integral', () => {
    // 0 → 10/s over 10 s: the integral is t²/2 with t in seconds.
    const times = allTimes(open({ durationMs: 10_000, from: 0, to: 10 }))
    expect(times).toHaveLength(50)
    times.forEach((tMs, k) => expect(tMs).toBeCloseTo(Math.sqrt(2 * k) * 1000, 8))
  })

  test('to zero mirrors it', () => {
    // 10/s → 0 over 10 s: 50 − (10 − t)²/2 = k.
    const times = allTimes(open({ durationMs: 10_000, from: 10, to: 0 }))
    expect(times).toHaveLength(50)
    times.forEach((tMs, k) => expect(tMs).toBeCloseTo((10 - Math.sqrt(2 * (50 - k))) * 1000, 7))
  })

  test('with a slope of nearly nothing agree with the constant rate', () => {
    for (const to of [100 + 1e-13, 100 + 1e-9, 100 - 1e-9]) {
      const shape = open({ durationMs: 60_000, from: 100, to })
      for (let k = 0; k < 5999; k += 7) expect(arrivalTimeMs(shape, k)).toBeCloseTo(k * 10, 5)
    }
  })

  test('that begin at next to nothing are still right', () => {
    const times = allTimes(open({ durationMs: 10_000, from: 1e-12, to: 10 }))
    times.slice(1).forEach((tMs, i) => expect(tMs).toBeCloseTo(Math.sqrt(2 * (i + 1)) * 1000, 6))
  })

  test('across a pause: what falls due in it happens when the rate is back', () => {
    const shape = open(
      { durationMs: 5000, from: 0, to: 0 },
      { durationMs: 1000, from: 2, to: 2 },
      { durationMs: 9000, from: 0, to: 0 },
      { durationMs: 0, from: 0, to: 5 },
      { durationMs: 1000, from: 5, to: 5 },
    )
    expect(allTimes(shape)).toEqual([5000, 5500, 15_000, 15_200, 15_400, 15_600, 15_800])
  })

  test('no load, no arrivals', () => {
    expect([arrivalCount(open()), arrivalTimeMs(open(), 0), cursorOf(open()).peekMs()]).toEqual([0, null, null])
  })
})

test.each([-1, 0.5, Number.NaN])('arrival %d is refused', (k) => {
  expect(() => arrivalTimeMs(constantArrivals(1, 1, 1), k)).toThrow(RangeError)
})

const rate = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.double({ min: 0, max: 60, noNaN: true }))
const anyLoad: fc.Arbitrary<OpenLoad> = fc
  .array(
    fc.record({
      durationMs: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 8000 }),
        fc.double({ min: 0.1, max: 8000, noNaN: true }),
      ),
      from: rate,
      to: rate,
      isLevel: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((stages) =>
    open(...stages.map(({ durationMs, from, to, isLevel }) => ({ durationMs, from, to: isLevel ? from : to }))),
  )

describe('against numeric integration', () => {
  test('the integral up to arrival k is k', () => {
    fc.assert(
      fc.property(anyLoad, (shape) => {
        allTimes(shape).forEach((tMs, k) => expect(Math.abs(integral(shape, tMs) - k)).toBeLessThan(1e-6))
      }),
      { numRuns: 60 },
    )
  })

  test('the count is the integral over all, rounded up', () => {
    fc.assert(
      fc.property(anyLoad, (shape) => {
        const planned = integral(shape, totalDurationMs(shape))
        expect(arrivalCount(shape)).toBeGreaterThanOrEqual(planned - 1e-6)
        expect(arrivalCount(shape)).toBeLessThan(planned + 1 + 1e-6)
      }),
    )
  })

  test('any window has as many arrivals as its integral, within one', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(anyLoad, share, share, (shape, one, other) => {
        const [fromMs, toMs] = [Math.min(one, other), Math.max(one, other)].map(
          (at) => at * totalDurationMs(shape),
        ) as [number, number]
        const inside = allTimes(shape).filter((tMs) => tMs >= fromMs && tMs < toMs).length
        expect(Math.abs(inside - (integral(shape, toMs) - integral(shape, fromMs)))).toBeLessThan(1 + 1e-6)
      }),
    )
  })

  test('times rise and lie inside the load, at moments with a rate', () => {
    fc.assert(
      fc.property(anyLoad, (shape) => {
        let lastMs = -1
        for (const tMs of allTimes(shape)) {
          expect(tMs).toBeGreaterThan(lastMs)
          expect(tMs).toBeLessThanOrEqual(totalDurationMs(shape))
          lastMs = tMs
        }
      }),
    )
  })
})

describe('ArrivalCursor', () => {
  test('the shards together make exactly the arrivals, each its own', () => {
    fc.assert(
      fc.property(anyLoad, fc.integer({ min: 1, max: 7 }), (shape, shards) => {
        const seen: (number | undefined)[] = []
        for (let shard = 0; shard < shards; shard++) {
          const cursor = cursorOf(shape, shard, shards)
          for (let dueMs = cursor.peekMs(); dueMs !== null; dueMs = cursor.peekMs()) {
            expect(cursor.index % shards).toBe(shard)
            seen[cursor.index] = dueMs
            cursor.advance()
          }
        }
        expect(seen).toEqual(allTimes(shape))
      }),
    )
  })

  test('stays at its end', () => {
    const cursor = cursorOf(constantArrivals(1, 1000, 1), 0, 2)
    expect(cursor.peekMs()).toBe(0)
    cursor.advance()
    cursor.advance()
    expect([cursor.peekMs(), cursor.index]).toEqual([null, 2])
  })

  test.each([
    [-1, 2],
    [2, 2],
    [0, 0],
    [0.5, 2],
  ])('shard %d of %d is refused', (shard, shards) => {
    expect(() => cursorOf(constantArrivals(1, 1, 1), shard, shards)).toThrow(RangeError)
  })
})
