import { expect, test } from 'vitest'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import { shownRun } from './runningRun.ts'

function run(id: string, startedAtMs: number, isOurs: boolean): ActiveRun {
  return {
    id,
    planName: 'p',
    scenario: 's',
    build: null,
    target: 't',
    startedAtMs,
    plannedMs: 1,
    gracefulStopMs: 0,
    isOurs,
  }
}

test('the newest that was started here is shown, else the newest', () => {
  expect(shownRun([])).toBeNull()
  expect(shownRun([run('a', 1, false), run('b', 2, false)])?.id).toBe('b')
  expect(shownRun([run('a', 1, true), run('b', 3, false), run('c', 2, true)])?.id).toBe('c')
})
