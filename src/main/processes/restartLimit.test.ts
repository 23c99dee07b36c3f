import { expect, test } from 'vitest'
import { createRestartLimit } from './restartLimit.ts'

test('three times within a minute, and again when it was quiet', () => {
  const limit = createRestartLimit()
  expect([0, 1000, 2000, 3000].map((at) => limit.allows(at))).toEqual([true, true, true, false])
  expect(limit.allows(63_001)).toBe(true)
})
