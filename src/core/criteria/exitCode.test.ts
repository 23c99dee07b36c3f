import { expect, test } from 'vitest'
import { chooseExitCode, EXIT_CODES, type ExitReason } from './exitCode.ts'

test('every combination of reasons: the first of 1 2 3 4 130 143 100 99 98 97', () => {
  const reasons = (Object.keys(EXIT_CODES) as ExitReason[]).filter((reason) => reason !== 'ok')
  for (let bits = 0; bits < 2 ** reasons.length; bits++) {
    const given = reasons.filter((_, at) => bits & (1 << at))
    const codes = given.map((reason) => EXIT_CODES[reason])
    for (const isUntrusted of [true, false]) {
      // command-line.md: 100 comes before 99 only when the failing metric itself cannot be trusted.
      const order = isUntrusted ? [1, 2, 3, 4, 130, 143, 100, 99, 98, 97] : [1, 2, 3, 4, 130, 143, 99, 100, 98, 97]
      const expected = order.find((code) => codes.some((one) => one === code)) ?? 0
      expect(chooseExitCode(new Set(given), isUntrusted)).toBe(expected)
    }
  }
})
