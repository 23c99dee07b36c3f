import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cheapestTiles, costOf } from './cheapestTiles.ts'
import { remainingParts } from './leftOut.ts'
import { RUN_LEVEL, type RolledUntil } from './levels.ts'
import { remainingTiles } from './remainingTiles.ts'
import { tilesInWords } from './testing/tilesInWords.ts'

const END_S = 7200
const everything: RolledUntil = { 0: END_S, 1: END_S, 10: END_S, 60: END_S, 300: END_S, 600: END_S, 3600: END_S }

it('takes a few seconds away from the whole, and adds up the little that is left of it', () => {
  const words = (fromS: number, toS: number, leftOut: number[]): string =>
    remainingTiles(fromS, toS, leftOut, END_S, everything).map(tilesInWords).join(' | ')
  expect(words(0, END_S, [7, 1234, 1235])).toBe('+run | -1×1 | -2×1')
  expect(words(0, Infinity, [])).toBe('+run')
  expect(words(0, 10, [0, 1, 3, 4, 5, 6, 8])).toBe('+1×1 | +1×1 | +1×1')
  expect(words(0, 60, [0, 59])).toBe('-1×1 +1×60 -1×1')
  expect(words(5, 6, [5])).toBe('')
})

it('makes up each remaining second once and no other, and has nothing less than nothing in between', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(END_S), { maxLength: 300 }),
      fc.nat(END_S),
      fc.oneof(fc.nat(END_S + 100), fc.constant(Infinity)),
      (seconds, fromS, toS) => {
        const leftOut = seconds.toSorted((one, other) => one - other)
        const portions = remainingTiles(fromS, toS, leftOut, END_S, everything)
        const times = new Int32Array(END_S)
        for (const portion of portions) {
          for (const { level, fromS: first, toS: last, sign } of portion)
            for (let t = first; t < (level === RUN_LEVEL ? END_S : Math.min(last, END_S)); t++) times[t]! += sign
          expect(times.every((count) => count >= 0)).toBe(true)
        }
        const wanted = Int32Array.from(times, (_, t) => Number(t >= fromS && t < toS && !seconds.includes(t)))
        expect(times).toEqual(wanted)
        const parts = remainingParts(fromS, toS, leftOut)
        const each = parts.flatMap((part) => cheapestTiles(part.fromS, part.toS, END_S, everything))
        expect(costOf(portions.flat())).toBeLessThanOrEqual(costOf(each) + 1e-6)
      },
    ),
    { numRuns: 100 },
  )
})
