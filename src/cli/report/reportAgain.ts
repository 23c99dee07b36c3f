/** The report of a run from the history: the same numbers as when it ended. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { renderJson } from '../../host/reports/json.ts'
import { ReportWriteError } from '../../host/reports/reportWriteError.ts'
import { writeReports } from '../../host/reports/writeReports.ts'
import { reportOfRun } from '../../host/runs/runReport.ts'
import type { CliContext } from '../cliContext.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { askedHistory } from '../askedHistory.ts'
import { parsePath, readFormats } from '../run/runOptions.ts'
import { parsedOrRefused } from '../../host/runs/runRefusal.ts'
import { summaryLines } from '../run/summary.ts'
import { verdictLine } from '../run/verdictLine.ts'
import { plainText } from '../terminal/plainText.ts'

export interface ReportFlags {
  format?: string
  out?: string
  history?: string
  json?: boolean
}

/** @throws CommandError (wrong usage) */
export async function reportAgain(reference: string, flags: ReportFlags, context: CliContext): Promise<void> {
  const formats = readFormats(flags.format ?? 'md,json')
  const out = parsedOrRefused('--out', flags.out ?? 'results', parsePath)
  const file = askedHistory(flags.history, context)
  const history = openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    const report = asCommandError(() => reportOfRun(history, history.findRun(reference)))
    if (flags.json === true) context.print(renderJson(report))
    if (flags.json === true && flags.format === undefined && flags.out === undefined) return
    for (const line of summaryLines(report, context.err)) context.say(line)
    const { files } = await writeReports([report], { dir: out, formats, now: new Date() })
    context.say(['', 'written', ...files.map((path) => `  ${plainText(path)}`), ''].join('\n'))
    const outcome = { reports: [report], reasons: new Set<never>() }
    context.say(verdictLine(outcome, { written: files[0] ?? null, saysExit: false }, context.err))
  } catch (error) {
    if (!(error instanceof ReportWriteError)) throw error
    context.say(`${context.err.paint.red('error:')} ${plainText(error.message)}`)
    context.exitWith(EXIT_CODES.notWritten)
  } finally {
    history.close()
  }
}
