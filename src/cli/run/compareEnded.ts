/** What runs of a scenario that have ended say beside their baseline, or the two targets of `--ab` beside each other. */
import { isConfirmedRegression } from '../../core/comparison/confirmedRegression.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import type { ExitReason } from '../../core/criteria/exitCode.ts'
import type { RunReport } from '../../core/report/report.ts'
import { compareRuns } from '../../host/comparison/compareRuns.ts'
import { compareWithBaseline, keepBeside } from '../../host/comparison/compareWithBaseline.ts'
import { quotedValue } from '../../host/runs/runRefusal.ts'
import type { History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import type { PlannedRun } from './plannedRuns.ts'
import type { RunOptions } from './runOptions.ts'

export interface EndedRun {
  planned: PlannedRun
  report: RunReport
}

export interface Compared {
  comparison: BuildComparison
  /** Of the run that the comparison is kept with. */
  report: RunReport
}

/**
 * @param runs of one scenario, in the order they ran; at least one
 * @returns null where nothing is to be compared
 * @throws HistoryError with why they cannot be
 */
export async function compareEnded(
  runs: readonly EndedRun[],
  options: Pick<RunOptions, 'ab' | 'baseline'>,
  history: History | null,
): Promise<Compared | null> {
  if (options.ab === null && options.baseline === null) return null
  if (history === null) throw new HistoryError('unreachable', 'There is no history.')
  if (options.ab !== null) return besideEachOther(runs, history)
  const [first, ...others] = runs.map(({ report }) => report.run.id)
  if (first === undefined || options.baseline === null) return null
  const report = await compareWithBaseline(history, [first, ...others], options.baseline)
  return report.comparison === null ? null : { comparison: report.comparison, report }
}

/** Which run goes with which their tags say, as they will to `loadwright compare`. */
async function besideEachOther(runs: readonly EndedRun[], history: History): Promise<Compared> {
  const idsOf = (side: 'A' | 'B'): string[] =>
    runs
      .filter(({ planned, report }) => planned.side === side && report.run.status !== 'failed')
      .map(({ report }) => report.run.id)
  const ids = { baseline: idsOf('A'), candidate: idsOf('B') }
  const last = ids.candidate.at(-1)
  if (ids.baseline.length === 0 || last === undefined) throw new HistoryError('notFound', 'There are not runs of both.')
  const comparison = await compareRuns(history, ids, DEFAULT_SETTINGS, async () => {})
  return { comparison, report: keepBeside(history, last, comparison) }
}

/** Why they could not be compared, for people. */
export function notCompared({ ab, baseline }: Pick<RunOptions, 'ab' | 'baseline'>, error: HistoryError): string {
  const what =
    ab === null ? `with ${quotedValue(baseline ?? '')}` : `${quotedValue(ab.a.label)} with ${quotedValue(ab.b.label)}`
  return `Not compared ${what}: ${error.message}`
}

/** What a comparison alone ends the command with. Null: it could not be made. */
export function reasonsOf(
  comparison: BuildComparison | null,
  { ab, failOn, failsOnDoubt }: Pick<RunOptions, 'ab' | 'failOn' | 'failsOnDoubt'>,
): ExitReason[] {
  const verdict = comparison?.outcome === 'compared' ? comparison.verdict : 'notEnoughData'
  if (comparison !== null && failOn.includes('regression') && isConfirmedRegression(comparison)) return ['regression']
  return verdict === 'notEnoughData' && ab !== null && failsOnDoubt ? ['inconclusive'] : []
}
