/** How a metric of a trend is drawn: its unit on the axis, its colour. */
import type { Metric } from '../../../core/comparison/metrics.ts'
import { tickText, type Unit } from '../axis/axisText.ts'

export interface TrendMetric {
  /** Behind the name of the axis; '' where the values say it. */
  unit: string
  /** A token. */
  colour: string
  tick: (value: number) => string
}

/** Shares are from 0 to 1, as they are measured; axes show per cent. */
export function trendMetric(metric: Metric): TrendMetric {
  switch (metric) {
    case 'errors':
      return look('percent', '--s5xx', 100)
    case 'achieved':
      return look('percent', '--candidate', 100)
    case 'throughput':
      return { ...look('perS', '--candidate'), unit: 'req/s' }
    case 'p999':
      // Of the paler tokens one is made for a thin line, not for points.
      return look('ms', '--p99')
    default:
      return look('ms', `--${metric}`)
  }
}

function look(unit: Unit, colour: string, factor = 1): TrendMetric {
  return { unit: unit === 'percent' ? '%' : unit, colour, tick: (value) => tickText(unit, value * factor) }
}
