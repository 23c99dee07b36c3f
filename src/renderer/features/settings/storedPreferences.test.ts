import { expect, test } from 'vitest'
import { DEFAULT_PREFERENCES, percentileName, readPreferences, withPercentiles } from './storedPreferences.ts'

test('what was kept is read again', () => {
  const kept = { version: 1, percentiles: [99.9, 50, 50], timeAxis: 'clock' }
  expect(readPreferences(JSON.stringify(kept))).toEqual({ version: 1, percentiles: [50, 99.9], timeAxis: 'clock' })
})

test.each([
  null,
  '',
  '{',
  'null',
  '[]',
  '{"version":2,"percentiles":[50],"timeAxis":"clock"}',
  '{"version":1,"percentiles":[42],"timeAxis":"clock"}',
  '{"version":1,"percentiles":["50"],"timeAxis":"clock"}',
  '{"version":1,"percentiles":[50],"timeAxis":"<img src=x onerror=alert(1)>"}',
  `{"__proto__":{"timeAxis":"clock"},"version":1}`,
  '['.repeat(10_000),
])('what is damaged is as if nothing had been kept: %s', (text) => {
  expect(readPreferences(text)).toEqual(DEFAULT_PREFERENCES)
})

test('there is always something to show', () => {
  expect(readPreferences('{"version":1,"percentiles":[],"timeAxis":"clock"}').percentiles).toEqual([50, 95, 99, 100])
})

test('changing what was read changes no default', () => {
  readPreferences(null).percentiles.push(75)
  expect(readPreferences(null)).toEqual({ version: 1, percentiles: [50, 95, 99, 100], timeAxis: 'elapsed' })
})

test('percentiles stand in order, by the names of the field', () => {
  expect(withPercentiles([100, 99, 50, 99]).map(percentileName)).toEqual(['p50', 'p99', 'max'])
})
