import { expect, test } from 'vitest'
import { heatmapScope } from './heatmapScope.ts'

test('a heatmap says the length of its own columns, and when some of them are of after the load', () => {
  const shown = { stepS: 5, window: { fromS: 0, toS: 65 } }
  expect(heatmapScope('OK requests', null, 60)).toBe('OK requests')
  expect(heatmapScope('OK requests', shown, 60)).toBe('OK requests · 1 column = 5 s · with the graceful stop')
  expect(heatmapScope('OK requests', shown, 65)).toBe('OK requests · 1 column = 5 s')
  expect(heatmapScope('OK requests', shown, null)).toBe('OK requests · 1 column = 5 s')
  const after = { stepS: 1, window: { fromS: 60, toS: 65 } }
  expect(heatmapScope('OK requests', after, 60)).toBe('OK requests · 1 column = 1 s')
})
