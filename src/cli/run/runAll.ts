/** All runs of a command, one after the other, and what is said after each, and after the last of a scenario. */
import { EXIT_CODES, type ExitReason } from '../../core/criteria/exitCode.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { RunNotStartedError } from '../../host/runs/prepareEngines.ts'
import { comparisonLines } from '../compare/comparisonLines.ts'
import { plainText } from '../terminal/plainText.ts'
import { compareEnded, notCompared, reasonsOf, type EndedRun } from './compareEnded.ts'
import { PreflightRefusal } from './lookBeforehand.ts'
import type { PlannedRun } from './plannedRuns.ts'
import { runOne, type Beginnings } from './runOne.ts'
import { failure, warning, type Session } from './runSession.ts'
import { summaryLines } from './summary.ts'
import { verdictLine } from './verdictLine.ts'

export interface MadeRuns {
  /** In the order they ran. */
  ended: EndedRun[]
  /** Of scenarios, in their order. */
  comparisons: BuildComparison[]
  /** Beside those of the runs' own verdicts. */
  reasons: Set<ExitReason>
}

/** Runs until all have run, one could not be started, or a signal came. */
export async function runAll(session: Session, planned: readonly PlannedRun[]): Promise<MadeRuns> {
  const { signals } = session
  const made: MadeRuns = { ended: [], comparisons: [], reasons: new Set() }
  const beginnings: Beginnings = { found: new Map(), groups: new Map() }
  for (const [position, each] of planned.entries()) {
    if (signals.first !== null) {
      made.reasons.add(signals.first)
      sayNotRun(session, `because of the ${signals.first.toUpperCase()}`, planned.slice(position))
      break
    }
    const report = await reportOrReason(session, each, beginnings, made.reasons)
    if (report === 'again') continue
    if (report === null) break
    made.ended.push({ planned: each, report })
    if (planned.slice(position + 1).every(({ entry }) => entry !== each.entry)) {
      await settle(session, each.entry, made)
      continue
    }
    sayVerdict(session, each, report)
    if (report.verdict.exitCode === EXIT_CODES.nothingMeasured) {
      sayNotRun(session, 'because nothing was measured', planned.slice(position + 1))
      break
    }
  }
  // Those that were not to end here.
  const unsettled = new Set(planned.slice(made.ended.length).map(({ entry }) => entry))
  for (const entry of unsettled)
    if (made.ended.some((run) => run.planned.entry === entry)) await settle(session, entry, made)
  if (made.ended.length === 0 && signals.first !== null) made.reasons.add(signals.first)
  return made
}

/** Null: nothing more is run, for a reason that was added. `again`: a signal came before it had begun. */
async function reportOrReason(
  session: Session,
  planned: PlannedRun,
  beginnings: Beginnings,
  reasons: Set<ExitReason>,
): Promise<EndedRun['report'] | null | 'again'> {
  const { context, signals } = session
  try {
    sayBeginning(session, planned)
    return await runOne(session, planned, beginnings)
  } catch (error) {
    if (error instanceof PreflightRefusal) {
      reasons.add(error.isUnreachable ? 'nothingMeasured' : 'usage')
      context.say(failure(context, error.message))
      return null
    }
    if (!(error instanceof RunNotStartedError)) throw error
    // Engines that had not yet begun are ended by a Ctrl-C like everything in the terminal.
    if (signals.first !== null) return 'again'
    reasons.add(error.bug ? 'bug' : 'usage')
    context.say(failure(context, `Scenario ${nameOf(planned)} was not started: ${error.message}`))
    return null
  }
}

/** No more runs of a scenario follow: what they showed, and what they say beside others. */
async function settle(session: Session, entry: number, made: MadeRuns): Promise<void> {
  const { context, options, history } = session
  const own = made.ended.filter(({ planned }) => planned.entry === entry)
  let comparison: BuildComparison | null = null
  try {
    const compared = await compareEnded(own, options, history.history)
    if (compared !== null) {
      comparison = compared.comparison
      const keeper = own.find(({ report }) => report.run.id === compared.report.run.id)
      if (keeper !== undefined) keeper.report = compared.report
      made.comparisons.push(comparison)
    }
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    context.say(warning(context, notCompared(options, error)))
  }
  for (const reason of reasonsOf(comparison, options)) made.reasons.add(reason)
  if (options.quiet) return
  for (const { report } of lastOfEachSide(own)) for (const line of summaryLines(report, context.err)) context.say(line)
  if (comparison === null) return
  for (const line of [
    '',
    ...comparisonLines(comparison, { all: false, force: '`loadwright compare --force`' }, context.err),
  ])
    context.say(line)
}

/** What people are told of in full, of many runs. */
function lastOfEachSide(runs: readonly EndedRun[]): EndedRun[] {
  return runs.filter(({ planned }, at) => runs.slice(at + 1).every((later) => later.planned.side !== planned.side))
}

/** Which of many it is. */
function sayBeginning({ context, options }: Session, planned: PlannedRun): void {
  const { side, round, rounds, request } = planned
  if (options.quiet || (rounds === 1 && side === null)) return
  const which =
    side === null ? `run ${round} of ${rounds}` : `pair ${round} of ${rounds}, ${side}: ${request.build.label ?? ''}`
  context.say(`\n${context.err.paint.bold(`${nameOf(planned)}, ${plainText(which)}`)}`)
}

function sayVerdict({ context, options }: Session, { rounds, side }: PlannedRun, report: EndedRun['report']): void {
  if (options.quiet || (rounds === 1 && side === null)) return
  context.say(verdictLine({ reports: [report], reasons: new Set() }, { written: null, saysExit: false }, context.err))
}

function sayNotRun({ context }: Session, why: string, rest: readonly PlannedRun[]): void {
  const times = new Map<string, number>()
  for (const planned of rest) times.set(nameOf(planned), (times.get(nameOf(planned)) ?? 0) + 1)
  const names = [...times].map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`))
  context.say(`Not run, ${why}: ${names.join(', ')}.`)
}

function nameOf({ request }: PlannedRun): string {
  return plainText(request.plan.scenarios[request.scenario]!.name)
}
