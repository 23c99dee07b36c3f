/** The changes of all endpoints in one metric, worst first. */
import type { EndpointComparison, MetricComparison } from '../../../core/comparison/comparison.ts'
import { effectText, intervalText, VERDICT_WORDS } from '../../../core/comparison/comparisonWords.ts'
import type { LatencyMetric } from '../../../core/comparison/metrics.ts'
import { keyOf } from '../../../core/comparison/thresholds.ts'
import type { ChartTable } from '../../charts/frame/frameContent.ts'
import type { IntervalRow, RowMark } from '../../charts/rows/rowsChart.ts'
import { VERDICT_COLOURS } from './verdictLook.ts'

/** More are not looked at in a picture; the table has all. */
export const MOST_FOREST_ROWS = 100

export interface ForestEntry {
  endpoint: EndpointComparison['endpoint']
  metric: MetricComparison
  effect: number
}

/** Slower first. Endpoints whose change is not known are left out. */
export function forestOf(endpoints: readonly EndpointComparison[], of: LatencyMetric): ForestEntry[] {
  return endpoints
    .flatMap(({ endpoint, metrics }): ForestEntry[] => {
      const metric = metrics.find((own) => own.metric === of)
      return metric === undefined || metric.effect === null ? [] : [{ endpoint, metric, effect: metric.effect }]
    })
    .toSorted((one, other) => other.effect - one.effect)
}

/** The largest changes in both directions, as many as are drawn. */
export function drawnOf(entries: readonly ForestEntry[]): ForestEntry[] {
  if (entries.length <= MOST_FOREST_ROWS) return [...entries]
  const largest = new Set(
    entries.toSorted((one, other) => Math.abs(other.effect) - Math.abs(one.effect)).slice(0, MOST_FOREST_ROWS),
  )
  return entries.filter((entry) => largest.has(entry))
}

export function forestRow({ endpoint, metric, effect }: ForestEntry): IntervalRow {
  const { interval, threshold, verdict } = metric
  const marks: Readonly<Record<typeof verdict, RowMark>> = {
    regressed: 'up',
    improved: 'down',
    unchanged: 'circle',
    notEnoughData: 'ring',
  }
  const range = intervalText(metric)
  return {
    id: keyOf(endpoint),
    name: endpoint.name,
    value: Math.exp(effect),
    interval: interval === null ? null : { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    mark: marks[verdict],
    color: VERDICT_COLOURS[verdict],
    band:
      threshold === null
        ? null
        : {
            low: threshold.low === null ? null : Math.exp(threshold.low),
            high: threshold.high === null ? null : Math.exp(threshold.high),
          },
    text: `${effectText(metric)}${range === '' ? '' : ` (${range})`}`,
  }
}

export function forestTable(entries: readonly ForestEntry[]): ChartTable {
  return {
    columns: ['Endpoint', 'Verdict', 'Ratio', 'Ratio, low', 'Ratio, high', 'q'],
    rows: () =>
      entries.map(({ endpoint, metric: { verdict, interval, q }, effect }) => [
        endpoint.name,
        VERDICT_WORDS[verdict],
        Math.exp(effect),
        interval === null ? null : Math.exp(interval.low),
        interval === null ? null : Math.exp(interval.high),
        q,
      ]),
  }
}
