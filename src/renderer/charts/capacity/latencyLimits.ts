/** Maximums that can be drawn where response times are: those of a percentile of all requests. */
import type { CapacityView } from '../../../contract/methods/capacity.ts'
import type { MaximumReading } from '../../../core/capacity/level.ts'

export const LATENCY_SERIES = ['p50', 'p95', 'p99'] as const
export type LatencySeries = (typeof LATENCY_SERIES)[number]

export interface LatencyLimit {
  series: LatencySeries
  ms: number
  /** As the plan has it. */
  text: string
}

/** Each once, the lowest first; plans may have changed between the runs. */
export function limitsOf({ analysis }: CapacityView): LatencyLimit[] {
  const maximums = analysis.levels.flatMap(({ runs }) => runs.flatMap((run) => run.maximums))
  const found = new Map(maximums.flatMap((maximum) => limitOf(maximum).map((limit) => [limit.text, limit] as const)))
  return [...found.values()].toSorted((a, b) => a.ms - b.ms)
}

function limitOf({ subject, metric, unit, limit, text }: MaximumReading): LatencyLimit[] {
  const series = LATENCY_SERIES.find((each) => each === metric)
  return series === undefined || subject !== 'all' || unit !== 'ms' || !(limit > 0) ? [] : [{ series, ms: limit, text }]
}
