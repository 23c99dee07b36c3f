import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tickText, valueText } from './axisText.ts'
import { ninesOf, ninesOfLargest, oneIn, percentileName, percentileTicks } from './percentileAxis.ts'
import { extentOf, fractionOf, onAxis, valueAt, type Scale } from './scale.ts'
import { linearScale, logScale, roundUp125, timeTicks, valueTicks } from './ticks.ts'
import { momentText, pointText, stepText, tableMoment } from './timeText.ts'

describe('scales', () => {
  test('what has no place on a log axis is a gap', () => {
    const scale: Scale = { kind: 'log', min: 1, max: 1000 }
    expect([0, -5, Number.NaN].map((value) => onAxis(scale, value))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect([1, 10, 1000].map((value) => onAxis(scale, value))).toEqual([0, 1, 3])
  })

  test('fractions and values are each other’s inverse', () => {
    const scales: Scale[] = [
      { kind: 'linear', min: -20, max: 400 },
      { kind: 'log', min: 0.5, max: 60_000 },
    ]
    for (const scale of scales) {
      for (const fraction of [0, 0.25, 0.5, 1]) {
        expect(fractionOf(scale, valueAt(scale, fraction))).toBeCloseTo(fraction, 10)
      }
    }
  })

  test('the extent leaves out what is not there, and what a log axis has no place for', () => {
    const columns = [Float64Array.of(Number.NaN, 0, 3), [7, Number.POSITIVE_INFINITY]]
    expect(extentOf(columns)).toEqual({ min: 0, max: 7 })
    expect(extentOf(columns, true)).toEqual({ min: 3, max: 7 })
    expect(extentOf([Float64Array.of(Number.NaN)])).toBeNull()
  })
})

describe('ticks', () => {
  test.each([
    [1, 1],
    [1.1, 2],
    [0.3, 0.5],
    [0.05, 0.05],
    [700, 1000],
    [0.001, 0.001],
  ])('roundUp125(%d) is %d', (value, rounded) => expect(roundUp125(value)).toBe(rounded))

  test('a linear axis begins at 0 and ends at a tick', () => {
    const scale = linearScale({ min: 3, max: 118 })
    expect(scale).toEqual({ kind: 'linear', min: 0, max: 150 })
    expect(valueTicks(scale)).toEqual([0, 50, 100, 150])
    expect(linearScale(null)).toEqual({ kind: 'linear', min: 0, max: 1 })
    expect(valueTicks(linearScale({ min: 0, max: 0.3 }))).toEqual([0, 0.1, 0.2, 0.3])
  })

  test('a log axis begins at a decade; ticks are 1-2-5 where they fit, else decades', () => {
    const scale = logScale({ min: 34, max: 1840 })
    expect(scale).toEqual({ kind: 'log', min: 10, max: 2000 })
    expect(valueTicks(scale, 8)).toEqual([10, 20, 50, 100, 200, 500, 1000, 2000])
    expect(valueTicks(scale, 4)).toEqual([10, 100, 1000])
    expect(logScale({ min: 10, max: 10 })).toEqual({ kind: 'log', min: 10, max: 100 })
  })

  test('ticks of any extent are few, ascending and inside', () => {
    const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 2, max: 12 }), fc.boolean(), (a, b, most, isLog) => {
        const extent = { min: Math.min(a, b), max: Math.max(a, b) }
        const scale = isLog ? logScale(extent) : linearScale(extent, most)
        const ticks = valueTicks(scale, most)
        // A billionth of a pixel is no pixel.
        expect(scale.min).toBeLessThanOrEqual(extent.min * (1 + 1e-9))
        expect(scale.max).toBeGreaterThanOrEqual(extent.max * (1 - 1e-9))
        expect(ticks.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThanOrEqual(most + 2)
        expect(ticks.every((tick) => tick >= scale.min * (1 - 1e-9) && tick <= scale.max * (1 + 1e-9))).toBe(true)
        expect(ticks).toEqual(ticks.toSorted((x, y) => x - y))
      }),
    )
  })

  test('times are round, by the clock too', () => {
    expect(timeTicks(0, 900, 8)).toEqual([0, 120, 240, 360, 480, 600, 720, 840])
    expect(timeTicks(7, 19, 8)).toEqual([8, 10, 12, 14, 16, 18])
    // The run began at 11:06:40.
    expect(timeTicks(0, 600, 6, 11 * 3600 + 400)).toEqual([80, 200, 320, 440, 560])
    expect(timeTicks(5, 5, 8)).toEqual([])
    expect(timeTicks(0, Number.NaN, 8)).toEqual([])
    expect(timeTicks(0, 30 * 86_400, 8)).toHaveLength(8)
  })
})

describe('percentiles', () => {
  test('each nine takes the same room', () => {
    expect([0, 90, 99, 99.9, 99.99].map(ninesOf)).toEqual([0, 1, 2, 3, 4])
    expect(ninesOf(100)).toBe(Number.POSITIVE_INFINITY)
  })

  test('the largest of n stands for one in n', () => {
    expect(ninesOfLargest(1000)).toBe(3)
    expect(ninesOfLargest(0)).toBe(0)
    expect(ninesOfLargest(1e12)).toBe(7)
  })

  test('ticks end where the axis does', () => {
    expect(percentileTicks(2).map(({ p }) => percentileName(p))).toEqual(['p0', 'p50', 'p75', 'p90', 'p95', 'p99'])
  })

  test.each([
    [50, '1 in 2'],
    [94, '1 in 16.7'],
    [99.9, '1 in 1,000'],
    [100, 'the largest'],
  ])('above p%d is %s', (p, text) => expect(oneIn(p)).toBe(text))
})

describe('texts', () => {
  test.each([
    ['ms', 100, '100 ms'],
    ['ms', 0.5, '500 µs'],
    ['ms', 2000, '2 s'],
    ['ms', 120_000, '2 min'],
    ['ms', 0, '0'],
    ['perS', 1500, '1.5 k'],
    ['perS', 0.5, '0.5'],
    ['percent', 50, '50 %'],
    ['bytes', 200_000_000, '200 MB'],
    ['bytes', 1_500_000, '1.5 MB'],
    ['bytesPerS', 1_500_000, '1.5 MB/s'],
    ['count', -20, '−20'],
  ] as const)('a tick in %s at %d says %s', (unit, value, text) => expect(tickText(unit, value)).toBe(text))

  test.each([
    ['ms', 84.2, '84.2 ms'],
    ['ms', Number.NaN, '–'],
    ['perS', 1204, '1,204 /s'],
    ['percent', 18.5, '18.50 %'],
    ['percent', 0, '0.00 %'],
    ['percent', 0.0001, '<0.01 %'],
    ['percentOfCore', 340.4, '340 %'],
    ['count', 214_880, '214,880'],
    ['count', 0, '0'],
  ] as const)('a value in %s of %d says %s', (unit, value, text) => expect(valueText(unit, value)).toBe(text))

  test('moments and steps', () => {
    expect(stepText(380, 5, null)).toBe('06:20–06:25')
    expect(stepText(3725, 1, null)).toBe('1:02:05')
    expect(momentText(Number.NaN, null)).toBe('–')
    expect(tableMoment(5, Date.UTC(2026, 10, 28, 14, 0, 0))).toBe('2026-11-28T14:00:05Z')
    expect(tableMoment(5, Number.NaN)).toBe('–')
    expect([1, 60, 7200, 90].map(pointText)).toEqual([
      '1 point = 1 s',
      '1 point = 1 min',
      '1 point = 2 h',
      '1 point = 90 s',
    ])
  })
})
