/** `vars` and `data` of code: the user's slots under their names, so that templates and code see the same values. */
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'

const SLOTS = Symbol('slots')

interface WithSlots {
  [SLOTS]: unknown[]
}

/** Made once for a plan; each user has objects of its own, which cost little. */
export class CodeVariables {
  readonly #variables = Object.create(null) as object
  readonly #sources: [name: string, columns: object][]

  constructor({ slots, secrets, data }: CompiledPlan) {
    const columns = new Set(data.flatMap((source) => source.slots))
    const secretSlots = new Set(secrets.map(({ slot }) => slot))
    slots.forEach((name, slot) => {
      if (!columns.has(slot)) define(this.#variables, name, slot, !secretSlots.has(slot))
    })
    this.#sources = data.map((source) => {
      const prototype = Object.create(null) as object
      source.columns.forEach((column, index) => define(prototype, column, source.slots[index]!, false))
      return [source.name, prototype]
    })
  }

  /** What is set here under another name is kept, too. */
  variablesOf(slots: unknown[]): Record<string, unknown> {
    return withSlots(this.#variables, slots)
  }

  dataOf(slots: unknown[]): Record<string, Record<string, string>> {
    const data = Object.create(null) as Record<string, Record<string, string>>
    for (const [name, prototype] of this.#sources) data[name] = withSlots(prototype, slots) as Record<string, string>
    return data
  }
}

function withSlots(prototype: object, slots: unknown[]): Record<string, unknown> {
  return Object.defineProperty(Object.create(prototype) as object, SLOTS, { value: slots }) as Record<string, unknown>
}

function define(prototype: object, name: string, slot: number, isWritable: boolean): void {
  Object.defineProperty(prototype, name, {
    enumerable: true,
    get(this: WithSlots) {
      return this[SLOTS][slot]
    },
    set(this: WithSlots, value: unknown) {
      if (!isWritable) throw new Error(`${name} cannot be set: it comes from the plan`)
      this[SLOTS][slot] = value
    },
  })
}
