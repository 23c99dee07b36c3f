/** The groups a user is in: each is timed as a whole, and has failed when anything in it has. */
import type { EngineContext } from './engineContext.ts'

interface OpenGroup {
  endpoint: number
  startMs: number
  failed: boolean
}

export class OpenGroups {
  readonly #context: EngineContext
  readonly #userType: number
  readonly #groups: OpenGroup[] = []

  constructor(context: EngineContext, userType: number) {
    this.#context = context
    this.#userType = userType
  }

  open(endpoint: number): void {
    this.#groups.push({ endpoint, startMs: this.#context.clock.now(), failed: false })
  }

  /** Something in all of them went wrong. */
  fail(): void {
    for (const group of this.#groups) group.failed = true
  }

  close(): void {
    const group = this.#groups.pop()!
    const durationMs = this.#context.clock.now() - group.startMs
    this.#context.recorder.duration(group.endpoint, this.#userType, group.failed ? 'failed' : 'ok', durationMs)
  }

  closeAll(): void {
    while (this.#groups.length > 0) this.close()
  }
}
