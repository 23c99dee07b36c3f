/** Axes of the charts of a comparison, and what stands on them. */
import type { MetricComparison } from '../../../core/comparison/comparison.ts'
import { valueText } from '../../../core/comparison/comparisonWords.ts'
import { shareOfLogit, type Metric } from '../../../core/comparison/metrics.ts'
import { extentOf, fractionOf, type Scale } from '../../charts/axis/scale.ts'
import { valueTicks } from '../../charts/axis/ticks.ts'
import type { RowsAxis } from '../../charts/rows/rowsChart.ts'

/** Changes in % that an axis of ratios may name. */
const NAMED_CHANGES = [
  0, 50, -50, 100, -20, 20, -10, 10, -5, 5, -90, 1000, 500, 200, -2, 2, -1, 1, -80, -95, 10_000, 100_000,
]
const TICK_APART = 0.09
/** An interval that says nearly nothing must not flatten the others: so many times as far as the largest effect it may reach. */
const INTERVAL_REACH = 2.5
const LEAST_EFFECT = Math.log(1.02)
/** Values that are further apart than this are on a logarithmic axis. */
const LINEAR_RATIO = 8
const PAD = 0.06

/** Of ratios candidate ÷ baseline, as changes in %. As wide on both sides of no change. */
export function ratioAxis(metrics: readonly MetricComparison[]): RowsAxis {
  const known = metrics.flatMap(({ effect, threshold, interval }) =>
    effect === null ? [] : [{ effect, threshold, interval }],
  )
  const far = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs))
  const reach = Math.max(
    LEAST_EFFECT,
    far(known.map(({ effect }) => effect)),
    far(known.flatMap(({ threshold }) => [threshold?.low ?? 0, threshold?.high ?? 0])),
  )
  const ends = far(known.flatMap(({ interval }) => (interval === null ? [] : [interval.low, interval.high])))
  const limit = Math.max(reach, Math.min(ends, INTERVAL_REACH * reach)) * (1 + PAD)
  const scale: Scale = { kind: 'log', min: Math.exp(-limit), max: Math.exp(limit) }
  return { scale, name: 'Change, 95 % interval', ticks: ratioTicks(scale), tickText: changeTick }
}

function ratioTicks(scale: Scale): number[] {
  const kept: number[] = []
  for (const change of NAMED_CHANGES) {
    const ratio = 1 + change / 100
    if (ratio < scale.min || ratio > scale.max) continue
    const place = fractionOf(scale, ratio)
    if (kept.every((other) => Math.abs(fractionOf(scale, other) - place) >= TICK_APART)) kept.push(ratio)
  }
  return kept.toSorted((a, b) => a - b)
}

function changeTick(ratio: number): string {
  const change = Math.round(100 * (ratio - 1))
  return change === 0 ? '0' : `${change < 0 ? '−' : '+'}${Math.abs(change).toLocaleString('en-US')} %`
}

/** A value of one run in the unit of its metric: ms, share of failures, per second, achieved ÷ due. */
export function inUnit(metric: Metric, value: number): number {
  return metric === 'errors' ? shareOfLogit(value) : Math.exp(value)
}

/** Of the values of runs, from the least to the largest: what lies between them is to be seen. */
export function valueAxis(metric: Metric, values: readonly number[]): RowsAxis {
  const extent = extentOf([values])
  const scale = zoomed(extent)
  return { scale, name: AXIS_NAMES[metric], ticks: valueTicks(scale, 6), tickText: (value) => valueText(metric, value) }
}

const AXIS_NAMES: Readonly<Record<Metric, string>> = {
  p50: 'p50 of each run',
  p95: 'p95 of each run',
  p99: 'p99 of each run',
  p999: 'p99.9 of each run',
  errors: 'Share of failed requests of each run',
  throughput: 'Requests per second of each run',
  achieved: 'Of what was due, the part that each run achieved',
}

function zoomed(extent: { min: number; max: number } | null): Scale {
  if (extent === null) return { kind: 'linear', min: 0, max: 1 }
  const { min, max } = extent
  if (min > 0 && max / min > LINEAR_RATIO) {
    const pad = (max / min) ** PAD
    return { kind: 'log', min: min / pad, max: max * pad }
  }
  const pad = max > min ? (max - min) * PAD : Math.max(Math.abs(max) * PAD, 1e-6)
  return { kind: 'linear', min: Math.max(min < 0 ? -Infinity : 0, min - pad), max: max + pad }
}
