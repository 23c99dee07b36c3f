import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scale } from './scale.ts'
import { valueTicks } from './ticks.ts'
import { scaleText, zoomedScale } from './zoomedScale.ts'

const LINEAR: Scale = { kind: 'linear', min: 0, max: 400 }
const LOG: Scale = { kind: 'log', min: 1, max: 10_000 }

describe('a part of an axis', () => {
  test('begins and ends at round values, whichever way it was dragged', () => {
    expect(zoomedScale(LINEAR, 0.2501, 0.5)).toEqual({ kind: 'linear', min: 100, max: 200 })
    expect(zoomedScale(LINEAR, 0.5, 0.2501)).toEqual({ kind: 'linear', min: 100, max: 200 })
    expect(zoomedScale(LOG, 0.25, 0.75)).toEqual({ kind: 'log', min: 10, max: 1000 })
  })

  test('is never more than the axis, and never nothing', () => {
    expect(zoomedScale(LINEAR, -3, 7)).toEqual(LINEAR)
    expect(zoomedScale(LINEAR, 0.5, 0.5)).toBe(LINEAR)
    expect(zoomedScale(LOG, Number.NaN, 1)).toBe(LOG)
  })

  test('a log axis keeps away from 0, and all have ticks, however often they are zoomed', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true })
    const kind = fc.constantFrom(LINEAR, LOG, { kind: 'log', min: 0.001, max: 0.02 } as const)
    fc.assert(
      fc.property(kind, fc.array(fc.tuple(fraction, fraction), { maxLength: 30 }), (whole, drags) => {
        const scale = drags.reduce((each, [a, b]) => zoomedScale(each, a, b), whole as Scale)
        expect(scale.max).toBeGreaterThan(scale.min)
        if (scale.kind === 'log') expect(scale.min).toBeGreaterThan(0)
        expect(valueTicks(scale).length).toBeGreaterThan(0)
      }),
    )
  })

  test('is said with its unit', () => {
    expect(scaleText({ kind: 'log', min: 20, max: 1000 }, 'ms')).toBe('20 ms–1 s')
    expect(scaleText({ kind: 'linear', min: 0, max: 2.5 }, 'percent')).toBe('0 %–2.5 %')
  })
})

test('a part of a decade has ticks between 1, 2 and 5', () => {
  expect(valueTicks({ kind: 'log', min: 110, max: 190 })).toEqual([120, 140, 160, 180])
})
