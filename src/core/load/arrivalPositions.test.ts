/** Random arrivals against the theory of the Poisson process, and of the queue that they make before one server. Seeds are fixed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArrivalPositions } from './arrivalPositions.ts'
import { ArrivalCursor } from './arrivalSchedule.ts'
import { constantArrivals, levelAt, totalDurationMs } from './loadShape.ts'
import type { OpenLoad } from './loadShape.ts'
import { meanWaitMs, waitDistribution, waitsMs } from './testing/oneServer.ts'

function random(shape: OpenLoad): OpenLoad {
  return { ...shape, spacing: 'random' }
}

function timesMs(shape: OpenLoad, seed = 1, shard = 0, shards = 1): number[] {
  const cursor = new ArrivalCursor(shape, new ArrivalPositions(shape.spacing, seed, shard, shards))
  const times: number[] = []
  for (let dueMs = cursor.peekMs(); dueMs !== null; dueMs = cursor.peekMs()) {
    times.push(dueMs)
    cursor.advance()
  }
  return times
}

describe('random arrivals', () => {
  const perS = 100
  const times = timesMs(random(constantArrivals(perS, 1_000_000, 1)))

  test('distances are exponential (Kolmogorov–Smirnov, p > 0.001)', () => {
    const distances = times.map((tMs, k) => tMs - (times[k - 1] ?? 0)).sort((a, b) => a - b)
    const n = distances.length
    const furthest = Math.max(
      ...distances.map((ms, i) => {
        const share = 1 - Math.exp((-ms * perS) / 1000)
        return Math.max(share - i / n, (i + 1) / n - share)
      }),
    )
    expect(furthest).toBeLessThan(1.949 / Math.sqrt(n))
  })

  test('counts of seconds have the variance of a Poisson count, and nothing to do with the second before', () => {
    const counts = Array.from({ length: 1000 }, () => 0)
    for (const tMs of times) counts[Math.floor(tMs / 1000)]!++
    const mean = times.length / 1000
    const moment = (lag: number): number =>
      counts.slice(lag).reduce((sum, count, i) => sum + (count - mean) * (counts[i]! - mean), 0) / (1000 - lag)
    // Five standard errors: √(1/n) of the count's mean, √(2/n) of its dispersion, 1/√n of the correlation.
    expect(Math.abs(mean - perS)).toBeLessThan(5 * Math.sqrt(perS / 1000))
    expect(Math.abs(moment(0) / mean - 1)).toBeLessThan(5 * Math.sqrt(2 / 1000))
    expect(Math.abs(moment(1) / moment(0))).toBeLessThan(5 / Math.sqrt(1000))
  })

  test('follow any shape: the integral of the rate up to arrival k is the position that was drawn for it', () => {
    const level = fc.integer({ min: 0, max: 80 })
    const stages = fc.array(fc.record({ durationMs: fc.integer({ min: 0, max: 5000 }), from: level, to: level }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(stages, fc.nat(), (list, seed) => {
        const shape: OpenLoad = { model: 'open', maxUsers: 1, spacing: 'random', stages: list }
        const positions = new ArrivalPositions('random', seed, 0, 1)
        for (const tMs of timesMs(shape, seed)) {
          expect(integral(shape, tMs)).toBeCloseTo(positions.position, 6)
          positions.advance()
        }
        // The first that is not made lies behind the end of the load.
        expect(positions.position).toBeGreaterThan(integral(shape, totalDurationMs(shape)) - 1e-6)
      }),
      { numRuns: 60 },
    )
  })

  test('are the same in any number of shards', () => {
    const shape = random({ model: 'open', maxUsers: 1, stages: [{ durationMs: 9000, from: 0, to: 60 }] })
    const alone = timesMs(shape, 7)
    for (const shards of [2, 3, 7]) {
      const parts = Array.from({ length: shards }, (_, shard) => timesMs(shape, 7, shard, shards))
      expect(parts.flat().sort((a, b) => a - b)).toEqual(alone.map((tMs) => expect.closeTo(tMs, 8) as number))
      for (const [shard, part] of parts.entries())
        expect(part).toHaveLength(Math.floor((alone.length - shard - 1) / shards) + 1)
    }
  })

  test('differ from seed to seed', () => {
    const shape = random(constantArrivals(10, 10_000, 1))
    expect(timesMs(shape, 1)).toEqual(timesMs(shape, 1))
    expect(timesMs(shape, 1)).not.toEqual(timesMs(shape, 2))
  })

  test('go on under another shape where they are', () => {
    const positions = new ArrivalPositions('random', 3, 0, 1)
    const before = random(constantArrivals(100, 10_000, 1))
    const cursor = new ArrivalCursor(before, positions)
    while (cursor.peekMs()! < 4000) cursor.advance()
    // From 4 s on twice the rate: what was left of the distance passes in half the time.
    const stages = [
      { durationMs: 4000, from: 100, to: 100 },
      { durationMs: 6000, from: 200, to: 200 },
    ]
    const changed = new ArrivalCursor({ ...before, stages }, positions)
    expect(changed.index).toBe(cursor.index)
    expect(changed.peekMs()! - 4000).toBeCloseTo((cursor.peekMs()! - 4000) / 2, 8)
  })
})

describe('the queue before one server', () => {
  // 400,000 arrivals; the relative error of the means below is measured to shrink with its root.
  const serviceMs = 10
  test.each([
    [0.3, 0.02],
    [0.5, 0.02],
    [0.7, 0.02],
    [0.85, 0.04],
  ])('M/D/1 at %d: mean wait and its distribution are those of theory', (utilisation, tolerance) => {
    const perS = (utilisation * 1000) / serviceMs
    const waits = waitsMs(timesMs(random(constantArrivals(perS, (400_000 / perS) * 1000, 1)), 5), serviceMs)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(Math.abs(mean / meanWaitMs(utilisation, serviceMs) - 1)).toBeLessThan(tolerance)
    for (const tMs of [0, 2, 5, 9.9, 12, 20, 35, 60, 100]) {
      const share = waits.filter((wait) => wait <= tMs + 1e-9).length / waits.length
      expect(Math.abs(share - waitDistribution(utilisation, serviceMs, tMs))).toBeLessThan(0.01)
    }
  })

  test('D/D/1: evenly spaced arrivals never wait below one, and above it each waits a little longer than the last', () => {
    const below = waitsMs(timesMs(constantArrivals(90, 60_000, 1)), serviceMs)
    expect(Math.max(...below)).toBeLessThan(1e-6)
    const above = waitsMs(timesMs(constantArrivals(125, 60_000, 1)), serviceMs)
    above.forEach((wait, k) => expect(wait).toBeCloseTo(k * (serviceMs - 8), 6))
  })
})

function integral(shape: OpenLoad, untilMs: number): number {
  let sum = 0
  let startMs = 0
  for (const { durationMs } of shape.stages) {
    const partMs = Math.min(durationMs, untilMs - startMs)
    // Of a straight line the mean is its middle.
    if (partMs > 0) sum += (levelAt(shape, startMs + partMs / 2) * partMs) / 1000
    startMs += durationMs
  }
  return sum
}
