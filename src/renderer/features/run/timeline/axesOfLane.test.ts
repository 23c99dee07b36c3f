import { expect, test } from 'vitest'
import { LANE_IDS } from '../../../charts/lanes/timelineLanes.ts'
import { axesOfLane } from './axesOfLane.ts'

const NOW = { x: 'users', y: 'p99' } as const

test.each(LANE_IDS.filter((id) => id !== 'health'))('%s is held against something else', (id) => {
  const { x, y } = axesOfLane(id, NOW)
  expect(x).not.toBe(y)
})

test('the percentile that was looked at stays; elsewhere all does', () => {
  expect(axesOfLane('latency', NOW)).toEqual({ x: 'throughput', y: 'p99' })
  expect(axesOfLane('latency', { x: 'users', y: 'errors' })).toEqual({ x: 'throughput', y: 'p95' })
  expect(axesOfLane('health', NOW)).toBe(NOW)
  expect(axesOfLane(null, NOW)).toBe(NOW)
})
