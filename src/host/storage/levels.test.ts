import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ROLLED_LEVELS, tilesFor, type RolledUntil } from './levels.ts'

const everything: RolledUntil = { 0: 7200, 1: 0, 10: 7200, 60: 7200, 300: 7200, 600: 7200, 3600: 7200 }

it('takes the longest windows that fit', () => {
  expect(tilesFor(55, 1271, 7200, everything)).toEqual([
    { level: 1, fromS: 55, toS: 60, sign: 1 },
    { level: 60, fromS: 60, toS: 300, sign: 1 },
    { level: 300, fromS: 300, toS: 600, sign: 1 },
    { level: 600, fromS: 600, toS: 1200, sign: 1 },
    { level: 60, fromS: 1200, toS: 1260, sign: 1 },
    { level: 10, fromS: 1260, toS: 1270, sign: 1 },
    { level: 1, fromS: 1270, toS: 1271, sign: 1 },
  ])
})

it('answers the whole run from one window, and its end from windows that reach beyond', () => {
  expect(tilesFor(0, 7200, 6789, everything)).toEqual([{ level: 0, fromS: 0, toS: 1, sign: 1 }])
  expect(tilesFor(3600, 6789, 6789, everything)).toEqual([{ level: 3600, fromS: 3600, toS: 7200, sign: 1 }])
  expect(tilesFor(6789, 7000, 6789, everything)).toEqual([])
})

it('covers each second of the window once, with windows that are rolled up', () => {
  const mark = (level: number) =>
    fc.integer({ min: 0, max: Math.floor(7200 / level) }).map((windows) => windows * level)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7300 }),
      fc.integer({ min: 0, max: 7300 }),
      fc.integer({ min: 0, max: 7200 }),
      fc.record({
        0: mark(3600),
        1: fc.constant(0),
        10: mark(10),
        60: mark(60),
        300: mark(300),
        600: mark(600),
        3600: mark(3600),
      }),
      (fromS, toS, endS, rolled) => {
        const covered = new Set<number>()
        for (const tiles of tilesFor(fromS, toS, endS, rolled)) {
          const length = tiles.level === 0 ? endS : tiles.level
          const known = ROLLED_LEVELS.find((level) => level === tiles.level)
          for (let start = tiles.fromS; start < tiles.toS; start += length) {
            expect(known === undefined || start + length <= rolled[known]).toBe(true)
            for (let second = start; second < Math.min(start + length, endS); second++) {
              expect(covered.has(second)).toBe(false)
              covered.add(second)
            }
          }
        }
        const wanted = Array.from({ length: Math.max(0, Math.min(toS, endS) - fromS) }, (_, at) => fromS + at)
        expect([...covered].toSorted((one, other) => one - other)).toEqual(wanted)
      },
    ),
    { numRuns: 200 },
  )
})
