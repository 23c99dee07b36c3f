/** Two measured values and what lies between them, as texts. A difference of values that rest on too few samples is none. */
import { formatDelta } from '../../../../core/units/number.ts'
import { formatPoints } from '../../../../core/units/percent.ts'
import type { ReportLatency } from '../../../../core/report/report.ts'
import { formatMs } from '../../../ui/format.ts'

/** Samples that have to lie beyond a percentile for it to say something. */
const BEYOND_AT_LEAST = 10

export type LatencyField = 'p50' | 'p95' | 'p99'
const PERCENT: Readonly<Record<LatencyField, number>> = { p50: 50, p95: 95, p99: 99 }

export function hasEnough(latency: ReportLatency, field: LatencyField): boolean {
  // Of 200 requests ten are beyond p95, whatever binary fractions make of 1 − 0.95.
  return Math.round(latency.count * (100 - PERCENT[field])) >= BEYOND_AT_LEAST * 100
}

/** `+74 ms (+18 %)`; `○ n=41` where a side has too few samples; `–` where one has none. */
export function latencyDifference(a: ReportLatency | null, b: ReportLatency | null, field: LatencyField): string {
  if (a === null || b === null) return '–'
  if (!hasEnough(a, field) || !hasEnough(b, field)) return `○ n=${Math.min(a.count, b.count)}`
  return formatDelta(a[field], b[field], formatMs)
}

/** Differences of shares are percentage points: `+0.42 pp`. */
export function shareDifference(a: number | null, b: number | null): string {
  if (a === null || b === null) return '–'
  return formatPoints(a, b)
}

export function numberDifference(a: number | null, b: number | null, format: (value: number) => string): string {
  return a === null || b === null ? '–' : formatDelta(a, b, format)
}
