/**
 * The places of one shard's users (closed model): which of them is to be taken or left when. A place is a number of the plan's
 * users; whoever takes it has its type, and a place that was left may be taken again, by a new life.
 */
import { repeatingTypeSequence, userTypeSequence } from '../../core/load/apportion.ts'
import type { ClosedLoad } from '../../core/load/loadShape.ts'
import { maxUserCount, userIntervals } from '../../core/load/userSchedule.ts'
import type { VirtualUser } from '../virtualUser.ts'

export interface Place {
  readonly index: number
  /** Position in the weights. */
  readonly type: number
  /** How often it was taken. */
  lives: number
  /** Since when, by the plan, it is meant to be taken; null when it is not. */
  takenMs: number | null
  /** Who has it; null also when that user has ended by itself. */
  user: VirtualUser | null
}

export interface PlaceChange {
  dueMs: number
  place: Place
  /** To be taken, else to be left. */
  take: boolean
}

/** Two ways to compute the beginning of one interval differ by rounding only. */
const ROUNDING_MS = 1e-3

export class UserPlaces {
  readonly #weights: readonly number[]
  readonly #shard: number
  readonly #shards: number
  readonly #plannedTypes: Uint16Array
  #furtherTypes: Uint16Array | null = null
  readonly #places: Place[] = []

  /** `load` as the plan has it: at its peak the types are in exact proportion. Users that steering adds beyond it go on nearly so. */
  constructor(load: ClosedLoad, weights: readonly number[], shard: number, shards: number) {
    this.#weights = weights
    this.#shard = shard
    this.#shards = shards
    this.#plannedTypes = userTypeSequence(weights, maxUserCount(load))
  }

  /** The place of user `index` of this shard. */
  of(index: number): Place {
    return this.#places[(index - this.#shard) / this.#shards]!
  }

  /** What is to be taken and left under this load from `nowMs` on, by time; starting from who has which place now. */
  changes(load: ClosedLoad, nowMs: number): PlaceChange[] {
    const count = maxUserCount(load)
    for (let index = this.#shard + this.#places.length * this.#shards; index < count; index += this.#shards) {
      this.#places.push({ index, type: this.#typeOf(index), lives: 0, takenMs: null, user: null })
    }
    return this.#places
      .flatMap((place) => changesOf(place, place.index < count ? load : null, nowMs))
      .sort((one, other) => one.dueMs - other.dueMs)
  }

  #typeOf(index: number): number {
    const planned = this.#plannedTypes[index]
    if (planned !== undefined) return planned
    this.#furtherTypes ??= repeatingTypeSequence(this.#weights)
    return this.#furtherTypes[index % this.#furtherTypes.length]!
  }
}

function changesOf(place: Place, load: ClosedLoad | null, nowMs: number): PlaceChange[] {
  const changes: PlaceChange[] = []
  let isMeantNow = false
  for (const { startMs, stopMs } of load === null ? [] : userIntervals(load, place.index)) {
    if (stopMs <= nowMs) continue
    const isNow = startMs <= nowMs
    isMeantNow ||= isNow
    // A user that has ended by itself (no rows left, say) does not come back while the interval lasts in which it did.
    const isOver = place.user === null && place.takenMs !== null && startMs <= place.takenMs + ROUNDING_MS
    if (!isNow || !(place.user !== null || isOver)) changes.push({ dueMs: startMs, place, take: true })
    changes.push({ dueMs: stopMs, place, take: false })
  }
  if (!isMeantNow && place.takenMs !== null) changes.push({ dueMs: nowMs, place, take: false })
  return changes
}
