/** The latency of a table row that the choice of the context bar names, where the host keeps it for rows. */
import type { LatencyChoice } from '../../../contract/methods/analysis.ts'
import type { ReportLatency, ReportStatistics } from '../../../core/report/report.ts'

type Distributions = Pick<ReportStatistics, 'latencyMs' | 'serviceMs' | 'failedLatencyMs'>

/** Rows have no distribution of all requests, nor of failed ones from their sending: it would have to be merged anew. */
export function rowsHave({ of, from }: LatencyChoice): boolean {
  return of === 'ok' || (of === 'failed' && from === 'intended')
}

/** Null where there is none: no such requests, or no such distribution. Never another one in its place. */
export function pickLatency(row: Distributions, choice: LatencyChoice): ReportLatency | null {
  if (!rowsHave(choice)) return null
  if (choice.of === 'failed') return row.failedLatencyMs
  return choice.from === 'intended' ? row.latencyMs : row.serviceMs
}

/** `OK requests, from intended start`: for heads of tables and charts. */
export function latencyWords({ of, from }: LatencyChoice): string {
  const requests = { ok: 'OK requests', all: 'all requests', failed: 'failed requests' }[of]
  return `${requests}, from ${from === 'intended' ? 'intended start' : 'send'}`
}
