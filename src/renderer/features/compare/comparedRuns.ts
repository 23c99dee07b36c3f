/** Selected runs as a comparison: the build that was set as the baseline is it, else what began first. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import type { TabParams } from '../../app/locator.ts'

export type ComparedRun = Pick<RunRow, 'id' | 'build' | 'planName' | 'scenario' | 'target' | 'status' | 'startedAtMs'> &
  Partial<Pick<RunRow, 'baseline'>>

/** More are not read for one comparison. */
const MOST_RUNS_OF_BUILD = 20

/**
 * One run of each of two builds stands for all runs of its build: single runs say nothing of how far runs differ. Of several, exactly
 * those that were selected are compared: those of the baseline, or of the build that ran first, with all others; where all are of one build, the first with
 * the others.
 *
 * @param runs in any order: lists have the newest on top, and it is mostly selected first
 * @returns parameters of the link; null: there is nothing to compare
 */
export function comparedRuns(runs: readonly ComparedRun[]): TabParams | null {
  const ended = runs
    .filter(({ status }) => status !== 'running' && status !== 'failed')
    .toSorted((one, other) => rankOf(one) - rankOf(other) || one.startedAtMs - other.startedAtMs)
  const [first, second] = ended
  if (first === undefined) return null
  const of = { plan: first.planName, scenario: first.scenario, target: first.target }
  if (second === undefined) return { ...of, candidate: first.build ?? first.id }
  const own = ended.filter(({ build }) => build === first.build)
  const isOneBuild = own.length === ended.length
  const baseline = isOneBuild ? [first] : own
  const candidate = ended.filter((run) => !baseline.includes(run))
  const isTwo = ended.length === 2 && !isOneBuild && isSameScenario(first, second)
  if (isTwo && first.build !== null && second.build !== null)
    return { ...of, baseline: first.build, candidate: second.build }
  return { ...of, baseline: idsOf(baseline), candidate: idsOf(candidate) }
}

function rankOf({ baseline }: ComparedRun): number {
  return baseline?.isOwn === true ? 0 : 1
}

function isSameScenario(one: ComparedRun, other: ComparedRun): boolean {
  return one.planName === other.planName && one.scenario === other.scenario && one.target === other.target
}

function idsOf(runs: readonly ComparedRun[]): string {
  return runs
    .slice(0, MOST_RUNS_OF_BUILD)
    .map(({ id }) => id)
    .join(',')
}
