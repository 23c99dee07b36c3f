import { expect, test } from 'vitest'
import { analyzeCapacity } from '../../../core/capacity/analyzeCapacity.ts'
import { levelRun } from '../../../core/capacity/testing/levelFixture.ts'
import { LEVEL_COLUMNS, outcomeLook, sortLevels, trustText } from './levelRows.ts'

const doubt = { generatorDoubt: 'The CPU was busy.' }
const { levels } = analyzeCapacity([
  levelRun(8, 800, 40),
  levelRun(8, 820, 42, { runId: 'again', ...doubt }),
  levelRun(16, 1500, 300, { failures: 1 }),
  levelRun(32, 900, 100, doubt),
  levelRun(4, 0, 0, { requests: 0, concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null }),
])

test('a load is written with everything that was measured of it, and – for what was not', () => {
  const row = (index: number) => Object.fromEntries(LEVEL_COLUMNS.map(({ id, text }) => [id, text(levels[index]!)]))
  expect(row(1)).toMatchObject({
    load: '8 users',
    throughput: '800 req/s',
    p95: '40.0 ms',
    errors: '0.00 %',
    runs: '2',
  })
  expect(row(1)).toMatchObject({ trust: '1 of 2 trusted', outcome: 'all maximums met' })
  expect(row(2)).toMatchObject({ errors: '<0.01 %', outcome: 'p95 over maximum: 300 ms, p95 < 200ms' })
  expect(row(0)).toMatchObject({ concurrency: '–', p95: '–', errors: '–' })
})

test('what it says has an icon and a word', () => {
  expect(levels.map(({ outcome }) => outcomeLook(outcome).word)).toEqual(['Met', 'Met', 'Over', 'Not trusted'])
  expect(trustText(levels[3]!)).toBe('⊘ not trusted')
})

test('sorted by a column, what has no value comes last', () => {
  const loads = (column: string, descending = false) =>
    sortLevels(levels, [{ column, descending }]).map(({ load }) => load.level)
  expect(loads('throughput', true)).toEqual([16, 32, 8, 4])
  expect(loads('p95')).toEqual([8, 32, 16, 4])
  expect(sortLevels(levels, []).map(({ load }) => load.level)).toEqual([4, 8, 16, 32])
})
