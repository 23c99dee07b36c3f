import { expect, test } from 'vitest'
import type { ComparisonFinding } from '../../../core/comparison/comparison.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import { primaryMetrics } from '../../../core/comparison/primaryMetrics.ts'
import { compareColumns, heatColumns } from './compareColumns.ts'
import { orderedComparison } from './orderedComparison.ts'
import { sampleComparison, sampleEndpoint, sampleMetric } from './sampleComparison.ts'

const PRIMARY = primaryMetrics([{ metric: { kind: 'percentile', p: 99 } }])

function finding(
  direction: ComparisonFinding['direction'],
  endpoints: number,
  ...metrics: Metric[]
): ComparisonFinding {
  return {
    direction,
    changes: metrics.map((metric) => ({ endpoint: { name: '__proto__', kind: 'http' }, metric })),
    endpoints,
    isEverywhere: false,
    needsConfirmation: false,
  }
}

test('metrics that verdicts rest on, and that criteria name, stand before the others', () => {
  const metrics = (['p50', 'p95', 'p99', 'p999', 'errors'] as const).map((metric) => sampleMetric(metric, 1.2))
  const ordered = orderedComparison(sampleComparison([sampleEndpoint('__proto__', metrics)]), PRIMARY)
  if (ordered.outcome === 'refused') throw new Error('refused')
  expect(ordered.endpoints[0]!.metrics.map(({ metric }) => metric)).toEqual(['p95', 'errors', 'p99', 'p50', 'p999'])
  const shown = (primary: readonly Metric[]): string[] =>
    compareColumns('relative', primary)
      .filter(({ optional }) => optional !== true)
      .map(({ id }) => id)
  expect(shown(PRIMARY).slice(0, 7)).toEqual([
    'verdict',
    'name',
    'p95',
    'errors.baseline',
    'errors.candidate',
    'p99',
    'p50',
  ])
  expect(shown(PRIMARY)).not.toContain('p999')
  expect(shown([...PRIMARY, 'p999'])).toContain('p999')
  expect(
    heatColumns('relative', PRIMARY)
      .map(({ id }) => id)
      .slice(-5),
  ).toEqual(['p95', 'errors', 'p99', 'p50', 'p999'])
})

test('what is worse comes first, then what verdicts rest on, each by size', () => {
  const findings = [
    finding('improved', 1, 'p95'),
    finding('regressed', 2, 'p50', 'p999'),
    finding('regressed', 3, 'p999', 'p95'),
    finding('regressed', 4, 'errors'),
  ]
  const ordered = orderedComparison(sampleComparison([], { findings }), PRIMARY)
  if (ordered.outcome === 'refused') throw new Error('refused')
  expect(ordered.findings.map(({ endpoints }) => endpoints)).toEqual([3, 4, 2, 1])
})
