import { expect, test } from 'vitest'
import { inOrder, percentileName, preferencesSchema } from './storedPreferences.ts'

test('what was kept is read again, in order', () => {
  expect(preferencesSchema.parse({ percentiles: [99.9, 50, 50], timeAxis: 'clock' })).toEqual({
    percentiles: [50, 99.9],
    timeAxis: 'clock',
    showsRunDetails: false,
  })
})

test.each([
  null,
  [],
  { percentiles: [], timeAxis: 'clock' },
  { percentiles: [42], timeAxis: 'clock' },
  { percentiles: ['50'], timeAxis: 'clock' },
  { percentiles: Array.from({ length: 10_000 }, () => 50), timeAxis: 'clock' },
  { percentiles: [50], timeAxis: '<img src=x onerror=alert(1)>' },
  JSON.parse('{"__proto__":{"timeAxis":"clock","percentiles":[50]}}'),
])('what is damaged is refused: %j', (value) => {
  expect(preferencesSchema.safeParse(value).success).toBe(false)
})

test('percentiles stand in order, by the names of the field', () => {
  expect(inOrder([100, 99.9, 50, 99.9]).map(percentileName)).toEqual(['p50', 'p99.9', 'max'])
})
