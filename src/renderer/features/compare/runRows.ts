/** What each run measured of one metric: a row each, so that one sees what a verdict rests on. */
import type { MetricComparison, RunValue } from '../../../core/comparison/comparison.ts'
import { METRIC_WORDS, valueText } from '../../../core/comparison/comparisonWords.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import type { ChartTable } from '../../charts/frame/frameContent.ts'
import type { IntervalRow, RowsLine } from '../../charts/rows/rowsChart.ts'
import { inUnit } from './compareAxes.ts'

const BUILDS = ['baseline', 'candidate'] as const
type Build = (typeof BUILDS)[number]

const LOOKS = {
  baseline: { mark: 'ring', color: '--baseline' },
  candidate: { mark: 'circle', color: '--candidate' },
} as const

/** @param noisy ids of runs that are far from the others of their build */
export function runRows(metric: MetricComparison, noisy: ReadonlySet<string>): IntervalRow[] {
  const deciding = metric.reason.kind === 'oneRunDecides' ? metric.reason.runIds : []
  return BUILDS.flatMap((build) =>
    metric[build].map((run): IntervalRow => {
      const { runId, withinRun } = run
      const value = valueOf(metric.metric, run)
      const doubt = deciding.includes(runId) ? 'decides alone' : noisy.has(runId) ? 'far from the others' : null
      const { mark, color } = LOOKS[build]
      return {
        id: runId,
        name: runId,
        hint: build,
        group: build,
        value,
        interval: withinRun && {
          low: inUnit(metric.metric, withinRun.low),
          high: inUnit(metric.metric, withinRun.high),
        },
        mark: doubt === null ? mark : 'diamond',
        color: doubt === null ? color : '--warn',
        text: `${valueText(metric.metric, value)}${doubt === null ? '' : ` · ${doubt}`}`,
      }
    }),
  )
}

/** A share of failures as it was counted: on the scale of logits there is no 0. */
function valueOf(metric: Metric, { value, failureShare }: RunValue): number {
  return failureShare ?? inUnit(metric, value)
}

/** All values and ends that the axis should hold. */
export function runExtent({ metric, baseline, candidate }: MetricComparison): number[] {
  return [...baseline, ...candidate].flatMap((run) => [
    valueOf(metric, run),
    ...(run.withinRun === null ? [] : [inUnit(metric, run.withinRun.low), inUnit(metric, run.withinRun.high)]),
  ])
}

/** The typical value of each build through its runs. */
export function runLines({ typical, failureShare }: MetricComparison): RowsLine[] {
  return BUILDS.flatMap((build) => {
    const value = (failureShare ?? typical)[build]
    return value === null ? [] : [{ value, label: `Mean of the ${build}`, color: LOOKS[build].color, group: build }]
  })
}

export function runTable({ metric, baseline, candidate }: MetricComparison): ChartTable {
  const rowsOf = (build: Build, runs: readonly RunValue[]): (string | number | null)[][] =>
    runs.map((run) => [
      run.runId,
      build,
      valueOf(metric, run),
      run.withinRun === null ? null : inUnit(metric, run.withinRun.low),
      run.withinRun === null ? null : inUnit(metric, run.withinRun.high),
    ])
  return {
    columns: ['Run', 'Build', `${METRIC_WORDS[metric]}${UNITS[metric]}`, 'Within the run, low', 'Within the run, high'],
    rows: () => [...rowsOf('baseline', baseline), ...rowsOf('candidate', candidate)],
  }
}

const UNITS: Readonly<Record<MetricComparison['metric'], string>> = {
  p50: ' (ms)',
  p95: ' (ms)',
  p99: ' (ms)',
  p999: ' (ms)',
  errors: ' (share)',
  throughput: ' (per second)',
  achieved: ' (of what was due)',
}
