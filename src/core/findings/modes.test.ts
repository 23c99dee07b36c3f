import { describe, expect, test } from 'vitest'
import { sampleHistogram } from '../report/sampleWindows.ts'
import { findTwoModes } from './modes.ts'

/** Quantiles of a normal distribution, nearly (logistic), spread evenly: no chance in it. */
const bell = (n: number, centreUs: number, width: number) =>
  Array.from({ length: n }, (_, at) => {
    const share = (at + 0.5) / n
    return Math.round(centreUs * Math.exp(width * Math.log(share / (1 - share))))
  })

describe('two modes', () => {
  test.each([
    [0.5, 10_000, 40_000],
    [0.15, 10_000, 80_000],
    [0.85, 500, 2000],
    [0.5, 300, 3_000_000],
  ])('%d of values near %d, the rest near %d', (share, low, high) => {
    const modes = findTwoModes(
      sampleHistogram([...bell(2000 * share, low, 0.1), ...bell(2000 * (1 - share), high, 0.1)]),
    )
    expect(modes!.lowShare).toBeCloseTo(share, 1)
    expect(Math.abs(modes!.lowUs / low - 1)).toBeLessThan(0.05)
    expect(Math.abs(modes!.highUs / high - 1)).toBeLessThan(0.05)
  })
})

test.each<[string, number[]]>([
  ['one hump', bell(2000, 20_000, 0.2)],
  ['one broad hump', bell(2000, 20_000, 0.8)],
  ['a small second hump', [...bell(1900, 20_000, 0.1), ...bell(100, 200_000, 0.1)]],
  ['humps less than twice apart', [...bell(1000, 20_000, 0.05), ...bell(1000, 34_000, 0.05)]],
  ['too few values', [...bell(90, 10_000, 0.1), ...bell(90, 90_000, 0.1)]],
  ['one value', Array.from({ length: 500 }, () => 1000)],
  ['zeros', Array.from({ length: 500 }, () => 0)],
  ['evenly spread', Array.from({ length: 2000 }, (_, at) => 100 * at + 1)],
  ['nothing', []],
])('not %s', (_, values) => expect(findTwoModes(sampleHistogram(values))).toBeNull())
