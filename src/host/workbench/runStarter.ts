/** Starts runs one at a time: two on one machine would disturb each other, and neither could be believed. */
import { CallError } from '../../contract/rpc/remoteError.ts'
import type { ActiveRuns } from './activeRuns.ts'
import { startForWorkbench, type StartParts, type StartWish } from './startForWorkbench.ts'

export interface RunStarter {
  /** Resolves with the run's id when its load has begun. @throws CallError also `busy`, `readOnly` */
  start(wish: StartWish, signal: AbortSignal): Promise<string>
  /** Nothing is started any more, and what is being started is called off. Resolves when that is done. */
  close(): Promise<void>
}

export function createRunStarter(parts: StartParts, active: ActiveRuns): RunStarter {
  const closing = new AbortController()
  let starting: Promise<string> | null = null

  function refuse(): void {
    if (parts.history.readOnly)
      throw new CallError(
        'readOnly',
        'The history cannot be written to, so that no run could be kept. None is started.',
      )
    if (closing.signal.aborted) throw new CallError('cancelled', 'Loadwright is being closed.')
    if (starting !== null) throw new CallError('busy', 'Another run is just being started, and one goes on at a time.')
    const [run] = active.list()
    if (run === undefined) return
    throw new CallError(
      'busy',
      `Run ${run.id} (${run.planName}, ${run.scenario}) goes on, and one goes on at a time. Stop it, or wait for its end.`,
    )
  }

  async function begin(wish: StartWish, signal: AbortSignal): Promise<string> {
    const { handle, request } = await startForWorkbench(wish, parts, AbortSignal.any([signal, closing.signal]))
    const { plan, scenario, build } = request
    active.add(handle, {
      planName: plan.name,
      scenario: plan.scenarios[scenario]!.name,
      build: build.label,
      target: plan.target,
      gracefulStopMs: plan.scenarios[scenario]!.gracefulStopMs,
    })
    return handle.id
  }

  return {
    async start(wish, signal) {
      refuse()
      starting = begin(wish, signal)
      try {
        return await starting
      } finally {
        starting = null
      }
    },
    async close() {
      closing.abort()
      await starting?.catch(() => {})
    },
  }
}
