import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cheapestTiles, costOf } from './cheapestTiles.ts'
import { ROLLED_LEVELS, RUN_LEVEL, tilesFor, type RolledUntil } from './levels.ts'
import { tilesInWords } from './testing/tilesInWords.ts'

const everything: RolledUntil = { 0: 7200, 1: 0, 10: 7200, 60: 7200, 300: 7200, 600: 7200, 3600: 7200 }

it('takes away where that is less than adding', () => {
  expect(tilesInWords(cheapestTiles(1, 3599, 3600, everything))).toBe('-1×1 +1×3600 -1×1')
  expect(tilesInWords(cheapestTiles(2, 7199, 7200, everything))).toBe('+run -2×1 -1×1')
  expect(tilesInWords(cheapestTiles(59, 600, 7200, everything))).toBe('+1×1 -1×60 +1×600')
  expect(tilesInWords(cheapestTiles(30, 35, 7200, everything))).toBe('+5×1')
  expect(tilesInWords(cheapestTiles(0, 7200, 7200, everything))).toBe('+run')
})

it('makes up each second of the stretch once and no other, from windows that are rolled up, never for more than adding costs', () => {
  const mark = (level: number) =>
    fc.integer({ min: 0, max: Math.floor(7200 / level) }).map((windows) => windows * level)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7300 }),
      fc.integer({ min: 0, max: 7300 }),
      fc.integer({ min: 0, max: 7200 }),
      fc.oneof(
        fc.constant(everything),
        fc.record({
          0: mark(3600),
          1: fc.constant(0),
          10: mark(10),
          60: mark(60),
          300: mark(300),
          600: mark(600),
          3600: mark(3600),
        }),
      ),
      (fromS, toS, endS, rolled) => {
        const times = new Int32Array(7300)
        const tiles = cheapestTiles(fromS, toS, endS, rolled)
        for (const { level, fromS: first, toS: last, sign } of tiles) {
          if (level === RUN_LEVEL) {
            expect(rolled[RUN_LEVEL]).toBeGreaterThanOrEqual(endS)
            for (let second = 0; second < endS; second++) times[second]! += sign
            continue
          }
          expect([first % level, last % level]).toEqual([0, 0])
          const known = ROLLED_LEVELS.find((one) => one === level)
          if (known !== undefined) expect(last).toBeLessThanOrEqual(rolled[known])
          for (let second = first; second < Math.min(last, endS); second++) times[second]! += sign
        }
        const wanted = new Int32Array(7300)
        for (let second = fromS; second < Math.min(toS, endS); second++) wanted[second] = 1
        expect(times).toEqual(wanted)
        expect(costOf(tiles)).toBeLessThanOrEqual(costOf(tilesFor(fromS, toS, endS, rolled)))
      },
    ),
    { numRuns: 500 },
  )
})
