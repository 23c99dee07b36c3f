import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatActual, formatLimit } from './criterionText.ts'

test.each([
  [2000, 'ms', '2 s'],
  [1235, 'ms', '1,235 ms'],
  [1.2345, 'ms', '1.2345 ms'],
  [90_500, 'ms', '90.5 s'],
  [0.00125, 'share', '0.125 %'],
  [0.007, 'share', '0.7 %'],
  [50, 'perS', '50 req/s'],
  [1234, 'perS', '1,234 req/s'],
  [12_345, 'count', '12,345'],
] as const)('a limit of %d (%s) is %s', (limit, unit, text) => expect(formatLimit(limit, unit)).toBe(text))

/** What somebody reads, ms. */
function read(text: string): number {
  const [, digits, unit] = /^([\d,.]+) (µs|ms|s)$/.exec(text) ?? []
  return Number(digits!.replaceAll(',', '')) * (unit === 's' ? 1000 : unit === 'ms' ? 1 : 0.001)
}

test('what is read of a value is on its side of what is read of its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: -3000, max: 3000 }), (limit, offUs) => {
      const actual = limit + offUs / 1000
      fc.pre(actual > 0 && Math.max(actual, limit) < 60_000)
      const [value, border] = [read(formatActual(actual, 'ms', limit)), read(formatLimit(limit, 'ms'))]
      expect(border).toBeCloseTo(limit, 6)
      if (offUs !== 0) expect(value > border ? 1 : value < border ? -1 : 0).toBe(Math.sign(offUs))
    }),
  )
})
