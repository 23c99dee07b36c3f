/** Starting, watching and steering runs. */
import type { ActiveRun, runsMethods, runsSubscriptions } from '../../contract/methods/runs.ts'
import type { MethodHandlers, SubscriptionHandlers } from '../../contract/method.ts'
import { untilAborted } from '../../contract/rpc/untilAborted.ts'
import type { SteeredBy } from '../../core/report/report.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'
import type { ActiveRuns } from './activeRuns.ts'
import { withCallErrors } from './callErrors.ts'
import type { RunChanges } from './runChanges.ts'
import type { RunStarter } from './runStarter.ts'

interface Runs {
  methods: Pick<typeof runsMethods, 'runs.active' | 'runs.start' | 'runs.steer'>
  subscriptions: typeof runsSubscriptions
}

export interface RunHandlerParts {
  history: History
  active: ActiveRuns
  starter: RunStarter
  changes: RunChanges
  /** What is written down as who steered. */
  by: SteeredBy
}

interface RunHandlers {
  methods: MethodHandlers<Runs>
  subscriptions: SubscriptionHandlers<Runs>
}

export function runHandlers({ history, active, starter, changes, by }: RunHandlerParts): RunHandlers {
  /** The id of a run that is named in whatever way. */
  function idOf(reference: string): string {
    return active.has(reference) ? reference : withCallErrors(() => history.findRun(reference).run().id)
  }

  return {
    methods: {
      'runs.active': () => activeRuns(active, history),
      'runs.start': async (wish, { signal }) => ({ run: await starter.start(wish, signal) }),
      'runs.steer': ({ run, action }) => {
        const id = idOf(run)
        const answer = active.steer(id, action, by)
        if (answer !== null) return answer
        const isElsewhere = activeRuns(active, history).some((other) => other.id === id)
        const reason = isElsewhere ? 'The run goes on in another process: steer it there.' : 'The run has ended.'
        return { done: false, reason }
      },
    },
    subscriptions: {
      'runs.changed': async (_, { emit, signal }) => {
        const stop = changes.listen(() => emit(null))
        await untilAborted(signal)
        stop()
      },
      'run.ticks': async ({ run, withEndpoints }, { emit, signal }) =>
        active.watch(idOf(run), (tick) => emit(withEndpoints ? tick : { ...tick, endpoints: [] }), signal),
    },
  }
}

/** Those that go on here, then those that other processes write into the same history. */
function activeRuns(active: ActiveRuns, history: History): ActiveRun[] {
  const written = withCallErrors(() => {
    history.markInterrupted()
    return history.listRuns({ status: 'running' })
  })
  return [...active.list(), ...written.filter(({ id }) => !active.has(id)).map(otherRun)]
}

function otherRun({ id, planName, scenario, build, target, startedAtMs, plannedDurationMs }: RunSummary): ActiveRun {
  return {
    id,
    planName,
    scenario,
    build: build.label,
    target,
    startedAtMs,
    // No program has written a run without an end of its own yet.
    plannedMs: plannedDurationMs ?? 0,
    gracefulStopMs: null,
    isOurs: false,
  }
}
