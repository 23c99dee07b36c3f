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
  run: number
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

/** Numbers of runs; those without any are left out. All requests come first. */
export type EndpointNumbersReader = (runs: readonly number[]) => Map<number, EndpointNumbers[]>

/** @param endpoint one only, null: only that of all requests; left out: everything */
export function endpointNumbersReader(
  database: Database,
  endpoint?: EndpointNumbers['endpoint'],
): EndpointNumbersReader {
  const one = endpoint === undefined ? '' : 'AND kind = ? AND endpoint = ?'
  const names = endpoint === undefined ? [] : [endpoint?.kind ?? '', endpoint?.name ?? '']
  // One question for several runs: a question of its own takes longer than a run's few rows.
  const select = database.prepare<unknown[], Row>(
    `SELECT endpoint_numbers.* FROM json_each(?) AS wanted CROSS JOIN endpoint_numbers ON run = wanted.value ${one}
     ORDER BY wanted.key, kind, endpoint`,
  )
  return (runs) => {
    const found = new Map<number, EndpointNumbers[]>()
    for (const row of select.all(JSON.stringify(runs), ...names)) {
      const own = found.get(row.run)
      if (own === undefined) found.set(row.run, [numbersOf(row)])
      else own.push(numbersOf(row))
    }
    return found
  }
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
