/** Under which name a step of a socket is counted, also where that name cannot be made: nothing goes uncounted. */
import { OTHER_NAME } from '../../../core/recording/second.ts'
import { endpointId, type EngineContext } from '../../engineContext.ts'
import type { LinkedEndpoint } from '../../linkedPlan.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { Scope } from '../../values/scope.ts'

export interface NamedEndpoint {
  id: number
  /** Why the name could not be made, a whole sentence; null when it could. */
  problem: string | null
}

export function namedEndpoint(context: EngineContext, endpoint: LinkedEndpoint, scope: Scope): NamedEndpoint {
  try {
    return { id: endpointId(context, endpoint, scope), problem: null }
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error
    return { id: context.names.idOf(OTHER_NAME, endpoint.kind, endpoint.position), problem: error.message }
  }
}
