/** What the parts of one engine run share. Made once per run by `shardRun.ts`; there is no state outside it. */
import type { Exchange } from '../contract/engineMessages.ts'
import type { RunClock } from './clock.ts'
import type { LinkedEndpoint, LinkedPlan } from './linkedPlan.ts'
import type { Connections } from './protocols/http/connections.ts'
import type { Deadlines } from './timers/deadlines.ts'
import type { DueQueue } from './timers/dueQueue.ts'
import type { EndpointNames } from './recording/endpointNames.ts'
import type { Masker } from './recording/masking.ts'
import type { RunRecorder } from './recording/runRecorder.ts'
import type { Scope } from './values/scope.ts'

export interface EngineContext {
  clock: RunClock
  queue: DueQueue
  deadlines: Deadlines
  recorder: RunRecorder
  names: EndpointNames
  plan: LinkedPlan
  masker: Masker
  connections: Connections
  /** Requests on their way. */
  inFlight: number
  /** A request failed for a limit of this machine, not of the target's. */
  ownFailure: () => void
  /** Hears of every exchange in full; only `loadwright debug` listens. */
  sink: ((exchange: Omit<Exchange, 'step'>) => void) | null
}

/** The id under which a step's result is counted; `as` templates make names while the run goes on. */
export function endpointId(context: EngineContext, endpoint: LinkedEndpoint, scope: Scope): number {
  if (endpoint.name === null) return endpoint.index
  return context.names.idOf(endpoint.name(scope), endpoint.kind, endpoint.position)
}
