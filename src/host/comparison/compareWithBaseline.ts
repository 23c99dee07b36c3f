/** Runs that have ended beside their baseline: kept with the last, so that its report says the same whenever it is made. */
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { RunReport } from '../../core/report/report.ts'
import { reportOfRun } from '../runs/runReport.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'
import { compareRuns } from './compareRuns.ts'
import { buildName } from './runFacts.ts'
import { selectRuns, type ChosenRuns } from './selectRuns.ts'

/**
 * Compares runs of a scenario, with the other runs of their build under the same conditions.
 *
 * @param runIds at least one, oldest first: the comparison is kept with the last
 * @param baseline a build, runs, or `starred`
 * @returns the report of the last with the comparison in it
 * @throws HistoryError when there is no such baseline, or the history cannot be written
 */
export async function compareWithBaseline(
  history: History,
  runIds: readonly [string, ...string[]],
  baseline: string,
): Promise<RunReport> {
  const runs = runsBeside(history, runIds, baseline)
  const ids = (of: readonly RunSummary[]): string[] => of.map(({ id }) => id)
  const comparison = await compareRuns(
    history,
    { baseline: ids(runs.baseline), candidate: ids(runs.candidate) },
    DEFAULT_SETTINGS,
    async () => {},
  )
  return keepBeside(history, runIds.at(-1) ?? runIds[0], comparison)
}

/**
 * The report of a run, with a comparison that from now on belongs to it.
 * @throws HistoryError when the history cannot be written
 */
export function keepBeside(history: History, runId: string, comparison: BuildComparison): RunReport {
  history.keepComparison(runId, comparison, (reader) => reportOfRun(history, reader).verdict)
  return reportOfRun(history, history.findRun(runId))
}

function runsBeside(history: History, runIds: readonly [string, ...string[]], baseline: string): ChosenRuns {
  const made = runIds.map((id) => history.findRun(id).run())
  const like = history.findRun(runIds[0]).run()
  const { baseline: before, candidate } = selectRuns(history, {
    baseline,
    candidate: buildName(like.build) ?? runIds[0],
    plan: like.planName,
    scenario: like.scenario,
  })
  const madeIds = new Set<string>(made.map(({ id }) => id))
  const ofBuild = candidate.filter(({ id, target }) => !madeIds.has(id) && target === like.target)
  // A build that is compared with itself: with its earlier runs.
  const beforeIds = new Set(before.map(({ id }) => id))
  const isItself = [...ofBuild, ...made].some(({ id }) => beforeIds.has(id))
  return {
    baseline: before.filter(({ id }) => !madeIds.has(id)),
    candidate: isItself ? made : [...ofBuild, ...made],
  }
}
