/** Reports of several runs as one file, for whoever saves it. */
import type { ReportsNews, ReportsQuestion } from '../../contract/methods/reports.ts'
import type { RunReport } from '../../core/report/report.ts'
import type { Pace } from '../analysis/pace.ts'
import { createReportsZip, reportFile } from '../analysis/reportFile.ts'
import { HistoryError } from '../storage/historyError.ts'

/**
 * @param reportOf makes one; null: the run goes on. HistoryError means that there is none of this run
 * @throws HistoryError where there is none of any
 */
export async function reportsOf(
  { runs, format }: ReportsQuestion,
  reportOf: (run: string) => RunReport | null,
  pace: Pace,
  tell: (news: ReportsNews) => void,
): Promise<ReportsNews> {
  const zip = createReportsZip(format)
  let failure: HistoryError | null = null
  for (const [done, run] of runs.entries()) {
    tell({ kind: 'making', done, of: runs.length })
    await pace()
    try {
      const report = reportOf(run)
      if (report === null) continue
      if (runs.length === 1) return { kind: 'made', left: 0, ...reportFile(report, format) }
      zip.add(report)
    } catch (error) {
      // One that was deleted meanwhile, or is damaged, does not keep the others.
      if (!(error instanceof HistoryError)) throw error
      failure = error
    }
  }
  if (zip.count === 0)
    throw failure ?? new HistoryError('running', 'There is a report of a run when it has ended; these go on.')
  return { kind: 'made', left: runs.length - zip.count, ...zip.file() }
}
