/** The parts of a running target, as routes see them. Put together in server.ts. */
import type { DatabasePool } from './database/pool.ts'
import type { ExecutionEngine } from './executions/executionEngine.ts'
import type { RequestCounts } from './http/requestCounts.ts'
import type { Stall } from './http/stall.ts'
import type { Tokens } from './http/tokens.ts'
import type { Leak } from './leak.ts'
import type { ExecutionFeed } from './live/executionFeed.ts'
import type { LiveSockets } from './live/liveSockets.ts'
import type { Settings } from './options.ts'

export interface Platform {
  readonly settings: Settings
  readonly pool: DatabasePool
  readonly executions: ExecutionEngine
  readonly feed: ExecutionFeed
  readonly sockets: LiveSockets
  readonly tokens: Tokens
  readonly counts: RequestCounts
  readonly stall: Stall
  readonly leak: Leak | undefined
  readonly startedAtUnixMs: number
}
