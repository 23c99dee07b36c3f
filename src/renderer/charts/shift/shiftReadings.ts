/** What a quantile shift says at a percentile, and its numbers as a table. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatSignificant } from '../../../core/units/number.ts'
import { oneIn, percentileName } from '../axis/percentileAxis.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { stateOf, valueOf, type ShiftChart, type ShiftState, type ShiftStep } from './shiftChart.ts'

export const STATE_NAMES: Readonly<Record<ShiftState, string>> = {
  slower: 'slower',
  faster: 'faster',
  same: 'no change beyond chance that matters',
  unknown: 'spread not known',
}

export interface ShiftReading {
  /** `p99 · 1 in 100`. */
  at: string
  /** `412 ms → 486 ms`. */
  values: string
  /** `+18 % (+12 … +24 %)`. */
  change: string
  state: ShiftState
}

export function shiftReading(chart: ShiftChart, step: ShiftStep): ShiftReading {
  const { percentile, baselineMs, candidateMs, ratio, band } = step
  const range = band === null ? '' : ` (${changeText(chart, step, band.low)} … ${changeText(chart, step, band.high)})`
  return {
    at: `${percentileName(percentile)} · ${oneIn(percentile)}`,
    values: `${formatDuration(baselineMs)} → ${formatDuration(candidateMs)}`,
    change: `${changeText(chart, step, ratio)}${range}`,
    state: stateOf(step),
  }
}

function changeText(chart: ShiftChart, step: ShiftStep, ratio: number): string {
  const value = valueOf(chart, step, ratio)
  if (value === 0) return '0'
  const size = Math.abs(value)
  return `${value < 0 ? '−' : '+'}${chart.unit === 'ms' ? formatDuration(size) : `${formatSignificant(size, 2)} %`}`
}

/** `p99 · 1 in 100. 412 ms → 486 ms, +18 % (+12 … +24 %), slower.` */
export function shiftSentence({ at, values, change, state }: ShiftReading): string {
  return `${at}. ${values}, ${change}, ${STATE_NAMES[state]}.`
}

export function shiftTable({ steps }: ShiftChart): ChartTable {
  return {
    columns: ['Percentile', 'Baseline (ms)', 'Candidate (ms)', 'Ratio', 'Ratio, low', 'Ratio, high', 'Verdict'],
    rows: () =>
      steps.map((step) => [
        percentileName(step.percentile),
        step.baselineMs,
        step.candidateMs,
        step.ratio,
        step.band?.low ?? null,
        step.band?.high ?? null,
        STATE_NAMES[stateOf(step)],
      ]),
  }
}
