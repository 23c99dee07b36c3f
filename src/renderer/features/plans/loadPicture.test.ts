import { expect, test } from 'vitest'
import { closedLoad, constantArrivals } from '../../../core/load/loadShape.ts'
import { loadPicture } from './loadPicture.ts'

test('a ramp and a plateau', () => {
  const { line, area, warmUpX } = loadPicture(closedLoad(11, 1, 20_000), 5000, 100, 20)
  expect(line).toBe('M0 18.18L50 0L50 0L100 0')
  expect(area).toBe('M0 18.18L50 0L50 0L100 0L100 20L0 20Z')
  expect(warmUpX).toBe(25)
})

test('arrivals at one rate are a line at the top', () => {
  expect(loadPicture(constantArrivals(50, 60_000, 10), 0, 100, 20)).toMatchObject({ line: 'M0 0L100 0', warmUpX: null })
})

test('a jump stands upright', () => {
  const stages = [
    { durationMs: 1000, from: 1, to: 1 },
    { durationMs: 0, from: 1, to: 4 },
    { durationMs: 1000, from: 4, to: 4 },
  ]
  expect(loadPicture({ model: 'closed', stages }, 0, 100, 20).line).toBe('M0 15L50 15L50 0L100 0')
})

test('a load of nothing is a line at the bottom', () => {
  expect(loadPicture({ model: 'closed', stages: [] }, 0, 100, 20).line).toBe('M0 20H100')
  expect(loadPicture(constantArrivals(0, 60_000, 10), 0, 100, 20).line).toBe('M0 20H100')
})

test('a very long plan is no very long picture', () => {
  const stages = Array.from({ length: 100_000 }, (_, index) => ({ durationMs: 10, from: index, to: index + 1 }))
  expect(loadPicture({ model: 'closed', stages }, 0, 100, 20).line.length).toBeLessThan(100_000)
})

test('the warm-up of a plan never leaves the box', () => {
  expect(loadPicture(constantArrivals(5, 1000, 10), 1e9, 100, 20).warmUpX).toBe(100)
})
