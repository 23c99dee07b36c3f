/**
 * What a run measured of each endpoint in its judged window, kept beside it: comparisons and trends over thousands of runs read no
 * histogram. `kind` '' and `endpoint` '' are all requests together.
 */
import type { Database } from 'better-sqlite3'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'

export interface EndpointNumbers {
  /** Null: all requests. */
  endpoint: { name: string; kind: EndpointKind } | null
  ok: number
  failed: number
  /** Requests per second of the load. */
  ratePerS: number
  /** Response time of successful requests; null without any. */
  latencyMs: { p50: number; p95: number; p99: number; p999: number; mean: number } | null
}

/** Replaces what there was. To be called within a transaction. */
export function writeEndpointNumbers(database: Database, run: number, numbers: readonly EndpointNumbers[]): void {
  database.prepare('DELETE FROM endpoint_numbers WHERE run = ?').run(run)
  const insert = database.prepare('INSERT INTO endpoint_numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const { endpoint, ok, failed, ratePerS, latencyMs } of numbers) {
    const { p50 = null, p95 = null, p99 = null, p999 = null, mean = null } = latencyMs ?? {}
    insert.run(run, endpoint?.kind ?? '', endpoint?.name ?? '', ok, failed, ratePerS, p50, p95, p99, p999, mean)
  }
}

interface Row {
  id: string
  kind: EndpointKind | ''
  endpoint: string
  ok: number
  failed: number
  rate_per_s: number
  p50_ms: number | null
  p95_ms: number | null
  p99_ms: number | null
  p999_ms: number | null
  mean_ms: number | null
}

/**
 * @param runs numbers of runs
 * @param endpoint one only, null: only that of all requests; left out: everything
 * @returns by number of the run, all requests first; runs without any are left out
 */
export function readEndpointNumbers(
  database: Database,
  runs: readonly number[],
  endpoint?: EndpointNumbers['endpoint'],
): Map<number, EndpointNumbers[]> {
  const one = endpoint === undefined ? '' : 'AND kind = ? AND endpoint = ?'
  const select = database.prepare<unknown[], Row>(
    `SELECT * FROM endpoint_numbers WHERE run = ? ${one} ORDER BY kind, endpoint`,
  )
  const names = endpoint === undefined ? [] : [endpoint?.kind ?? '', endpoint?.name ?? '']
  const found = new Map<number, EndpointNumbers[]>()
  for (const run of runs) {
    const rows = select.all(run, ...names)
    if (rows.length > 0) found.set(run, rows.map(numbersOf))
  }
  return found
}

function numbersOf(row: Row): EndpointNumbers {
  const { kind, endpoint: name, ok, failed, rate_per_s: ratePerS } = row
  const { p50_ms: p50, p95_ms: p95, p99_ms: p99, p999_ms: p999, mean_ms: mean } = row
  const isTimed = p50 !== null && p95 !== null && p99 !== null && p999 !== null && mean !== null
  return {
    endpoint: kind === '' ? null : { name, kind },
    ok,
    failed,
    ratePerS,
    latencyMs: isTimed ? { p50, p95, p99, p999, mean } : null,
  }
}
