/** Two builds of the history compared, for people, programs and pull requests. */
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { comparisonDocument } from '../../core/comparison/comparisonDocument.ts'
import { isConfirmedRegression } from '../../core/comparison/confirmedRegression.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { compareRuns } from '../../host/comparison/compareRuns.ts'
import { selectRuns } from '../../host/comparison/selectRuns.ts'
import { comparisonMarkdown } from '../../host/reports/markdown/comparison.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { readFailOn } from '../failOnList.ts'
import { askedHistory } from '../askedHistory.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { plainText } from '../terminal/plainText.ts'
import { comparisonLines } from './comparisonLines.ts'

export interface CompareFlags {
  capacity?: boolean
  plan?: string
  scenario?: string
  all?: boolean
  force?: boolean
  failOn?: string
  history?: string
  json?: boolean
  markdown?: boolean
}

const FAIL_ON = ['regression', 'inconclusive'] as const
type FailOn = (typeof FAIL_ON)[number]

/** @throws CommandError (wrong usage) */
export async function compareBuilds(
  baseline: string,
  candidate: string,
  flags: CompareFlags,
  context: CliContext,
): Promise<void> {
  const failOn = readFailOn(flags.failOn, FAIL_ON, 'a comparison')
  if (flags.json === true && flags.markdown === true)
    throw new CommandError(EXIT_CODES.usage, '--json and --markdown are two ways to print one thing: choose one.')
  if (flags.capacity === true && (flags.markdown ?? flags.all ?? flags.force) === true)
    throw new CommandError(
      EXIT_CODES.usage,
      '--all, --force and --markdown are of response times: leave them out with --capacity.',
    )
  const file = askedHistory(flags.history, context)
  const history = openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    const { plan, scenario } = flags
    const choice = {
      baseline,
      candidate,
      ...(plan === undefined ? {} : { plan }),
      ...(scenario === undefined ? {} : { scenario }),
    }
    if (flags.capacity === true) {
      const { compareCapacities } = await import('./compareCapacities.ts')
      const code = await compareCapacities(history, choice, { asJson: flags.json === true, failOn }, context).catch(
        refusedByHistory,
      )
      if (code !== EXIT_CODES.ok) context.exitWith(code)
      return
    }
    const chosen = asCommandError(() => selectRuns(history, choice))
    const runs = { baseline: chosen.baseline.map(({ id }) => id), candidate: chosen.candidate.map(({ id }) => id) }
    const settings = { ...DEFAULT_SETTINGS, isForced: flags.force === true }
    const comparison = await compareRuns(history, runs, settings, async () => {}).catch(refusedByHistory)
    if (flags.json === true) context.print(`${JSON.stringify(comparisonDocument(comparison), null, 2)}\n`)
    else if (flags.markdown === true) context.print(comparisonMarkdown(comparison))
    else {
      const lines = comparisonLines(comparison, { all: flags.all === true, force: '--force' }, context.out)
      context.print(`${lines.join('\n')}\n`)
    }
    const code = exitCodeOf(comparison, failOn)
    if (code !== EXIT_CODES.ok) context.exitWith(code)
  } finally {
    history.close()
  }
}

function refusedByHistory(error: unknown): never {
  return asCommandError(() => {
    throw error
  })
}

function exitCodeOf(comparison: BuildComparison, failOn: ReadonlySet<FailOn>): number {
  if (comparison.outcome === 'refused') return EXIT_CODES.usage
  if (failOn.has('regression') && isConfirmedRegression(comparison)) return EXIT_CODES.regression
  return comparison.verdict === 'notEnoughData' && failOn.has('inconclusive') ? EXIT_CODES.inconclusive : EXIT_CODES.ok
}
