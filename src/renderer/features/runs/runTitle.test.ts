import { expect, test } from 'vitest'
import { runTitle } from './runTitle.ts'

const run = { planName: 'Shop', scenario: 'peak', startedAtMs: new Date(2026, 10, 28, 15, 7, 9).getTime() }

test('the build tells runs of one plan apart, or when it began', () => {
  expect(runTitle({ ...run, build: '1.4' })).toBe('peak · 1.4 · Shop')
  expect(runTitle({ ...run, build: null })).toBe('peak · 15:07:09 · Shop')
})
