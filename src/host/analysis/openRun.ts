/** What is quickly known of a run. */
import type { RunView } from '../../contract/methods/analysis.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import { reportRunOf, type RunRecord } from '../runs/runRecord.ts'
import { namedWindows } from './namedWindows.ts'
import { silentEngines } from './silentEngines.ts'

export function openRun(record: RunRecord): RunView {
  const { reader, run, settings, endS } = record
  const series = reader.series()
  const endpoints = new Map(
    series.map(({ endpoint: name, kind }) => [endpointKey(kind, name), { name, kind }] as const),
  )
  return {
    run: reportRunOf(record),
    endS,
    verdict: run.verdict,
    criteria: reader.criteria(),
    load: record.load,
    silentEngines: silentEngines(record),
    warmUpMs: settings.warmUpMs,
    windows: namedWindows(record),
    endpoints: [...endpoints.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    userTypes: [...new Set(series.map(({ userType }) => userType))].toSorted(),
    annotations: reader.annotations(),
    starred: run.starred,
    tags: run.tags,
    notes: run.notes,
    planText: run.planText,
  }
}
