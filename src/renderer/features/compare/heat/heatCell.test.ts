import { expect, test } from 'vitest'
import { sampleMetric } from '../sampleComparison.ts'
import { FULL_AT, heatCell } from './heatCell.ts'

test('how much of what matters a change is, in which direction, with the sign of its verdict', () => {
  const slower = heatCell(sampleMetric('p95', 1.05 ** 2, 'regressed'), 'relative')!
  expect([slower.direction, slower.text, slower.isUncertain]).toEqual(['worse', '✕ +10 %', false])
  expect(slower.strength).toBeCloseTo(Math.log(3) / Math.log(1 + FULL_AT), 6)
  expect(slower.title).toContain('100 → 110 ms, worse')
  expect(slower.title).toContain('2.0 × what matters')
  const faster = heatCell(sampleMetric('p50', 1 / 1.05 ** 40, 'improved'), 'absolute')!
  expect([faster.direction, faster.strength, faster.text]).toEqual(['better', 1, '✓ −85.8 ms'])
})

test('less throughput is worse; what may be chance says so; nothing is nothing', () => {
  expect(heatCell(sampleMetric('throughput', 0.9, 'regressed'), 'relative')!.direction).toBe('worse')
  const unsure = heatCell(sampleMetric('p99', 1.5, 'notEnoughData'), 'relative')!
  expect([unsure.text.startsWith('○ +50'), unsure.isUncertain]).toEqual([true, true])
  expect(heatCell(sampleMetric('p99', 1), 'relative')).toMatchObject({ direction: 'none', strength: 0 })
  expect(heatCell(sampleMetric('p99', 1.5, 'regressed', { threshold: null }), 'relative')!.strength).toBe(0)
  const none = { failureShare: { baseline: 0, candidate: 0 } }
  expect(heatCell(sampleMetric('errors', 1.0001, 'notEnoughData', none), 'relative')).toMatchObject({
    direction: 'none',
    strength: 0,
  })
  expect([heatCell(undefined, 'relative'), heatCell(sampleMetric('p999', null), 'relative')]).toEqual([null, null])
})
