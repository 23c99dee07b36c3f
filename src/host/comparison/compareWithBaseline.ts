/** A run that has ended beside its baseline: kept with it, so that its report says the same whenever it is made. */
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import type { RunReport } from '../../core/report/report.ts'
import { reportOfRun } from '../runs/runReport.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'
import { compareRuns } from './compareRuns.ts'
import { buildName } from './runFacts.ts'
import { selectRuns, type ChosenRuns } from './selectRuns.ts'

/**
 * Compares the run, with the other runs of its build under the same conditions.
 *
 * @param baseline a build, runs, or `starred`
 * @returns its report with the comparison in it
 * @throws HistoryError when there is no such baseline, or the history cannot be written
 */
export async function compareWithBaseline(history: History, runId: string, baseline: string): Promise<RunReport> {
  const runs = runsBeside(history, runId, baseline)
  const ids = (of: readonly RunSummary[]): string[] => of.map(({ id }) => id)
  const comparison = await compareRuns(
    history,
    { baseline: ids(runs.baseline), candidate: ids(runs.candidate) },
    DEFAULT_SETTINGS,
    async () => {},
  )
  history.keepComparison(runId, comparison, (reader) => reportOfRun(history, reader).verdict)
  return reportOfRun(history, history.findRun(runId))
}

function runsBeside(history: History, runId: string, baseline: string): ChosenRuns {
  const run = history.findRun(runId).run()
  const build = buildName(run.build)
  const { baseline: before, candidate } = selectRuns(history, {
    baseline,
    candidate: build ?? runId,
    plan: run.planName,
    scenario: run.scenario,
  })
  const own = candidate.filter(({ id, target }) => id === runId || target === run.target)
  // A build that is compared with itself: with its earlier runs.
  const ownIds = new Set(before.map(({ id }) => id))
  if (!own.some(({ id }) => ownIds.has(id))) return { baseline: before, candidate: own }
  return { baseline: before.filter(({ id }) => id !== runId), candidate: own.filter(({ id }) => id === runId) }
}
