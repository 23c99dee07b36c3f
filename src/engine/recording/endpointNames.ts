/**
 * The endpoint names of one engine: those of the plan, and those that `as` templates make while it runs. Names that never
 * end (an id in a name) would eat the memory of everyone who reads the run, so they are capped; what comes after goes to
 * `(other)`, and the step that made it is reported.
 */
import type { Endpoint, EndpointKind } from '../../core/plan/compiledPlan.ts'
import { OTHER_NAME } from '../../core/recording/second.ts'

export interface NamedEndpoint {
  name: string
  kind: EndpointKind
}

/** For an `as` whose values are all missing or empty. */
const NO_NAME = '(unnamed)'
const LONGEST_NAME = 300

export class EndpointNames {
  readonly #list: NamedEndpoint[]
  readonly #ids = new Map<string, number>()
  readonly #limit: number
  readonly #folded = new Map<string, number>()
  readonly #mask: (name: string) => string

  /**
   * `limit`: how many names at most, the plan's own included. The rest of the plan's own names is folded, too.
   * `mask` hides secrets in names that are made while the plan runs.
   */
  constructor(endpoints: Endpoint[], limit: number, mask: (name: string) => string) {
    this.#list = []
    this.#limit = limit
    this.#mask = mask
    for (const { name, kind } of endpoints)
      this.#list.push(this.#list.length < limit ? { name, kind } : { name: OTHER_NAME, kind })
    this.#list.forEach(({ name, kind }, id) => {
      const key = `${kind} ${name}`
      if (!this.#ids.has(key)) this.#ids.set(key, id)
    })
  }

  /** The one id of all that are counted under the same name and kind: names of the plan can be folded. */
  canonical(id: number): number {
    const { name, kind } = this.#list[id]!
    return this.#ids.get(`${kind} ${name}`) ?? id
  }

  at(id: number): NamedEndpoint {
    return this.#list[id]!
  }

  /** The id of a name made by a step; `position` is that step's file:line:column. */
  idOf(made: string, kind: EndpointKind, position: string): number {
    const known = this.#ids.get(`${kind} ${made}`)
    if (known !== undefined) return known
    if (this.#ids.size < this.#limit) {
      const name = this.#presentable(made)
      const id = this.#ids.get(`${kind} ${name}`) ?? this.#add(name, kind)
      // The same name again need not be masked again.
      if (name !== made && made.length <= LONGEST_NAME) this.#ids.set(`${kind} ${made}`, id)
      return id
    }
    this.#folded.set(position, (this.#folded.get(position) ?? 0) + 1)
    return this.#ids.get(`${kind} ${OTHER_NAME}`) ?? this.#add(OTHER_NAME, kind)
  }

  #presentable(made: string): string {
    const name = made.trim() === '' ? NO_NAME : this.#mask(made)
    return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1).toWellFormed()}…`
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
