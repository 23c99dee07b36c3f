/**
 * One run from start to report: engines, seconds, history, criteria. It owns nothing that outlives the run; stopping is two
 * steps (stop starting, then stop now), and whatever happens the measured part is in the history and in the report.
 */
import type { FromEngine, ToEngine } from '../../contract/engineMessages.ts'
import type { RunTick } from '../../contract/runTick.ts'
import { createSlidingEvaluator } from '../../core/criteria/slidingWindow.ts'
import type { EndedBy, FailOn } from '../../core/criteria/verdict.ts'
import { totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import { userIntervals } from '../../core/load/userSchedule.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { RunReport, RunStatus, SteeredBy } from '../../core/report/report.ts'
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import type { Build } from '../storage/newRun.ts'
import type { SpawnEngine } from './engineProcess.ts'
import { SILENCE_AT_MOST_S, watchEngines } from './engineWatch.ts'
import { describeGenerator } from './generator.ts'
import { lostEngineNotice, lostEngineSentence } from './lostEngine.ts'
import { monotonicMs } from './monotonicClock.ts'
import { prepareEngines, type Engine } from './prepareEngines.ts'
import { RunJudge } from './runJudge.ts'
import { outcomeToJson, type RunOutcomeFacts } from './runOutcome.ts'
import { reportOfRun } from './runReport.ts'
import { settingsOf, toJson } from './runSettings.ts'
import { RunKeeper } from './runKeeper.ts'
import { runsAtTheSameTime } from './runsAtOnce.ts'
import { summaryOf } from './runSummary.ts'
import { refused, RunSteering } from './runSteering.ts'
import { SecondMerger } from './secondMerger.ts'

export interface RunRequest {
  plan: CompiledPlan
  /** As the user gave it. */
  planFile: string | null
  /** Secrets masked. */
  planText: string
  /** Index into plan.scenarios. */
  scenario: number
  build: Build
  processes: number
  seed: number
  failOn: FailOn[]
  /** An engine that tells nothing for so many seconds is given up; for tests, which do not want to wait as long as people should. */
  engineSilenceS?: number
  /** Notices that belong into the report: overrides, a history that could not be opened. */
  notices: string[]
}

export interface RunHandle {
  readonly id: string
  readonly plannedMs: number
  /** Wall clock, ms since 1970; as in the history. */
  readonly startedAtMs: number
  onTick(listener: (tick: RunTick) => void): void
  /** The first call stops gracefully, the second at once. */
  stop(by: EndedBy): void
  /** Changes the load, sets a mark, or stops; what is not possible now is refused with the reason. */
  steer(action: SteeringAction, by: SteeredBy): SteeringAnswer
  /** Resolves when everything is written; rejects only for faults of ours. */
  readonly finished: Promise<RunReport>
}

/** From the word to the first request, so that every engine has had it. */
const START_DELAY_MS = 50
/** How long an engine may take to end after it was told to stop at once. */
const CUT_PATIENCE_MS = 5000

/** @throws RunNotStartedError */
export async function startRun(request: RunRequest, keeper: RunKeeper, spawn: SpawnEngine): Promise<RunHandle> {
  const { plan } = request
  const engines = await prepareEngines(request, spawn)
  const scenario = plan.scenarios[request.scenario]!
  const plannedMs = totalDurationMs(scenario.load)
  const startAtMs = monotonicMs() + START_DELAY_MS
  const startedAtMs = Date.now() + START_DELAY_MS
  const settings = settingsOf(plan, scenario)
  keeper.start({
    planName: plan.name,
    planFile: request.planFile,
    planText: request.planText,
    scenario: scenario.name,
    purpose: scenario.purpose,
    build: request.build,
    target: plan.target,
    seed: request.seed,
    plannedDurationMs: plannedMs,
    warmUpMs: scenario.warmUpMs,
    settings: toJson(settings),
    generator: describeGenerator(request.processes),
    startedAtMs,
  })
  return conduct({ request, engines, keeper, startAtMs, startedAtMs, plannedMs })
}

interface Conduct {
  request: RunRequest
  engines: Engine[]
  keeper: RunKeeper
  /** The run's zero on the machine's monotonic clock, and as time of day. */
  startAtMs: number
  startedAtMs: number
  plannedMs: number
}

function conduct({ request, engines, keeper, startAtMs, startedAtMs, plannedMs }: Conduct): RunHandle {
  const { plan } = request
  const scenario = plan.scenarios[request.scenario]!
  const listeners: ((tick: RunTick) => void)[] = []
  const facts: RunOutcomeFacts = {
    endedBy: 'plan',
    loadEndMs: plannedMs,
    fault: null,
    failOn: request.failOn,
    sliding: [],
    foldedNames: [],
    notices: [...request.notices],
  }
  const sliding = createSlidingEvaluator(scenario.criteria, scenario.warmUpMs)
  const elapsedMs = (): number => monotonicMs() - startAtMs
  const steering = new RunSteering({
    planned: scenario.load,
    secrets: plan.secrets.map(({ value }) => value),
    keeper,
    elapsedMs,
    tell,
  })
  const judge = new RunJudge({ plan, scenario, plannedMs, sliding, steering })
  let stops = 0
  let hasEnded = false
  let status: Exclude<RunStatus, 'running'> = 'completed'
  const heartbeat = setInterval(() => keeper.heartbeat(), 5000)
  let cutTimer: NodeJS.Timeout | null = null
  let lastDoneMs = 0
  const lostEngines: string[] = []

  const silenceS = request.engineSilenceS ?? SILENCE_AT_MOST_S
  const watch = watchEngines(engines.length, giveUp, silenceS)
  const merger = new SecondMerger(engines.length, (second) => {
    for (const folded of second.foldedNames) addFolded(facts.foldedNames, folded)
    const judged = judge.judge(second, stops > 0, facts.loadEndMs)
    keeper.write(judged.second)
    if (judged.tick) {
      const tick = {
        ...judged.tick,
        happened: steering.takeHappened(),
        engines: { of: engines.length, lost: [...lostEngines] },
      }
      for (const listener of listeners) listener(tick)
    }
    // Whoever stopped it before was quicker; a second word would cut off what is under way.
    if (judged.stoppedBy !== null && stops === 0) {
      facts.notices.push(`Stopped after ${Math.round((second.t + 1) * 10) / 10} s because ${judged.stoppedBy} broke.`)
      stop('criterion')
    }
  })

  function tell(message: ToEngine): void {
    for (const { process, state } of engines)
      if (state === 'ready' || state === 'running') process.channel.post(message)
  }

  function steer(action: SteeringAction, by: SteeredBy): SteeringAnswer {
    if (hasEnded) return refused('The run has ended.')
    switch (action.type) {
      case 'mark':
        return steering.mark(action, by)
      case 'stop':
      case 'stopNow':
        return stopBy(action.type === 'stopNow')
      default:
        break
    }
    if (stops > 0) return refused('The run is being stopped: nothing new starts any more.')
    const answer = steering.change(action, by)
    if (answer.done) facts.notices.push(...deafEngines(answer))
    return answer
  }

  function stopBy(now: boolean): SteeringAnswer {
    if (stops > 1 || (stops === 1 && !now)) return refused('The run is being stopped already.')
    if (stops === 0) stop('user')
    if (now) stop('user')
    return { done: true, atMs: null, what: now ? 'stopping now' : 'stopping' }
  }

  /** Engines that are lost, or whose users have all ended before, take no part any more. */
  function deafEngines({ what }: { what: string }): string[] {
    const deaf = engines.flatMap(({ state }, index) => (state === 'running' ? [] : [index + 1]))
    if (deaf.length === 0) return []
    const which =
      deaf.length === 1 ? `Engine ${deaf[0]} of ${engines.length}` : `Engines ${deaf.join(', ')} of ${engines.length}`
    return [`${which} had ended before the load was changed (${what}): that share of the change is missing.`]
  }

  function stop(by: EndedBy): void {
    stops++
    if (stops === 1) {
      facts.endedBy = by
      facts.loadEndMs = Math.min(plannedMs, Math.max(0, monotonicMs() - startAtMs))
      status = by === 'criterion' ? 'stoppedByCriterion' : 'stopped'
      tell({ type: 'stop', graceful: true })
      keeper.endLoad(facts.loadEndMs)
      return
    }
    tell({ type: 'stop', graceful: false })
    cutTimer ??= setTimeout(() => {
      for (const { process, state } of engines) if (state === 'running') process.kill()
    }, CUT_PATIENCE_MS)
  }

  function lose(index: number, how: string): void {
    const engine = engines[index]!
    if (engine.state === 'done' || engine.state === 'lost') return
    engine.state = 'lost'
    watch.forget(index)
    const atMs = Math.max(0, elapsedMs())
    const lost = { engine: index, engines: engines.length, how, atMs, load: steering.load }
    const notice = lostEngineNotice({ ...lost, toldUntilS: merger.toldUntilS(index) })
    lostEngines.push(notice)
    facts.notices.push(notice)
    status = 'interrupted'
    merger.lost(index)
    if (stops > 0) return
    facts.lost ??= lostEngineSentence(lost)
    facts.endedBy = 'killed'
    // The second in which the last of them died was told by nobody: time without numbers would lower every rate.
    if (engines.every(({ state }) => state === 'lost' || state === 'done'))
      facts.loadEndMs = Math.min(plannedMs, atMs, judge.judgedUntilMs)
  }

  /** What it did is lost, and it would never end by itself. */
  function giveUp(index: number): void {
    lose(index, `hangs, or was stopped from outside: it was silent for ${silenceS} s and given up`)
    engines[index]!.process.kill()
  }

  const finished = new Promise<void>((resolve) => {
    const settle = (): void => {
      if (engines.every(({ state }) => state === 'done' || state === 'lost')) resolve()
    }
    engines.forEach((engine, index) => {
      engine.state = 'running'
      engine.process.channel.onMessage((raw) => {
        const message = raw as FromEngine
        watch.heard(index)
        if (message.type === 'second') merger.add(index, message.second)
        else if (message.type === 'done') {
          engine.state = 'done'
          watch.forget(index)
          lastDoneMs = Math.max(0, elapsedMs())
          merger.ended(index)
          engine.process.channel.close()
          settle()
        } else if (message.type === 'failed') {
          facts.fault = { kind: message.bug ? 'bug' : 'usage', sentence: message.message }
          engine.process.kill()
        }
      })
      engine.process.onExit((how) => {
        lose(index, `died (${how})`)
        settle()
      })
    })
    tell({ type: 'start', startAtMs })
  }).then(() => {
    clearInterval(heartbeat)
    watch.close()
    if (cutTimer) clearTimeout(cutTimer)
    for (const { process, state } of engines) if (state === 'lost') process.kill()
    return finish()
  })

  function finish(): RunReport {
    facts.sliding = sliding.outcomes()
    if (judge.hasEndedEarly && stops === 0 && facts.endedBy === 'plan') {
      facts.loadEndMs = Math.min(plannedMs, lastDoneMs)
      if (lastDoneMs < lastPlannedMs(steering.load))
        facts.notices.push('The run ended before its time, because all its users had ended.')
    }
    hasEnded = true
    // Not the time of day: it may have been set meanwhile, and the run would be an hour longer, or end before it began.
    const endedAtMs = startedAtMs + Math.round(Math.max(0, elapsedMs()))
    facts.notices.push(...runsAtTheSameTime(keeper.history, { id: keeper.id, startedAtMs, endedAtMs }))
    const wasLost = keeper.lost
    const report = writeEnd(endedAtMs)
    // The disk was full only now: the report has to say so.
    return keeper.lost === wasLost ? report : writeEnd(endedAtMs)
  }

  /** The report is made from what is written; its verdict is then written with it. */
  function writeEnd(endedAtMs: number): RunReport {
    const sentence = keeper.notices[0] ?? 'The history could not be written.'
    const all: RunOutcomeFacts = {
      ...facts,
      notices: [...facts.notices, ...keeper.notices],
      fault: facts.fault ?? (keeper.lost ? { kind: 'notWritten', sentence } : null),
    }
    const outcome = outcomeToJson(all)
    keeper.finish({ status, endedAtMs, verdict: null, criteria: [], outcome })
    const report = reportOfRun(keeper.history, keeper.reader())
    const summary = summaryOf(report, keeper.reader(), scenario.load)
    keeper.finish({ status, endedAtMs, verdict: report.verdict, criteria: report.criteria, outcome, summary })
    return { ...report, run: { ...report.run, id: keeper.id } }
  }

  return {
    id: keeper.id,
    plannedMs,
    startedAtMs,
    onTick: (listener) => listeners.push(listener),
    stop,
    steer,
    finished,
  }
}

function addFolded(all: { position: string; count: number }[], folded: { position: string; count: number }): void {
  const known = all.find(({ position }) => position === folded.position)
  if (known) known.count += folded.count
  else all.push({ ...folded })
}

/** When the last user of the plan is to go: the end of the load, or earlier where it comes down to none. */
function lastPlannedMs(load: LoadShape): number {
  // The highest number stops first, so that the first user is the last to go.
  return load.model === 'open' ? totalDurationMs(load) : (userIntervals(load, 0).at(-1)?.stopMs ?? 0)
}
