/** One iteration of one user, for those who write a plan: one engine, and everything it sends and receives. */
import type { Exchange, FromEngine, ToEngine } from '../../contract/engineMessages.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { SpawnEngine } from './engineProcess.ts'
import { RunNotStartedError } from './prepareEngines.ts'

export interface DebugRequest {
  plan: CompiledPlan
  seed: number
  /** Index into plan.users. */
  userType: number
  /** Index into the tasks of that user. */
  task: number
}

/**
 * Every exchange as it happens: onStart, one iteration, onStop. Ends early, without an error, when `signal` aborts; the engine
 * is gone in any case, also when the caller stops listening.
 * @throws RunNotStartedError when a file of the plan cannot be used, or (`bug`) when the engine failed
 */
export async function* debugRun(
  request: DebugRequest,
  spawn: SpawnEngine,
  signal: AbortSignal,
): AsyncGenerator<Exchange, void, void> {
  const engine = spawn()
  const arrived: Exchange[] = []
  let isOver = false
  let hasSpoken = false
  let failure: RunNotStartedError | null = null
  let wake = (): void => {}
  const news = (): void => wake()
  engine.channel.onMessage((raw) => {
    const message = raw as FromEngine
    hasSpoken = true
    if (message.type === 'exchange') arrived.push(message.exchange)
    else if (message.type === 'done') isOver = true
    else if (message.type === 'failed') failure ??= new RunNotStartedError(message.message, message.bug)
    news()
  })
  engine.onExit((how) => {
    const what = hasSpoken ? 'The engine ended before the iteration did' : 'An engine could not be started'
    if (!isOver) failure ??= new RunNotStartedError(`${what} (${how}).`, true)
    news()
  })
  signal.addEventListener('abort', news)
  const message: ToEngine = { type: 'debug', ...request }
  engine.channel.post(message)
  try {
    for (;;) {
      yield* arrived.splice(0)
      if (isOver || signal.aborted) return
      if (failure) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
        if (arrived.length > 0 || isOver || failure || signal.aborted) resolve()
      })
    }
  } finally {
    isOver = true
    signal.removeEventListener('abort', news)
    engine.kill()
  }
}
