/** Lanes of the generator's health, and its bad seconds in words. */
import { expect, test } from 'vitest'
import type { EngineHealthView, HealthView } from '../../../../contract/methods/analysis.ts'
import { healthLanes } from './healthLanes.ts'
import { trustWord } from '../trustWord.ts'
import { TRUST_COLUMNS } from './trustRows.ts'

const readings = [
  'eventLoopP50Ms',
  'eventLoopP99Ms',
  'eventLoopMaxMs',
  'scheduleLagP99Ms',
  'scheduleLagMaxMs',
  'cpuPercent',
  'cpuWaitPercent',
  'gcMaxMs',
  'gcShare',
  'heapBytes',
  'rssBytes',
  'sockets',
  'descriptorsOpen',
  'descriptorsLimit',
  'portsUsed',
  'portsLimit',
] as const

function engineOf(engine: number, changes: Partial<EngineHealthView> = {}): EngineHealthView {
  const values = Object.fromEntries(readings.map((name) => [name, Float64Array.of(1, 2)])) as Omit<
    EngineHealthView,
    'engine'
  >
  return { engine, ...values, ...changes }
}

function healthOf(engines: EngineHealthView[], changes: Partial<HealthView> = {}): HealthView {
  return {
    window: { fromS: 0, toS: 2 },
    stepS: 1,
    t: Float64Array.of(0, 1),
    engines,
    planned: Float64Array.of(5, 6),
    plannedUnit: 'users',
    users: Float64Array.of(4, 6),
    startedPerS: Float64Array.of(2, 3),
    droppedPerS: Float64Array.of(0, 0),
    bytesInPerS: Float64Array.of(1000, 2000),
    bytesOutPerS: Float64Array.of(10, 20),
    trust: new Uint8Array(2),
    reasons: [],
    advice: [],
    seconds: [],
    ...changes,
  }
}
const namesOf = (view: HealthView, title: string): string[] | undefined =>
  healthLanes(view)
    .find((lane) => lane.title === title)
    ?.series.map(({ name }) => name)

test('one engine has its details, several have a line each', () => {
  expect(namesOf(healthOf([engineOf(0)]), 'Event loop delay')).toEqual(['p50', 'p99', 'max'])
  expect(namesOf(healthOf([engineOf(0), engineOf(1)]), 'CPU of one core')).toEqual([
    'used, engine 1',
    'waiting for a processor, engine 1',
    'used, engine 2',
    'waiting for a processor, engine 2',
  ])
})

test('what no engine tells has no lane', () => {
  const gap = new Float64Array(2).fill(Number.NaN)
  const view = healthOf([engineOf(0, { scheduleLagP99Ms: gap, scheduleLagMaxMs: gap, cpuWaitPercent: gap })])
  expect(namesOf(view, 'Schedule lag')).toBeUndefined()
  expect(namesOf(view, 'CPU of one core')).toEqual(['used'])
  // What the run itself tells is there all the same.
  expect(healthLanes(healthOf([])).map(({ title }) => title)).toEqual([
    'Users, planned and achieved',
    'Dropped iterations',
    'Bandwidth of bodies and messages',
  ])
})

test('the limit of open files is there when it is near; shares are in percent', () => {
  const files = 'Sockets and open files'
  const far = engineOf(0, { descriptorsLimit: Float64Array.of(1000, 1000) })
  const near = engineOf(0, { descriptorsLimit: Float64Array.of(3, 3), gcShare: Float64Array.of(0.5, 0) })
  expect(namesOf(healthOf([far]), files)).toEqual(['sockets', 'open files'])
  expect(namesOf(healthOf([near]), files)).toContain('limit of files')
  const lane = healthLanes(healthOf([near])).find(({ title }) => title === 'Time in garbage collection')
  expect([...(lane?.series[0]?.values ?? [])]).toEqual([50, 0])
})

test('the plan stands beside the users, or beside the iterations that arrivals began', () => {
  const laneOf = (view: HealthView) => healthLanes(view).find(({ title }) => title.includes('planned'))!
  const valuesOf = (view: HealthView) => laneOf(view).series.map(({ name, values }) => [name, ...values])
  expect([laneOf(healthOf([])).unit, ...valuesOf(healthOf([]))]).toEqual([
    'count',
    ['running', 4, 6],
    ['planned', 5, 6],
  ])
  const arrivals = healthOf([], { plannedUnit: 'perS' })
  expect([laneOf(arrivals).unit, ...valuesOf(arrivals)]).toEqual(['perS', ['begun', 2, 3], ['planned', 5, 6]])
})

test('local ports are there where the system tells them, their limit when it is near', () => {
  const ports = 'Local ports'
  const gap = new Float64Array(2).fill(Number.NaN)
  const far = engineOf(0, { portsLimit: Float64Array.of(28_232, 28_232) })
  expect(namesOf(healthOf([far]), ports)).toEqual(['taken, at most'])
  expect(namesOf(healthOf([engineOf(0)]), ports)).toEqual(['taken, at most', 'limit of ports'])
  expect(namesOf(healthOf([engineOf(0, { portsUsed: gap, portsLimit: gap })]), ports)).toBeUndefined()
})

test('a second says why, in words', () => {
  const second = {
    t: 61,
    state: 'notTrusted' as const,
    reasons: [
      {
        signal: 'eventLoopDelay' as const,
        engine: 1,
        state: 'notTrusted' as const,
        value: 290,
        cause: 'otherProcesses' as const,
      },
      { signal: 'dropped' as const, engine: null, state: 'degraded' as const, value: 0.005 },
    ],
  }
  expect(TRUST_COLUMNS.map(({ text }) => text(second))).toEqual([
    '01:01',
    'Not trusted',
    'The event loop of engine 2 was late by up to 290 ms (p99 of a second): other processes had the processor. ' +
      'Up to 0.50 % of the iterations due in a second were dropped',
  ])
  expect(trustWord('degraded').tone).toBe('warn')
})
