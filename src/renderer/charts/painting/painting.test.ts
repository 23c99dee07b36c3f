import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex, rgbOf } from './cssColour.ts'
import { cssReference } from './cssReference.ts'
import { cutToFit } from './drawShapes.ts'
import { hatchPath, spansWhere } from './hatch.ts'
import { placeLabels } from './labelPlacement.ts'
import { plainText } from './plainText.ts'

describe('labels', () => {
  test('stay where they are when they have room', () => {
    expect(placeLabels([50, 10, 90], 12, 0, 100)).toEqual([50, 10, 90])
  })

  test('touching ones move apart around where they want to be', () => {
    expect(placeLabels([50, 50, 50], 10, 0, 100)).toEqual([40, 50, 60])
  })

  test('at an edge they move inwards', () => {
    expect(placeLabels([1, 2], 10, 0, 100)).toEqual([0, 10])
    expect(placeLabels([99, 100], 10, 0, 100)).toEqual([90, 100])
  })

  test('too many stand equally close; none is outside, none over another, and their order stays', () => {
    const wanted = fc.array(fc.integer({ min: -50, max: 300 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(wanted, (values) => {
        const placed = placeLabels(values, 12, 0, 200)
        const gap = Math.min(12, 200 / Math.max(1, values.length - 1))
        const sorted = placed.toSorted((a, b) => a - b)
        expect(Math.min(...placed)).toBeGreaterThanOrEqual(-1e-6)
        expect(Math.max(...placed)).toBeLessThanOrEqual(200 + 1e-6)
        for (let index = 1; index < sorted.length; index++) {
          expect((sorted[index] ?? 0) - (sorted[index - 1] ?? 0)).toBeGreaterThan(gap - 1e-6)
        }
        for (let a = 0; a < values.length; a++) {
          for (let b = 0; b < values.length; b++) {
            if ((values[a] ?? 0) < (values[b] ?? 0)) expect(placed[a]).toBeLessThan(placed[b] ?? 0)
          }
        }
      }),
    )
  })

  test('no label, no place', () => expect(placeLabels([], 12, 0, 100)).toEqual([]))
})

describe('hatching', () => {
  test('every stroke is inside of its box', () => {
    const box = { leftPx: 13, topPx: 27, widthPx: 41, heightPx: 18 }
    const numbers = [...hatchPath(box).matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
    expect(numbers.length).toBeGreaterThan(8)
    for (const [x = 0, y = 0] of numbers) {
      expect(x).toBeGreaterThanOrEqual(13)
      expect(x).toBeLessThanOrEqual(54)
      expect(y).toBeGreaterThanOrEqual(27)
      expect(y).toBeLessThanOrEqual(45)
    }
  })

  test.each([0, -1, Number.NaN])('a box of width %d has none', (widthPx) => {
    expect(hatchPath({ leftPx: 0, topPx: 0, widthPx, heightPx: 10 })).toBe('')
  })

  test('neighbours are one span', () => {
    const states = [2, 2, 0, 2]
    expect(spansWhere(states.length, (index) => states[index] === 2)).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 4 },
    ])
    expect(spansWhere(0, () => true)).toEqual([])
  })
})

describe('names on a canvas', () => {
  test('are one short line whose direction nobody turns', () => {
    expect(plainText('a\r\nb\u0000c')).toBe('a b c')
    expect(plainText('\u202Egpj\u061c.\u200bexe\u2066')).toBe('gpj.exe')
    expect(plainText('x'.repeat(10_000))).toHaveLength(200)
    expect(plainText('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
    expect(plainText('עברית')).toBe('עברית')
  })
})

test('colours', () => {
  expect(rgbOf('#12a3B9')).toEqual([18, 163, 185])
  expect(rgbOf('rgba(1, 2, 3, 0.5)')).toEqual([1, 2, 3])
  expect(rgbOf('url(javascript:1)')).toEqual([128, 128, 128])
  expect(hex([18, 163, 185])).toBe('#12a3b9')
  expect(cssReference('--p95')).toBe('var(--p95)')
  expect(cssReference('#123456')).toBe('#123456')
})

describe('a text in its room', () => {
  /** Each character is 10 px wide. */
  const context = { measureText: (text: string) => ({ width: Array.from(text).length * 10 }) as TextMetrics }

  test('is whole where there is room, cut where there is not, and nothing where not even that fits', () => {
    expect(cutToFit(context, 'Plateau', 70)).toBe('Plateau')
    expect(cutToFit(context, 'Plateau', 69)).toBe('Plate…')
    expect(cutToFit(context, 'Plateau', 10)).toBe('…')
    expect(cutToFit(context, 'Plateau', 9)).toBe('')
    expect(cutToFit(context, '', 0)).toBe('')
  })

  test('is never cut within a character, and as long as there is room for', () => {
    expect(cutToFit(context, '😀😀😀😀', 30)).toBe('😀😀…')
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 10, max: 500 }),
        (text, widthPx) => {
          const cut = cutToFit(context, text, widthPx)
          const widest = Math.floor(widthPx / 10)
          expect(Array.from(cut).length).toBe(Math.min(Array.from(text).length, widest))
        },
      ),
    )
  })
})
