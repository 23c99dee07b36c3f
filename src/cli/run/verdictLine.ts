/** The last line: the eye lands there. `✕ FAIL  3 of 14 criteria over maximum (…)  exit 99  report: …` (ux.md §4.5). */
import { formatLimit, subjectAndMetric } from '../../core/criteria/criterionText.ts'
import { chooseExitCode, EXIT_CODES, type ExitReason } from '../../core/criteria/exitCode.ts'
import { worstOf } from '../../core/criteria/verdict.ts'
import type { RunReport } from '../../core/report/report.ts'
import { actualText, verdictWords } from '../../core/report/words.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'

export interface Outcome {
  /** In the order they ran. */
  reports: readonly RunReport[]
  /** Beside those of the verdicts: reports that could not be written, a signal that kept scenarios from running. */
  reasons: ReadonlySet<ExitReason>
}

/** The code of several scenarios is the first in the order of precedence (exitCode.ts). */
export function exitCodeOf({ reports, reasons }: Outcome): number {
  const codes = new Set(reports.map(({ verdict }) => verdict.exitCode))
  const all = (Object.keys(EXIT_CODES) as ExitReason[]).filter(
    (reason) => reasons.has(reason) || codes.has(EXIT_CODES[reason]),
  )
  return chooseExitCode(new Set(all.filter((reason) => reason !== 'ok')), false)
}

export interface VerdictTail {
  /** What the verdict can be read in; null when nothing was written. */
  written: string | null
  /** False where the command does not end with the code of the verdict. */
  saysExit: boolean
}

export function verdictLine(outcome: Outcome, { written, saysExit }: VerdictTail, { paint }: TerminalStyle): string {
  const exitCode = exitCodeOf(outcome)
  const worst = worstReport(outcome.reports, exitCode)
  const exit = saysExit ? `  ${paint.dim(`exit ${exitCode}`)}` : ''
  const tail = exit + (written === null ? '' : `  report: ${plainText(written)}`)
  const doubt = doubtOf(outcome, exitCode)
  if (doubt !== null) return `${paint.yellow(paint.bold('○ INCONCLUSIVE'))}  ${doubt}${tail}`
  if (worst === null) return `${paint.red(paint.bold('✕ FAIL'))}  Nothing was run.${tail}`
  const isUnwritten = outcome.reasons.has('notWritten')
  const { icon, word, colour } = isUnwritten ? UNWRITTEN : wordsOf(worst)
  const scenario = outcome.reports.length > 1 ? `${plainText(nameAmong(worst, outcome.reports))}: ` : ''
  const unwritten = isUnwritten ? 'The reports could not be written. ' : ''
  const painted = colour === 'red' ? paint.red : colour === 'green' ? paint.green : paint.yellow
  const sentence = `${scenario}${plainText(sentenceOf(worst))}`
  const areAllWell = outcome.reports.length > 1 && colour === 'green'
  const said = areAllWell
    ? `All ${outcome.reports.length} ${areRepeated(outcome.reports) ? 'runs' : 'scenarios'} passed.`
    : sentence
  return `${painted(paint.bold(`${icon} ${word}`))}  ${unwritten}${said}${tail}`
}

/** A comparison that was asked for and has no answer, where no run has anything worse to tell. */
function doubtOf({ reports, reasons }: Outcome, exitCode: number): string | null {
  if (exitCode !== EXIT_CODES.inconclusive || !reasons.has('inconclusive')) return null
  if (reports.length === 0 || reports.some(({ verdict }) => verdict.exitCode === exitCode)) return null
  return 'The two builds could not be compared with certainty: not enough data.'
}

/** Of one scenario there are several runs. */
function areRepeated(reports: readonly RunReport[]): boolean {
  return new Set(reports.map(({ run }) => run.scenario)).size < reports.length
}

/** What tells a run from the others. */
function nameAmong({ run }: RunReport, reports: readonly RunReport[]): string {
  return areRepeated(reports) ? `${run.scenario}, run ${run.id}` : run.scenario
}

/** Whose verdict speaks for all: the one whose code the command ends with, else the worst verdict. */
export function worstReport(reports: readonly RunReport[], exitCode: number): RunReport | null {
  const deciding = reports.find(({ verdict }) => verdict.exitCode === exitCode && exitCode !== EXIT_CODES.ok)
  if (deciding !== undefined) return deciding
  return reports.toSorted((one, other) => verdictWords(one).rank - verdictWords(other).rank)[0] ?? null
}

/** Whatever the verdict is: nobody will be able to read it. */
const UNWRITTEN: VerdictWord = { icon: '✕', word: 'NOT WRITTEN', colour: 'red' }

export interface VerdictWord {
  icon: string
  word: string
  colour: 'red' | 'yellow' | 'green'
}

export function wordsOf({ verdict, criteria, run }: Pick<RunReport, 'verdict' | 'criteria' | 'run'>): VerdictWord {
  switch (verdict.status) {
    case 'failed':
      if (verdict.exitCode === EXIT_CODES.notWritten) return UNWRITTEN
      return { icon: '✕', word: 'FAIL', colour: 'red' }
    case 'inconclusive':
      return { icon: '○', word: 'INCONCLUSIVE', colour: 'yellow' }
    case 'passed':
      if (run.status === 'running') return { icon: '●', word: 'RUNNING', colour: 'yellow' }
      if (criteria.length === 0) return { icon: '○', word: 'NOT JUDGED', colour: 'yellow' }
      return { icon: '✓', word: 'PASS', colour: 'green' }
    default: {
      const unknown: never = verdict.status
      throw new TypeError(`Unknown verdict ${String(unknown)}`)
    }
  }
}

function sentenceOf({ verdict, criteria }: RunReport): string {
  const over = criteria.filter(({ status }) => status === 'overMaximum')
  const worst = worstOf(over)
  // A fault of ours, or a target that could not be reached, says more than any criterion.
  const isAboutCriteria =
    verdict.status === 'failed' && (verdict.exitCode === 0 || verdict.exitCode >= EXIT_CODES.overTarget)
  if (worst === null || !isAboutCriteria) return verdict.sentence
  const all = criteria.length === 1 ? '1 criterion' : `${criteria.length} criteria`
  const limit = `${NOT[worst.operator]} ${formatLimit(worst.limit, worst.unit)}`
  return `${over.length} of ${all} over maximum (${subjectAndMetric(worst).replace(/^The /, 'the ')} ${actualText(worst)} ${limit})`
}

/** What was measured stands to the limit as the opposite of what was asked for. */
const NOT = { '<': '≥', '<=': '>', '>': '≤', '>=': '<', '==': '≠', '!=': '=' } as const
