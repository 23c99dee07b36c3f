import { expect, test } from 'vitest'
import type { RunGroup } from '../../../contract/methods/runs.ts'
import { groupingOf, groupNames, groupOutcomes, listedGroups, readGroupBy } from './runGroups.ts'

const GROUP: RunGroup = {
  names: ['1.4.0'],
  runs: 1239,
  passed: 1200,
  failed: 3,
  inconclusive: 1,
  running: 2,
  newestAtMs: 0,
}

test('a link names a grouping, or none that is known', () => {
  expect(['none', 'build', 'scenario', 'day', '', 'plan', '__proto__'].map(readGroupBy)).toEqual([
    'none',
    'build',
    'scenario',
    'day',
    null,
    null,
    null,
  ])
})

test('days are those of the calendar here', () => {
  expect([groupingOf('none'), groupingOf('build')]).toEqual([undefined, { by: 'build' }])
  expect(groupingOf('day')).toEqual({ by: 'day', timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone })
})

test('a heading says how its runs came out, what needs looking at first', () => {
  const [group] = listedGroups([GROUP], 'build')
  expect(groupOutcomes(group!).map(({ tone, text }) => `${tone}: ${text}`)).toEqual([
    'fail: 3 failed',
    'unknown: 1 inconclusive',
    'met: 1,200 passed',
    'info: 2 running',
    'unknown: 33 not judged',
  ])
  const [passed] = listedGroups([{ ...GROUP, runs: 2, passed: 2, failed: 0, inconclusive: 0, running: 0 }], 'build')
  expect(groupOutcomes(passed!).map(({ text }) => text)).toEqual(['2 passed'])
})

test('what has no build says so, and is another group than one of that name', () => {
  const groups = listedGroups(
    [null, 'null', 'No build', ''].map((name) => ({ ...GROUP, names: [name] })),
    'build',
  )
  expect(groups.map(groupNames)).toEqual([['No build'], ['null'], ['No build'], ['']])
  const others = listedGroups([{ ...GROUP, names: ['null'] }], 'scenario')
  expect(new Set([...groups, ...others].map(({ key }) => key)).size).toBe(5)
})
