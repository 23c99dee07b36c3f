/** What every export format is made from, second by second, so that a run larger than memory can be exported. */
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { Outcome, SeriesWindow } from '../../core/recording/second.ts'
import type { RunReport } from '../../core/report/report.ts'
import type { StoredRun } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'

export interface ExportSource {
  run: StoredRun
  reader: RunReader
  /** Of the whole run, as it is now. */
  report: () => RunReport
  /** Whole seconds since the start: [fromS, toS). */
  fromS: number
  toS: number
  /** Only the endpoint of this name. */
  endpoint: string | null
}

/** One endpoint with one outcome in one second. */
export interface EndpointSecond {
  endpoint: string
  kind: EndpointKind
  userType: string
  outcome: Outcome
  window: SeriesWindow
}

export interface ExportSecond {
  /** Whole seconds since the start of the run. */
  t: number
  rows: EndpointSecond[]
}

/** All seconds of the export, also those in which nothing ended. `userTypes`: told apart, else added up (then ''). */
export function* secondsOf(source: ExportSource, userTypes: boolean): Generator<ExportSecond> {
  const { reader, fromS, toS, endpoint } = source
  const by = userTypes
    ? (['endpoint', 'kind', 'outcome', 'userType'] as const)
    : (['endpoint', 'kind', 'outcome'] as const)
  const filter = endpoint === null ? {} : { endpoint }
  for (const { t, groups } of reader.timeline(1, { fromS, toS, filter, by: [...by] })) {
    const rows = groups.map(({ key, window }) => ({ ...(key as Omit<EndpointSecond, 'window'>), window }))
    yield { t, rows: rows.map((row) => ({ ...row, userType: row.userType ?? '' })).toSorted(byName) }
  }
}

function byName(a: EndpointSecond, b: EndpointSecond): number {
  const keyOf = ({ endpoint, kind, outcome, userType }: EndpointSecond): string =>
    `${endpoint}\n${kind}\n${outcome}\n${userType}`
  return keyOf(a) < keyOf(b) ? -1 : 1
}

/** ISO 8601 in UTC of a moment of the run. */
export function momentOf(run: StoredRun, tMs: number): string {
  return new Date(run.startedAtMs + tMs).toISOString()
}
