/** What the code of a plan knows of the virtual user that runs it. */
import type { OpenGroups } from '../openGroups.ts'
import type { Connection } from '../protocols/http/connections.ts'
import type { UserCookies } from '../protocols/http/cookies.ts'
import type { DigestSession } from '../protocols/http/digest.ts'
import type { Scope } from '../values/scope.ts'

export interface CodeUser extends Scope {
  readonly type: number
  readonly connections: Map<string, Connection>
  cookies: UserCookies | null
  digests: Map<string, DigestSession> | null
  readonly groups: OpenGroups
  /** In onStart: what is opened now stays. */
  readonly isStarting: boolean
  /** Intended start of the iteration's first request, ms of the run, for that request alone; NaN where there is none. */
  takeDueMs(): number
  /** The first request is due so much later: the code thinks before it. */
  postponeDue(ms: number): void
  /** The event loop has had, or will have, its turn since the iteration began. */
  waited(): void
  /** The function of a step has come to its end. `error`: what it threw, null when it did not. */
  scriptDone(error: { thrown: unknown } | null): void
}
