/**
 * Closed model: a number of users, each of which begins its next iteration when the last has ended. User i's start and stop
 * are arithmetic of the load shape, so shards need not talk to each other.
 */
import type { ClosedLoad } from '../../core/load/loadShape.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import type { Due, DueHandle, DueQueue } from '../timers/dueQueue.ts'
import type { UserEmployer, VirtualUser } from '../virtualUser.ts'
import type { Executor, ExecutorEvents } from './executor.ts'
import { UserPlaces, type Place, type PlaceChange } from './userPlaces.ts'

export interface ClosedOptions {
  load: ClosedLoad
  scenario: Scenario
  shard: number
  shards: number
  queue: DueQueue
  userTypes: number
  /** `life`: how often this user has started before. */
  createUser: (employer: UserEmployer, index: number, type: number, life: number) => VirtualUser
  dropped: () => void
  events: ExecutorEvents
}

export class ClosedExecutor implements Executor, UserEmployer, Due {
  readonly running: number[]
  readonly #options: ClosedOptions
  readonly #places: UserPlaces
  readonly #users = new Set<VirtualUser>()
  /** What is still to come, and the position of the next of it. */
  #changes: PlaceChange[] = []
  #next = 0
  #awaited: DueHandle | null = null
  #startsToCome = 0
  #isSteered = false
  #stopping = false

  constructor(options: ClosedOptions) {
    const { load, scenario, shard, shards, userTypes } = options
    this.#options = options
    this.#places = new UserPlaces(
      load,
      scenario.users.map((user) => user.weight),
      shard,
      shards,
    )
    this.running = Array.from({ length: userTypes }, () => 0)
  }

  start(): void {
    this.#follow(this.#options.load, 0)
    this.#finishWhenDone()
  }

  steer(load: ClosedLoad, nowMs: number): void {
    if (this.#stopping) return
    this.#isSteered = true
    if (this.#awaited) this.#awaited.cancelled = true
    this.#follow(load, nowMs)
  }

  stop(atMs: number): void {
    this.#stopping = true
    for (const user of this.#users) this.#retire(user, atMs)
    this.#finishWhenDone()
  }

  cut(): void {
    this.#stopping = true
    for (const user of this.#users) user.end()
  }

  /** The next place is to be taken or left. */
  due(dueMs: number): void {
    const { place, take } = this.#changes[this.#next++]!
    this.#awaitNext()
    if (take) this.#take(place, dueMs)
    else this.#leave(place, dueMs)
  }

  ready(user: VirtualUser): void {
    if (this.#stopping) user.retire()
    else user.pauseThenIterate()
  }

  ended(user: VirtualUser): void {
    if (!this.#users.delete(user)) return
    this.running[user.type]!--
    const place = this.#places.of(user.user)
    if (place.user === user) place.user = null
    this.#finishWhenDone()
  }

  #follow(load: ClosedLoad, nowMs: number): void {
    this.#changes = this.#places.changes(load, nowMs)
    this.#next = 0
    this.#startsToCome = this.#changes.filter(({ take }) => take).length
    this.#awaitNext()
  }

  #awaitNext(): void {
    const next = this.#changes[this.#next]
    this.#awaited = next ? this.#options.queue.add(next.dueMs, this) : null
  }

  #take(place: Place, takenMs: number): void {
    this.#startsToCome--
    if (this.#stopping) return
    place.takenMs = takenMs
    const { scenario, createUser } = this.#options
    const type = scenario.users[place.type]!.type
    const user = createUser(this, place.index, type, place.lives++)
    place.user = user
    this.#users.add(user)
    this.running[type]!++
    user.begin()
  }

  #leave(place: Place, atMs: number): void {
    if (place.user) this.#retire(place.user, atMs)
    place.user = null
    place.takenMs = null
  }

  /** Slots of its pacing that have passed while its last iteration runs are not silently left out. */
  #retire(user: VirtualUser, atMs: number): void {
    for (let slots = user.slotsBefore(atMs); slots > 0; slots--) this.#options.dropped()
    user.retire()
  }

  /** After steering it stays open until its time is over: users may be added again where none are left. */
  #finishWhenDone(): void {
    const isOver = this.#stopping || (this.#startsToCome === 0 && !this.#isSteered)
    if (this.#users.size === 0 && isOver) this.#options.events.finished()
  }
}
