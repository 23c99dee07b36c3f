import { expect, test } from 'vitest'
import type { CriterionMetric } from '../plan/compiledPlan.ts'
import { METRICS } from './metrics.ts'
import { primaryFirst, primaryMetrics } from './primaryMetrics.ts'

const named = (...metrics: CriterionMetric[]) => primaryMetrics(metrics.map((metric) => ({ metric })))

test('without criteria p95, failures and throughput are read first', () => {
  expect(named()).toEqual(['p95', 'errors', 'throughput', 'achieved'])
})

test('what criteria name comes behind them, each once; what builds are not compared by is none of them', () => {
  const p = (percentile: number): CriterionMetric => ({ kind: 'percentile', p: percentile })
  expect(named(p(99.9), p(95), p(50), p(50), p(97), { kind: 'checks' }, { kind: 'failures' }, { kind: 'max' })).toEqual(
    ['p95', 'errors', 'throughput', 'achieved', 'p50', 'p999'],
  )
  expect(named({ kind: 'rate' }, { kind: 'dropped' }, { kind: 'apdex', thresholdMs: 1 })).toEqual(named())
})

test('they stand before the others, which stay in their order', () => {
  expect(primaryFirst([...METRICS], named(), (metric) => metric)).toEqual([
    'p95',
    'errors',
    'throughput',
    'achieved',
    'p50',
    'p99',
    'p999',
  ])
  expect(primaryFirst(['p999', 'p50'] as const, [], (metric) => metric)).toEqual(['p999', 'p50'])
})
