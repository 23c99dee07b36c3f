import { expect, test } from 'vitest'
import { closedLoad, constantArrivals } from '../../../core/load/loadShape.ts'
import { loadValues } from './loadValues.ts'

test('users, spawn rate and run time come back as they were written', () => {
  expect(loadValues(closedLoad(120, 7, 600_000))).toEqual({ users: '120', spawnRate: '7/s', runTime: '10m' })
})

test('one user has no spawn rate', () => {
  expect(loadValues(closedLoad(1, 1, 30_000))).toEqual({ users: '1', spawnRate: '', runTime: '30s' })
})

test('arrivals at one rate have a run time only', () => {
  expect(loadValues(constantArrivals(50, 90_000, 10))).toEqual({ users: null, spawnRate: null, runTime: '1m30s' })
})

test('stages have none of the three', () => {
  const stages = [
    { durationMs: 1000, from: 1, to: 5 },
    { durationMs: 1000, from: 5, to: 2 },
  ]
  const none = { users: null, spawnRate: null, runTime: null }
  expect(loadValues({ model: 'closed', stages })).toEqual(none)
  expect(loadValues({ model: 'open', stages, maxUsers: 9 })).toEqual(none)
  expect(loadValues({ model: 'closed', stages: [] })).toEqual(none)
})
