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
] as const

function engineOf(engine: number, changes: Partial<EngineHealthView> = {}): EngineHealthView {
  const values = Object.fromEntries(readings.map((name) => [name, Float64Array.of(1, 2)])) as Omit<
    EngineHealthView,
    'engine'
  >
  return { engine, ...values, ...changes }
}

function healthOf(engines: EngineHealthView[]): HealthView {
  return {
    window: { fromS: 0, toS: 2 },
    stepS: 1,
    t: Float64Array.of(0, 1),
    engines,
    droppedPerS: Float64Array.of(0, 0),
    trust: new Uint8Array(2),
    state: 'trusted',
    reasons: [],
    advice: [],
    seconds: [],
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
  expect(healthLanes(healthOf([])).map(({ title }) => title)).toEqual(['Dropped iterations'])
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
