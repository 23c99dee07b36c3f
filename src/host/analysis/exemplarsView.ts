/** Requests that were kept whole. */
import type { AnalysisFilter, IterationOfUser, RunWindow } from '../../contract/methods/analysis.ts'
import { exemplarRow } from '../../core/report/exemplarRow.ts'
import type { ReportExemplar } from '../../core/report/report.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { isLeftOut } from '../storage/leftOut.ts'
import { stretchOf } from './stretchOf.ts'

export interface ExemplarsQuestion {
  window: RunWindow
  filter: AnalysisFilter
  /** Null: of all. */
  iteration: IterationOfUser | null
}

/** Those that ended in the window, slowest first. */
export function exemplarsView(
  record: RunRecord,
  { window, filter: { endpoint, userType }, iteration }: ExemplarsQuestion,
): ReportExemplar[] {
  const { fromS, endS } = stretchOf(record, window)
  return record.reader
    .exemplars()
    .filter((exemplar) => {
      const endedS = Math.floor((exemplar.startMs + exemplar.latencyUs / 1000) / 1000)
      return (
        endedS >= fromS &&
        endedS < endS &&
        !isLeftOut(endedS, record.leftOut) &&
        (endpoint === null || exemplar.endpoint === endpoint.name) &&
        (userType === null || exemplar.userType === userType) &&
        (iteration === null ||
          (exemplar.userType === iteration.userType &&
            exemplar.user === iteration.user &&
            exemplar.iteration === iteration.iteration))
      )
    })
    .map(exemplarRow)
}
