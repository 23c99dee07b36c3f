/** What a trend says of a build, and its numbers as a table. */
import { METRIC_WORDS, valueText } from '../../../core/comparison/comparisonWords.ts'
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { breakText, leftOutReasonText, sizeIntervalText, sizeText, stateText } from '../../../core/trend/trendWords.ts'
import { formatClock } from '../../ui/format.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { placeOfChange } from './trendChips.ts'
import { trendMetric } from './trendMetric.ts'

export interface TrendReading {
  build: string
  when: string
  value: string
  /** `3 runs`. */
  runs: string
  /** Null where too few builds are there. */
  level: string | null
  /** What else is to be said of it. */
  remarks: string[]
}

export function trendReading(view: SeriesView, place: number): TrendReading | null {
  const build = view.trend.builds[place]
  if (build === undefined) return null
  const boundary = view.trend.boundaries.find((each) => each.build === place)
  return {
    build: build.build ?? `run ${build.runIds[0] ?? ''}`,
    when: formatClock(build.startedAtMs, 'dateTime'),
    value: valueText(view.metric, build.value),
    runs: build.runs === 1 ? '1 run' : `${build.runs} runs`,
    level: build.level === null ? null : valueText(view.metric, build.level),
    remarks: [
      ...view.changes.filter((change) => placeOfChange(change) === place).map(changeRemark),
      ...(build.outlier ? ['stands alone: a run to look at'] : []),
      ...(boundary === undefined ? [] : [breakText(boundary)]),
      ...(build.build !== null && build.build === view.baseline ? ['★ baseline'] : []),
    ],
  }
}

function changeRemark(change: TrendChange): string {
  const { metric, finding } = change
  return `${sizeText(metric, finding.effect)} (${sizeIntervalText(metric, finding.effect)}), ${stateText(change)}`
}

/** `1.42.0-rc1, 2026-11-28 14:05. p95 412 ms, level 405 ms, 3 runs. +18 % (+15 … +21 %), confirmed.` */
export function trendSentence(view: SeriesView, place: number): string {
  const reading = trendReading(view, place)
  if (reading === null) return ''
  const { build, when, value, level, runs, remarks } = reading
  const parts = [`${METRIC_WORDS[view.metric]} ${value}`, ...(level === null ? [] : [`level ${level}`]), runs]
  return [`${build}, ${when}`, parts.join(', '), ...remarks].map((part) => `${part}.`).join(' ')
}

/** All builds and all runs, also those that are not drawn. */
export function trendTable(view: SeriesView): ChartTable {
  const { unit } = trendMetric(view.metric)
  // As they are measured: shares are from 0 to 1.
  const named = `${METRIC_WORDS[view.metric]}${unit === '%' ? ' (share)' : ` (${unit})`}`
  return {
    columns: ['Build', 'Runs', 'First run (UTC)', named, `Level`, 'Remarks', 'Left out'],
    rows: () => [
      ...view.trend.builds.map(({ index, build, runIds, value, level, startedAtMs }) => [
        build ?? '',
        runIds.join(' '),
        new Date(startedAtMs).toISOString(),
        value,
        level,
        trendReading(view, index)?.remarks.join('; ') ?? '',
        '',
      ]),
      ...view.runs
        .filter(({ leftOut }) => leftOut !== null)
        .map(({ build, runId, startedAtMs, value, leftOut }) => [
          build ?? '',
          runId,
          new Date(startedAtMs).toISOString(),
          value,
          null,
          '',
          leftOut === null ? '' : leftOutReasonText(leftOut),
        ]),
    ],
  }
}
