/** The heat of a comparison as a table of numbers: what each change was, how sure, and how it is judged. */
import { changeIn, METRIC_WORDS, VERDICT_WORDS, type ChangeUnit } from '../../../../core/comparison/comparisonWords.ts'
import type { MetricComparison } from '../../../../core/comparison/comparison.ts'
import type { Metric } from '../../../../core/comparison/metrics.ts'
import type { Cell } from '../../../charts/csv.ts'
import type { ChartTable } from '../../../charts/frame/frameContent.ts'
import type { CompareRow } from '../compareRows.ts'
import { endpointLook } from '../verdictLook.ts'

/** @param metrics in the order of the columns that are shown */
export function compareHeatTable(
  rows: readonly CompareRow[],
  metrics: readonly Metric[],
  unit: ChangeUnit,
): ChartTable {
  return {
    columns: ['Endpoint', 'Verdict', ...metrics.flatMap((metric) => columnsOf(metric, unit))],
    rows: () =>
      rows.map((row) => [
        row.endpoint.name,
        endpointLook(row).word,
        ...metrics.flatMap((metric) => cellsOf(row.metrics.get(metric), unit)),
      ]),
  }
}

function columnsOf(metric: Metric, unit: ChangeUnit): string[] {
  const word = METRIC_WORDS[metric]
  const of = metric === 'errors' ? 'pp' : unit === 'relative' ? '%' : 'ms'
  return [`${word} change (${of})`, `${word} 95 % from`, `${word} 95 % to`, `${word} verdict`]
}

function cellsOf(own: MetricComparison | undefined, unit: ChangeUnit): Cell[] {
  if (own === undefined) return [null, null, null, null]
  const { metric, effect, interval, typical, verdict } = own
  const change = (value: number | undefined | null): number | null =>
    value == null ? null : changeIn(metric, value, typical.baseline, unit)
  return [change(effect), change(interval?.low), change(interval?.high), VERDICT_WORDS[verdict]]
}
