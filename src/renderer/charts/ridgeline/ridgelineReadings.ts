/** What a ridgeline says of one of its ridges, and all its numbers. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { rangeText } from '../heat/heatCell.ts'
import { countIn, rangesOf, type Ridge, type RidgelineChart } from './ridgelineChart.ts'

/**
 * `118–132 ms: 1,204 of its 14,880 requests (8.09 %)`; without a range `14,880 requests, 31.00 % of the time`.
 * The name is not in it: it is shown beside it.
 */
export function ridgeReading(ridge: Ridge, range: { fromMs: number; toMs: number } | null): string {
  const all = `${formatCount(ridge.count)} ${ridge.count === 1 ? 'request' : 'requests'}`
  if (range === null) {
    const { timeShare } = ridge
    return timeShare === null ? all : `${all}, ${formatShare(timeShare, timeShare > 0)} of the time`
  }
  const count = countIn(ridge, range.fromMs)
  const share = ridge.count === 0 ? '' : ` (${formatShare(count / ridge.count, count > 0)})`
  return `${rangeText(range.fromMs, range.toMs)}: ${formatCount(count)} of its ${all}${share}`
}

/** `p95 312 ms`, one a mark. */
export function markReadings({ marks }: Ridge): string[] {
  return marks.map(({ ms }) => (ms === null ? '○ too few' : formatDuration(ms)))
}

/** A column for each endpoint, a row for each range that any of them has requests in. */
export function ridgelineTable(chart: RidgelineChart): ChartTable {
  return {
    columns: ['From (ms)', 'To (ms)', ...chart.ridges.map(({ name }) => `${name} (requests)`)],
    rows: () =>
      rangesOf(chart).map(({ fromMs, toMs }) => [fromMs, toMs, ...chart.ridges.map((ridge) => countIn(ridge, fromMs))]),
  }
}
