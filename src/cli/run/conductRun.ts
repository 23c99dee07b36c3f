/** One run as the terminal accompanies it: the live display, and the countdown after a Ctrl-C. */
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import type { CompiledPlan, Scenario } from '../../core/plan/compiledPlan.ts'
import type { RunReport } from '../../core/report/report.ts'
import type { RunHandle } from '../../host/runs/startRun.ts'
import type { Build } from '../../host/storage/newRun.ts'
import type { CliContext } from '../cliContext.ts'
import { createProgress } from '../progress/createProgress.ts'
import type { CommandLines } from './commandLines.ts'
import type { RunOptions } from './runOptions.ts'
import type { StopSignals } from './stopSignals.ts'

export interface Conducted {
  run: RunHandle
  plan: CompiledPlan
  scenario: Scenario
  build: Build
  seed: number
  processes: number
  signals: StopSignals
  context: CliContext
  options: RunOptions
  /** With `--steer`. */
  commands?: CommandLines | null
}

/** Resolves with the report when the run has ended, however it did. */
export async function conductRun(conducted: Conducted): Promise<RunReport> {
  const { run, plan, scenario, build, seed, processes, signals, context, options, commands } = conducted
  const progress = createProgress({
    mode: options.progress,
    stream: context.stderr,
    colour: context.err.colour,
    unicode: context.err.unicode,
    columns: context.err.columns,
    head: {
      plan: plan.name,
      scenario: scenario.name,
      build: build.label,
      runId: run.id,
      target: plan.target,
      plannedMs: run.plannedMs,
    },
    keys: {
      stdin: context.stdin,
      steer: (action) => run.steer(action, 'terminal'),
      stop: (now) => signals.stop(now),
      interrupt: () => signals.interrupt(),
    },
  })
  /** Stopping ends the command, as the keys do, and not only this run of it. */
  function obey(action: SteeringAction): SteeringAnswer {
    if (action.type !== 'stop' && action.type !== 'stopNow') return run.steer(action, 'stdin')
    const now = action.type === 'stopNow'
    signals.stop(now)
    return { done: true, atMs: null, what: now ? 'stopping now' : 'stopping' }
  }

  let countdown: NodeJS.Timeout | null = null
  run.onTick((tick) => progress.tick(tick))
  if (!options.quiet) {
    const engines = processes === 1 ? '1 engine' : `${processes} engines`
    progress.note(`${engines}, --seed ${seed}`)
  }
  const stopListening = signals.attach(run, (count) => {
    if (count > 1) {
      if (countdown !== null) clearInterval(countdown)
      progress.note('Stopping now.')
      return
    }
    let secondsLeft = Math.ceil(scenario.gracefulStopMs / 1000)
    progress.stopping(secondsLeft)
    countdown = setInterval(() => {
      secondsLeft = Math.max(0, secondsLeft - 1)
      progress.stopping(secondsLeft)
    }, 1000)
  })
  const stopReading = commands?.attach((command, line) => {
    progress.answered(line, 'action' in command ? obey(command.action) : { done: false, ...command })
  })
  try {
    return await run.finished
  } finally {
    if (countdown !== null) clearInterval(countdown)
    stopReading?.()
    stopListening()
    progress.end()
  }
}
