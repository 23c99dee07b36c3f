/** One run of the command: looked at beforehand, made, and kept in the history with the tags that say where it belongs. */
import type { RunReport } from '../../core/report/report.ts'
import { abTags } from '../../host/comparison/abPairs.ts'
import { RunKeeper } from '../../host/runs/runKeeper.ts'
import { otherRunsNow } from '../../host/runs/runsAtOnce.ts'
import { startRun } from '../../host/runs/startRun.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { conductRun } from './conductRun.ts'
import { lookBeforehand } from './lookBeforehand.ts'
import type { PlannedRun } from './plannedRuns.ts'
import { warning, type Session } from './runSession.ts'

/** What the first run of a scenario against a target found out for those that follow. */
export interface Beginnings {
  /** Findings of the preflight, by scenario and side. */
  found: Map<string, string[]>
  /** Id of the first run of each scenario, by place: it names the pairs of `--ab`. */
  groups: Map<number, string>
}

/**
 * @throws PreflightRefusal with --strict
 * @throws RunNotStartedError when an engine fails, or a signal came
 */
export async function runOne(session: Session, planned: PlannedRun, beginnings: Beginnings): Promise<RunReport> {
  const { context, options, history, spawn, signals, commands } = session
  const { request } = planned
  const { plan, scenario, build, processes, seed } = request
  if (history.history !== null) {
    for (const sentence of otherRunsNow(history.history)) context.say(warning(context, sentence))
  }
  const found = await foundBeforehand(session, planned, beginnings)
  const keeper = new RunKeeper(history.history, history.reason)
  const run = await startRun({ ...request, notices: [...request.notices, ...history.notices, ...found] }, keeper, spawn)
  if (planned.side !== null && !keeper.lost) tag(session, planned, run.id, beginnings)
  return conductRun({
    run,
    plan,
    scenario: plan.scenarios[scenario]!,
    build,
    seed,
    processes,
    signals,
    context,
    options,
    commands,
  })
}

/** The target is looked at once, not before each of many runs. */
async function foundBeforehand(session: Session, planned: PlannedRun, { found }: Beginnings): Promise<string[]> {
  const { context, options, signals } = session
  const { request, entry, side } = planned
  const preflights = session.preflights?.get(side)
  if (preflights === undefined) return []
  const key = `${entry} ${side ?? ''}`
  const before = found.get(key)
  if (before !== undefined) return before
  const sentences = await lookBeforehand(preflights, request.scenario, request.processes, {
    context,
    options,
    plan: request.plan,
    signals,
  })
  found.set(key, sentences)
  return sentences
}

/** At once, so that a run whose process is killed has its tags as well. */
function tag({ context, history }: Session, { entry, round }: PlannedRun, runId: string, { groups }: Beginnings): void {
  const group = groups.get(entry) ?? runId
  groups.set(entry, group)
  try {
    history.history?.editRuns({ runs: [runId], addTags: abTags(group, round) })
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    context.say(warning(context, `Run ${runId} could not be marked as one of a pair: ${error.message}`))
  }
}
