/**
 * Brings the seconds of several engines together. A second goes on when every engine that still lives has told it; one that
 * is more than two seconds behind the others is not waited for, and its part follows when it comes.
 */
import { sumLoad } from '../../core/recording/loadCounts.ts'
import type { EngineSecond, SeriesDefinition, SeriesKey } from '../../core/recording/second.ts'
import type { MergedSecond } from '../storage/mergedSecond.ts'

/** A second before it is judged for trust. `health` by engine; null where an engine has told nothing (yet). */
export type UnjudgedSecond = Omit<MergedSecond, 'trusted' | 'reasons'> & {
  foldedNames: EngineSecond['foldedNames']
  /** Engines that had done their part before. */
  ended: ReadonlySet<number>
  /** A part that came after the second had gone on. */
  late: boolean
}

const PATIENCE_S = 2

export class SecondMerger {
  readonly #emit: (second: UnjudgedSecond) => void
  readonly #series: Map<number, SeriesKey>[]
  readonly #pending = new Map<number, (EngineSecond | null)[]>()
  /** Last second each engine has told; Infinity when it will tell no more. */
  readonly #told: number[]
  readonly #ended = new Set<number>()
  #next = 0

  constructor(engines: number, emit: (second: UnjudgedSecond) => void) {
    this.#emit = emit
    this.#series = Array.from({ length: engines }, () => new Map())
    this.#told = Array.from({ length: engines }, () => -1)
  }

  /** End of the last second this engine has told, s; of one that still may tell. */
  toldUntilS(engine: number): number {
    return this.#told[engine]! + 1
  }

  add(engine: number, second: EngineSecond): void {
    const known = this.#series[engine]!
    for (const definition of second.series) known.set(definition.id, keyOf(definition))
    this.#told[engine] = Math.max(this.#told[engine]!, second.t)
    if (second.t < this.#next) {
      const alone: (EngineSecond | null)[] = this.#told.map(() => null)
      alone[engine] = second
      this.#emit(this.#merge(second.t, alone, true))
      return
    }
    const parts = this.#pending.get(second.t) ?? this.#told.map(() => null)
    parts[engine] = second
    this.#pending.set(second.t, parts)
    this.#advance()
  }

  /** This engine has done its part and will tell no more. */
  ended(engine: number): void {
    // Its messages come in order: where a second that is kept back lacks its part, it had ended before.
    this.#ended.add(engine)
    this.#told[engine] = Infinity
    this.#advance()
  }

  /** This engine is gone before its time: its silence is a gap. */
  lost(engine: number): void {
    this.#told[engine] = Infinity
    this.#advance()
  }

  #advance(): void {
    for (;;) {
      const newest = Math.max(...this.#pending.keys())
      if (this.#pending.size === 0) return
      const complete = this.#told.every((t) => t >= this.#next)
      if (!complete && newest < this.#next + PATIENCE_S) return
      const parts = this.#pending.get(this.#next)
      if (parts) this.#emit(this.#merge(this.#next, parts, false))
      this.#pending.delete(this.#next)
      this.#next++
    }
  }

  #merge(t: number, parts: (EngineSecond | null)[], late: boolean): UnjudgedSecond {
    const told = parts.filter((part) => part !== null)
    return {
      t,
      windows: parts.flatMap((part, engine) =>
        (part?.windows ?? []).map(({ series, window }) => ({ series: this.#series[engine]!.get(series)!, window })),
      ),
      errors: told.flatMap((part) => part.errors),
      exemplars: told.flatMap((part) => part.exemplars),
      load: sumLoad(told.map((part) => part.load)),
      health: parts.map((part) => part?.health ?? null),
      foldedNames: told.flatMap((part) => part.foldedNames),
      ended: new Set(this.#ended),
      late,
    }
  }
}

function keyOf({ endpoint, kind, userType, outcome }: SeriesDefinition): SeriesKey {
  return { endpoint, kind, userType, outcome }
}
