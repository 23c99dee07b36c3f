import { expect, test } from 'vitest'
import { analyzeCapacity, type CapacityAnalysis } from '../../core/capacity/analyzeCapacity.ts'
import type { LevelRun } from '../../core/capacity/level.ts'
import type { SearchEnd } from '../../core/capacity/search/nextStep.ts'
import { levelRun, p95Maximum } from '../../core/capacity/testing/levelFixture.ts'
import { compiled, planText } from '../../core/plan/planFixture.ts'
import { PLAIN_STYLE } from '../testing/plainStyle.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'
import { capacityJson } from './capacityJson.ts'
import { resultLines } from './capacityLines.ts'
import { exitOf, type CapacityResult, type Stop } from './capacityResult.ts'

const LEVELS = [levelRun(8, 800, 40), levelRun(16, 1500, 300)]
/** Throughput that contention limits. */
const CURVE = [1, 2, 4, 8, 16, 32, 64].map((level) => levelRun(level, (100 * level) / (1 + 0.05 * (level - 1)), 40))

function resultOf(stop: Stop, levels: readonly LevelRun[] = LEVELS): CapacityResult {
  return {
    plan: compiled(planText()),
    planFile: 'shop.plan.yaml',
    scenario: 'normal',
    build: { label: '1.4', commit: null, branch: null },
    group: 'capacity run-8',
    settings: {
      start: 8,
      least: 1,
      most: 100,
      isWhole: true,
      factor: 2,
      tolerance: 0.05,
      confirmations: 2,
      mostRuns: 30,
    },
    times: { settleMs: 5000, holdMs: 30_000 },
    unit: 'users',
    measured: levels.map((level) => ({
      load: level.load,
      phase: 'rising',
      answer: 'met',
      runId: level.runId,
      level,
    })),
    stop,
    analysis: analyzeCapacity(levels),
  }
}

function ended(why: SearchEnd, isConfirmed = true, largest: number | null = 8): Stop {
  return { kind: 'ended', why, largest, isConfirmed }
}

test.each<[string, Stop, number]>([
  ['found', ended({ kind: 'found', failing: 16 }), 0],
  ['the most passed', ended({ kind: 'mostPassed' }), 0],
  ['found, not confirmed', ended({ kind: 'found', failing: 16 }, false), 100],
  ['none met', ended({ kind: 'leastFailed', failing: 1 }, false, null), 99],
  ['starved', ended({ kind: 'starved', at: 16 }), 100],
  ['too few samples', ended({ kind: 'tooFew' }), 100],
  ['too few runs', ended({ kind: 'runsUsedUp', failing: null }), 100],
  ['gone under the load', ended({ kind: 'unreachable', at: 16 }), 100],
  ['SIGINT', { kind: 'signal', signal: 'sigint' }, 130],
  ['SIGTERM', { kind: 'signal', signal: 'sigterm' }, 143],
  ['a full disk', { kind: 'fault', exit: 'notWritten', sentence: 'The disk is full.' }, 4],
  ['a file that is missing', { kind: 'fault', exit: 'usage', sentence: 'It is missing.' }, 2],
])('%s: exit code', (_, stop, exitCode) => {
  expect(exitOf(resultOf(stop)).exitCode).toBe(exitCode)
})

test('a target that never answered is 3', () => {
  const result = resultOf(ended({ kind: 'unreachable', at: 8 }, false, null), [])
  expect(exitOf(result)).toMatchObject({ status: 'failed', exitCode: 3 })
  expect(resultLines(result, { style: PLAIN_STYLE, quiet: false })).toEqual([
    '✕ FAIL  The target stopped answering at 8 users.  exit 3',
  ])
})

test('a table, the sentences, and the answer last', () => {
  const result = resultOf(ended({ kind: 'found', failing: 16 }))
  expect(resultLines(result, { style: PLAIN_STYLE, quiet: false })).toEqual([
    '',
    '      load  runs      rate  in flight      p95      p99  failures',
    '   8 users     1    800 /s       8.00  40.0 ms  60.0 ms    0.00 %  ✓ all maximums met',
    '  16 users     1  1,500 /s       16.0   300 ms   450 ms    0.00 %  ✕ p95 over maximum: 300 ms, p95 < 200ms',
    '',
    '  Whether throughput stops rising cannot be said: that needs 5 loads, and there are 2.',
    '  No scalability curve: it needs 6 loads, and has 2.',
    'The runs have the tag "capacity run-8" in the history.',
    '',
    '✓ FOUND  Largest load with all maximums met: 800 req/s at 8.00 in flight (8 users). The target is the limit: 16 users did not meet the maximums.  exit 0',
  ])
  expect(resultLines(result, { style: PLAIN_STYLE, quiet: true })).toHaveLength(1)
})

test('names of plans and endpoints are shown, not obeyed', () => {
  const subject = '\u001b[2J\u202e<img src=x onerror=alert(1)>'
  const hostile = levelRun(16, 1500, 300, { maximums: [p95Maximum(300, { subject })] })
  const text = resultLines(resultOf(ended({ kind: 'found', failing: 16 }), [levelRun(8, 800, 40), hostile]), {
    style: { ...PLAIN_STYLE, columns: () => 1000 },
    quiet: false,
  }).join('\n')
  expect(text).toContain('<img src=x')
  expect(text).not.toContain('\u001b')
  expect(text).not.toContain('\u202e')
})

test('as JSON, with every number and no NaN', () => {
  const text = capacityJson(resultOf(ended({ kind: 'found', failing: 16 })))
  expect(text.endsWith('}\n')).toBe(true)
  expect(JSON.parse(text)).toMatchObject({
    schemaVersion: 1,
    scenario: 'normal',
    tag: 'capacity run-8',
    search: { unit: 'users', holdMs: 30_000, end: { why: { kind: 'found', failing: 16 }, largest: 8 } },
    knee: { kind: 'knee', load: { unit: 'users', level: 8 }, throughputPerS: 800 },
    verdict: { status: 'found', exitCode: 0 },
  })
  expect(text).not.toMatch(/NaN|Infinity/)
})

test.each<[string, Stop, LevelRun[]]>([
  ['found', ended({ kind: 'found', failing: 16 }), LEVELS],
  ['of which a curve is told', ended({ kind: 'mostPassed' }), CURVE],
  ['that found nothing', ended({ kind: 'leastFailed', failing: 1 }, false, null), [levelRun(1, 100, 900)]],
  ['of a target that was not there', ended({ kind: 'unreachable', at: 8 }, false, null), []],
  ['that was stopped', { kind: 'signal', signal: 'sigint' }, LEVELS],
  ['that could not go on', { kind: 'fault', exit: 'notWritten', sentence: 'The disk is full.' }, LEVELS],
])('the JSON of a search %s is as published', (_, stop, levels) => {
  const text = capacityJson(resultOf(stop, levels))
  expect(schemaErrors('capacity', text)).toEqual([])
  const { scalability } = JSON.parse(text) as CapacityAnalysis
  expect(scalability.kind).toBe(levels === CURVE ? 'curve' : 'noCurve')
})
