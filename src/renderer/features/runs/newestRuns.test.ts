import { expect, test } from 'vitest'
import { standings } from './newestRuns.ts'
import { runRow } from './runRowFixture.ts'

test('the newest run of each says how it stands', () => {
  const runs = [
    runRow({ build: '1.1', status: 'running', verdict: null }),
    runRow({ build: '1.0', verdict: { status: 'failed', sentence: 'p95 is 2 s.', exitCode: 1 } }),
    runRow({ build: null }),
    runRow({ build: '1.0' }),
    runRow({ build: '__proto__' }),
    // The newest counts, also when there is nothing to say of it.
    runRow({ build: '0.9', verdict: null }),
    runRow({ build: '0.9' }),
  ]
  expect([...standings(runs, ({ build }) => build)]).toEqual([
    ['1.1', { tone: 'info', word: 'Running' }],
    ['1.0', { tone: 'fail', word: 'Failed' }],
    ['__proto__', { tone: 'met', word: 'Passed' }],
  ])
})
