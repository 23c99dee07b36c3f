/** Facts, log, load and plan of a run. */
import { expect, test } from 'vitest'
import { timelineOf } from '../sampleTimeline.ts'
import { loadLanes } from './loadLanes.ts'
import { planLines, shownLine } from './planLines.ts'
import { machineFacts, runFacts } from './runFacts.ts'
import { runLog } from './runLog.ts'
import { runViewOf } from './sampleRun.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

test('facts are those that are known', () => {
  const names = runFacts(runViewOf({ target: HOSTILE })).map(({ name }) => name)
  expect(names).toContain('Target')
  expect(names).not.toContain('Commit')
  const built = runFacts(runViewOf({ build: { label: '1.42', commit: 'abc', branch: '' } }))
  expect(built.filter(({ name }) => ['Build', 'Commit', 'Branch'].includes(name))).toEqual([
    { name: 'Build', value: '1.42' },
    { name: 'Commit', value: 'abc' },
  ])
  expect(
    runFacts(runViewOf({ status: 'running', endedAt: null }, { endS: 61 })).find(({ name }) => name === 'Duration')
      ?.value,
  ).toBe('01:01')
  expect(machineFacts(runViewOf())).toContainEqual({ name: 'Cores', value: '2' })
})

test('the log is in order of time, with an end only when there was one', () => {
  const view = runViewOf(
    { steering: [{ atMs: 60_000, by: 'window', what: '10 users added' }] },
    { annotations: [{ atMs: 30_000, by: 'browser', text: HOSTILE }] },
  )
  expect(runLog(view).map(({ atMs, kind, text }) => [atMs, kind, text])).toEqual([
    [0, 'run', 'The load began.'],
    [5000, 'run', 'The warm-up was over.'],
    [30_000, 'mark', HOSTILE],
    [60_000, 'steered', '10 users added'],
    [120_000, 'run', 'The run ended as planned.'],
  ])
  expect(runLog(runViewOf({ status: 'running' }, { endS: 2 })).map(({ text }) => text)).toEqual(['The load began.'])
  expect(runLog(runViewOf({ status: 'stopped' })).at(-1)?.text).toBe(
    'The run was stopped before its planned end; what was measured until then is judged.',
  )
})

test('planned users stand beside users, planned arrivals beside iterations', () => {
  expect(loadLanes(timelineOf(0, 3, 1)).map(({ title }) => title)).toEqual(['Users'])
  const open = loadLanes(timelineOf(0, 3, 1, { plannedUnit: 'perS' }))
  expect(open[0]?.series.map(({ name }) => name)).toEqual(['completed', 'planned arrivals', 'dropped'])
})

test('plans of any text are lines', () => {
  expect(planLines('a\r\nb\n\n\tc\r')).toEqual(['a', 'b', '', '\tc'])
  expect(planLines('')).toEqual([])
  expect(shownLine('\tkey: \u202e\0')).toBe('  key: [RLO]␀')
  expect(shownLine('x'.repeat(10_000))).toHaveLength(2000)
})
