/**
 * The endpoint names of one engine: those of the plan, and those that `as` templates make while it runs. Names that never
 * end (an id in a name) would eat the memory of everyone who reads the run, so they are capped; what comes after goes to
 * `(other)`, and the step that made it is reported.
 */
import type { Endpoint, EndpointKind } from '../../core/plan/compiledPlan.ts'

export interface NamedEndpoint {
  name: string
  kind: EndpointKind
}

export const OTHER_NAME = '(other)'

export class EndpointNames {
  readonly #list: NamedEndpoint[]
  readonly #ids = new Map<string, number>()
  readonly #limit: number
  readonly #folded = new Map<string, number>()

  /** `limit`: how many names at most, the plan's own included. The rest of the plan's own names is folded, too. */
  constructor(endpoints: Endpoint[], limit: number) {
    this.#list = []
    this.#limit = limit
    for (const { name, kind } of endpoints) this.#list.push(this.#list.length < limit ? { name, kind } : { name: OTHER_NAME, kind })
    this.#list.forEach((endpoint, id) => {
      if (endpoint.name !== OTHER_NAME) this.#ids.set(`${endpoint.kind} ${endpoint.name}`, id)
    })
  }

  at(id: number): NamedEndpoint {
    return this.#list[id]!
  }

  /** The id of a name made by a step; `position` is that step's file:line:column. */
  idOf(name: string, kind: EndpointKind, position: string): number {
    const known = this.#ids.get(`${kind} ${name}`)
    if (known !== undefined) return known
    if (this.#ids.size < this.#limit) return this.#add(name, kind)
    this.#folded.set(position, (this.#folded.get(position) ?? 0) + 1)
    return this.#ids.get(`${kind} ${OTHER_NAME}`) ?? this.#add(OTHER_NAME, kind)
  }

  /** Requests folded into `(other)` since the last call, by step. */
  takeFolded(): { position: string; count: number }[] {
    const folded = [...this.#folded].map(([position, count]) => ({ position, count }))
    this.#folded.clear()
    return folded
  }

  #add(name: string, kind: EndpointKind): number {
    const id = this.#list.push({ name, kind }) - 1
    this.#ids.set(`${kind} ${name}`, id)
    return id
  }
}
