/** Where a latency stands among those of its endpoint, as far as its report knows: `above p99`. */
import type { ReportEndpoint, ReportLatency } from '../../../../core/report/report.ts'
import { isBacked } from '../../../../core/report/words.ts'

const STEPS: readonly (readonly [keyof ReportLatency, string])[] = [
  ['p99_99', 'p99.99'],
  ['p99_9', 'p99.9'],
  ['p99', 'p99'],
  ['p95', 'p95'],
  ['p90', 'p90'],
  ['p75', 'p75'],
  ['p50', 'p50'],
]

/** Only of percentiles with a request above them: with fewer they are the largest. `–` without a distribution, or alone in it. */
export function rankText(latencyMs: number, latency: ReportLatency | null | undefined): string {
  if (!latency || latency.count < 2) return '–'
  for (const [key, name] of STEPS) {
    if (isBacked(latency.count, Number(name.slice(1))) && latencyMs > latency[key]) return `above ${name}`
  }
  return 'up to p50'
}

/** Successful requests stand among those, failed ones among the failed. */
export function latencyOfOutcome(
  endpoint: Pick<ReportEndpoint, 'latencyMs' | 'failedLatencyMs'> | undefined,
  outcome: 'ok' | 'failed',
): ReportLatency | null {
  if (endpoint === undefined) return null
  return outcome === 'ok' ? endpoint.latencyMs : endpoint.failedLatencyMs
}
