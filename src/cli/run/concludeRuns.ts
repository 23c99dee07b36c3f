/** The end of the command: reports, data, and the verdict as the last line. */
import type { RunReport } from '../../core/report/report.ts'
import { ReportWriteError } from '../../host/reports/reportWriteError.ts'
import { writeReports } from '../../host/reports/writeReports.ts'
import { plainText } from '../terminal/plainText.ts'
import { jsonOf } from './jsonOutput.ts'
import type { MadeRuns } from './runAll.ts'
import { failure, type Session } from './runSession.ts'
import { exitCodeOf, verdictLine, worstReport, type Outcome } from './verdictLine.ts'

/** @param areSeveral several runs were asked for */
export async function concludeRuns(made: MadeRuns, areSeveral: boolean, session: Session): Promise<void> {
  const { context, options } = session
  const reasons = new Set(made.reasons)
  const reports = made.ended.map(({ report }) => report)
  let readable: string | null = null
  if (reports.length > 0) {
    try {
      const { out: dir, formats } = options
      const { files } = await writeReports(reportsToWrite(made), { dir, formats, now: new Date() })
      readable = files[0] ?? null
      if (!options.quiet) context.say(['', 'written', ...files.map((file) => `  ${plainText(file)}`)].join('\n'))
    } catch (error) {
      if (!(error instanceof ReportWriteError)) throw error
      reasons.add('notWritten')
      context.say(failure(context, error.message))
      for (const file of error.written) context.say(`  written: ${plainText(file)}`)
    }
  }
  const final: Outcome = { reports, reasons }
  const exitCode = exitCodeOf(final)
  if (options.json && (reports.length > 0 || areSeveral)) {
    const comparisons = options.ab === null ? null : made.comparisons
    context.print(jsonOf(reports, { areSeveral, exitCode, comparisons }))
  }
  if (!options.quiet) context.say('')
  context.say(verdictLine(final, { written: readable, saysExit: true }, context.err))
  context.exitWith(exitCode)
}

/** Of many runs of a scenario the last, which has the comparison, and the worst, where that is another and ends the command otherwise. */
function reportsToWrite({ ended }: MadeRuns): RunReport[] {
  const entries = [...new Set(ended.map(({ planned }) => planned.entry))].toSorted((one, other) => one - other)
  return entries.flatMap((entry) => {
    const own = ended.filter(({ planned }) => planned.entry === entry)
    const last = (own.findLast(({ planned }) => planned.side === 'B') ?? own.at(-1))?.report
    const reports = own.map(({ report }) => report)
    const worst = worstReport(reports, exitCodeOf({ reports, reasons: new Set() }))
    if (last === undefined) return []
    return worst === null || worst.verdict.exitCode === last.verdict.exitCode ? [last] : [last, worst]
  })
}
