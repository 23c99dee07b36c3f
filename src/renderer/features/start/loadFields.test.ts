import { expect, test } from 'vitest'
import { closedLoad, constantArrivals } from '../../../core/load/loadShape.ts'
import { loadFields } from './loadFields.ts'

const shown = (...[load]: Parameters<typeof loadFields>) =>
  loadFields(load).map(({ label, placeholder, isFixed }) => [label, placeholder, isFixed])

test('the same three fields, whatever is known of the load', () => {
  const labels = ['Users', 'Spawn rate', 'Run time']
  const stages = [{ durationMs: 1000, from: 1, to: 5 }]
  for (const load of [
    null,
    closedLoad(3, 5, 60_000),
    constantArrivals(5, 60_000, 10),
    { model: 'closed', stages } as const,
  ])
    expect(loadFields(load).map(({ label }) => label)).toEqual(labels)
})

test('what the plan says stands in them; what says nothing about the load is fixed, with the reason', () => {
  expect(shown(closedLoad(3, 5, 60_000))).toEqual([
    ['Users', '3', false],
    ['Spawn rate', '5/s', false],
    ['Run time', '1m', false],
  ])
  expect(shown(closedLoad(1, 1, 60_000))[1]).toEqual(['Spawn rate', 'per second, 5/s', false])
  expect(shown(constantArrivals(5, 60_000, 10))).toEqual([
    ['Users', 'arrivals: see the plan', true],
    ['Spawn rate', 'arrivals: see the plan', true],
    ['Run time', '1m', false],
  ])
  expect(shown({ model: 'closed', stages: [{ durationMs: 1000, from: 1, to: 5 }] })[2]).toEqual([
    'Run time',
    'stages: see the plan',
    true,
  ])
})
