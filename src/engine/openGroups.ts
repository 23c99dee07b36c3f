/** The groups a user is in: each is timed as a whole, and has failed when anything in it has. */
import type { EngineContext } from './engineContext.ts'

export interface OpenGroup {
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

  open(endpoint: number): OpenGroup {
    const group = { endpoint, startMs: this.#context.clock.now(), failed: false }
    this.#groups.push(group)
    return group
  }

  /** Something in all of them went wrong. */
  fail(): void {
    for (const group of this.#groups) group.failed = true
  }

  /** The innermost one, or one of code, which may have several beside each other. */
  close(one: OpenGroup | null = this.#groups.at(-1) ?? null): void {
    const index = one === null ? -1 : this.#groups.lastIndexOf(one)
    if (index < 0) return
    const [group] = this.#groups.splice(index, 1) as [OpenGroup]
    const durationMs = this.#context.clock.now() - group.startMs
    this.#context.recorder.duration(group.endpoint, this.#userType, group.failed ? 'failed' : 'ok', durationMs)
  }

  closeAll(): void {
    while (this.#groups.length > 0) this.close()
  }
}
