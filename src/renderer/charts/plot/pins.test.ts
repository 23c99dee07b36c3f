/** What charts say of a pin and of how far another value is from it. */
import { expect, test } from 'vitest'
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { distributionPinText } from '../distribution/distributionPin.ts'
import { cellOfPin, heatPinText, pinOf } from '../heat/heatPin.ts'
import { spectrumPinText } from '../spectrum/spectrumPin.ts'
import type { SpectrumChart } from '../spectrum/spectrumChart.ts'
import { changeText } from './changeText.ts'
import { usePin } from './usePin.ts'

test('a pin is kept, moved and let go', () => {
  let now: number | null = 50
  const { pin, toggle, letGo, place } = usePin(() => now)
  expect(place().isPinned).toBe(false)
  toggle()
  expect([pin.value, place().isPinned]).toEqual([50, true])
  now = 99
  expect(place().isPinned).toBe(false)
  place().toggle()
  expect(pin.value).toBe(99)
  toggle()
  expect(pin.value).toBeNull()
  now = null
  toggle()
  expect(pin.value).toBeNull()
  now = 7
  const menu = place()
  now = null
  menu.toggle()
  expect(pin.value).toBe(7)
  letGo()
  now = 1
  toggle()
  letGo()
  expect(pin.value).toBeNull()
})

test.each([
  [60, 195, '+135 ms (3.25×)'],
  [195, 60, '−135 ms (0.308×)'],
  [60, 60, 'the same'],
  [0, 60, '+60.0 ms'],
])('from %i to %i ms: %s', (from, to, text) => {
  expect(changeText(from, to)).toBe(text)
})

test('a percentile beside the pinned one, for each series; none where there are too few requests', () => {
  const point = (p: number, ms: number, above: number) => ({ p, ms, above })
  const of = (spectrum: object[]) => ({ spectrum, count: 100, maxMs: 300 }) as never
  const chart: SpectrumChart = {
    series: [
      { name: 'response', color: '', dashed: false, distribution: of([point(50, 60, 50), point(99, 195, 1)]) },
      { name: 'service', color: '', dashed: false, distribution: of([point(50, 60, 50)]) },
      { name: 'none', color: '', dashed: false, distribution: of([point(50, 60, 0)]) },
    ],
    limits: [],
    gap: null,
    isLog: true,
  }
  expect(spectrumPinText(chart, 50, 99)).toBe(
    'Pin p50: response 60.0 ms, p99 +135 ms (3.25×) · service 60.0 ms · none ○ too few',
  )
  expect(spectrumPinText(chart, 50, null)).toBe('Pin p50: response 60.0 ms · service 60.0 ms · none ○ too few')
  expect(spectrumPinText(chart, 50, 50)).toBe(spectrumPinText(chart, 50, null))
})

test('requests from the pinned bar to the one that is read, whichever comes first', () => {
  const bars = [
    { fromMs: 1, toMs: 2, count: 10 },
    { fromMs: 2, toMs: 4, count: 0 },
    { fromMs: 4, toMs: 8, count: 30 },
  ]
  expect(distributionPinText(bars, 0, null)).toBe('Pin 1.00–2.00 ms: 10')
  expect(distributionPinText(bars, 0, 1)).toBe('Pin 1.00–2.00 ms: 10; 1.00–4.00 ms: 10 requests (25.00 %)')
  expect(distributionPinText(bars, 2, 0)).toBe('Pin 4.00–8.00 ms: 30; 1.00–8.00 ms: 40 requests (100.00 %)')
  expect([distributionPinText(bars, 9, 0), distributionPinText([], 0, 0)]).toEqual(['', ''])
})

test('a cell beside the pinned one, which is found again in other cells and outside of them is not', () => {
  const heatmap: HeatmapView = {
    window: { fromS: 10, toS: 14 },
    stepS: 2,
    columns: 2,
    rows: 2,
    edgesMs: Float64Array.of(1, 10, 100),
    counts: Uint32Array.of(8, 2, 5, 5),
    failed: new Uint32Array(2),
  }
  const pin = pinOf(heatmap, { column: 1, row: 1 })
  expect(cellOfPin(heatmap, pin)).toEqual({ column: 1, row: 1 })
  expect(cellOfPin({ ...heatmap, window: { fromS: 12, toS: 16 } }, pin)).toEqual({ column: 0, row: 1 })
  expect(cellOfPin({ ...heatmap, window: { fromS: 20, toS: 24 } }, pin)).toBeNull()
  expect(cellOfPin({ ...heatmap, edgesMs: Float64Array.of(100, 200, 400) }, pin)).toBeNull()
  const text = heatPinText(heatmap, { column: 1, row: 1 }, { column: 0, row: 0 }, null)
  expect(text).toBe('Pin 00:12–00:14, 10.0–100 ms: 5 requests (50.00 % of the column); here +3 (+30.00 pp)')
  expect(heatPinText(heatmap, { column: 1, row: 1 }, null, null)).not.toContain('here')
  expect(heatPinText(heatmap, { column: 1, row: 1 }, { column: 1, row: 0 }, null)).toContain('here as many (0.00 pp)')
})
