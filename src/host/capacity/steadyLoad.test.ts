import { expect, test } from 'vitest'
import { closedLoad, constantArrivals, type LoadShape } from '../../core/load/loadShape.ts'
import { steadyLoad } from './steadyLoad.ts'

const over = (load: LoadShape, fromMs: number, toMs: number) =>
  steadyLoad({ load, judged: { fromMs, toMs, fromS: fromMs / 1000, endS: toMs / 1000, loadEndS: toMs / 1000 } })

test('the load after its ramp is what it was measured at', () => {
  expect(over(closedLoad(11, 1, 60_000), 10_000, 60_000)).toEqual({ unit: 'users', level: 11 })
  expect(over(constantArrivals(12.5, 10_000, 5), 0, 10_000)).toEqual({ unit: 'perS', level: 12.5 })
})

test('one that rises or falls within is none, wherever the change lies', () => {
  expect(over(closedLoad(11, 1, 60_000), 5000, 60_000)).toBeNull()
  const stages = [
    { durationMs: 20_000, from: 8, to: 8 },
    { durationMs: 0, from: 8, to: 4 },
    { durationMs: 20_000, from: 4, to: 4 },
  ]
  expect(over({ model: 'closed', stages }, 5000, 30_000)).toBeNull()
  expect(over({ model: 'closed', stages }, 5000, 20_000)).toEqual({ unit: 'users', level: 8 })
  expect(over({ model: 'closed', stages }, 20_000, 40_000)).toEqual({ unit: 'users', level: 4 })
})

test('no load, and no time', () => {
  expect(over(closedLoad(0, 1, 10_000), 0, 10_000)).toBeNull()
  expect(over(closedLoad(4, 100, 10_000), 10_000, 10_000)).toBeNull()
  expect(over({ model: 'closed', stages: [] }, 0, 1000)).toBeNull()
})
