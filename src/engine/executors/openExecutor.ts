/**
 * Open model: iterations start on a schedule, whatever the replies do. An arrival takes an idle user of its type, else a new
 * one; when all `maxUsers` are busy it is dropped, and counted. Late is late: its times count from when it was due.
 */
import { repeatingTypeSequence } from '../../core/load/apportion.ts'
import { ArrivalPositions } from '../../core/load/arrivalPositions.ts'
import { ArrivalCursor } from '../../core/load/arrivalSchedule.ts'
import type { OpenLoad } from '../../core/load/loadShape.ts'
import { shareOf } from '../../core/load/shard.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import type { Due, DueHandle, DueQueue } from '../timers/dueQueue.ts'
import type { UserEmployer, VirtualUser } from '../virtualUser.ts'
import type { Executor, ExecutorEvents } from './executor.ts'

export interface OpenOptions {
  load: OpenLoad
  scenario: Scenario
  seed: number
  shard: number
  shards: number
  queue: DueQueue
  userTypes: number
  createUser: (employer: UserEmployer, index: number, type: number, life: number) => VirtualUser
  dropped: () => void
  events: ExecutorEvents
}

export class OpenExecutor implements Executor, UserEmployer, Due {
  readonly running: number[]
  readonly #options: OpenOptions
  readonly #positions: ArrivalPositions
  #cursor: ArrivalCursor
  #awaited: DueHandle | null = null
  readonly #sequence: Uint16Array
  #limit: number
  readonly #users = new Set<VirtualUser>()
  /** Idle users by type; the last to become idle works first, so that no more users exist than are needed. */
  readonly #idle: VirtualUser[][]
  /** Arrivals whose new user still runs its onStart. */
  readonly #promised = new Map<VirtualUser, number>()
  #created = 0
  #stopping = false

  constructor(options: OpenOptions) {
    const { load, scenario, seed, shard, shards, userTypes } = options
    this.#options = options
    this.#positions = new ArrivalPositions(load.spacing, seed, shard, shards)
    this.#cursor = new ArrivalCursor(load, this.#positions)
    this.#sequence = repeatingTypeSequence(scenario.users.map((user) => user.weight))
    this.#limit = shareOf(load.maxUsers, shard, shards)
    this.running = Array.from({ length: userTypes }, () => 0)
    this.#idle = Array.from({ length: userTypes }, () => [])
  }

  start(): void {
    this.#awaitNext()
  }

  steer(load: OpenLoad): void {
    if (this.#stopping) return
    const { shard, shards } = this.#options
    if (this.#awaited) this.#awaited.cancelled = true
    this.#cursor = new ArrivalCursor(load, this.#positions)
    this.#limit = shareOf(load.maxUsers, shard, shards)
    // Those that work go when they have done so.
    for (let over = this.#users.size - this.#limit; over > 0 && this.#retireIdle(); over--);
    this.#awaitNext()
  }

  stop(): void {
    this.#stopping = true
    // Users that are still in their onStart will not get to the iterations they were made for.
    for (let left = this.#promised.size; left > 0; left--) this.#options.dropped()
    this.#promised.clear()
    for (const user of this.#users) user.retire()
    this.#finishWhenDone()
  }

  cut(atMs: number): void {
    // Cut off in the middle of its load: what was due, but not handed out yet, will not start.
    for (let dueMs = this.#cursor.peekMs(); !this.#stopping && dueMs !== null && dueMs < atMs;) {
      this.#options.dropped()
      this.#cursor.advance()
      dueMs = this.#cursor.peekMs()
    }
    this.#stopping = true
    for (const user of this.#users) user.end()
  }

  due(dueMs: number): void {
    if (this.#stopping) return
    const arrival = this.#cursor.index
    this.#cursor.advance()
    this.#awaitNext()
    this.#arrive(arrival, dueMs)
  }

  ready(user: VirtualUser): void {
    const dueMs = this.#promised.get(user)
    if (this.#stopping || (dueMs === undefined && this.#users.size > this.#limit)) user.retire()
    else if (dueMs === undefined) this.#idle[user.type]!.push(user)
    else {
      this.#promised.delete(user)
      if (!user.iterate(dueMs)) this.#options.dropped()
    }
  }

  ended(user: VirtualUser): void {
    if (!this.#users.delete(user)) return
    this.running[user.type]!--
    const idle = this.#idle[user.type]!
    const index = idle.indexOf(user)
    if (index >= 0) idle.splice(index, 1)
    if (this.#promised.delete(user)) this.#options.dropped()
    this.#finishWhenDone()
  }

  #awaitNext(): void {
    const dueMs = this.#cursor.peekMs()
    this.#awaited = dueMs === null ? null : this.#options.queue.add(dueMs, this)
  }

  #arrive(arrival: number, dueMs: number): void {
    const { scenario, createUser, shard, shards, dropped } = this.#options
    const type = scenario.users[this.#sequence[arrival % this.#sequence.length]!]!.type
    const idle = this.#idle[type]!.pop()
    if (idle) {
      if (!idle.iterate(dueMs)) dropped()
      return
    }
    if (this.#users.size >= this.#limit && !this.#makeRoom()) {
      dropped()
      return
    }
    const user = createUser(this, shard + this.#created++ * shards, type, 0)
    this.#users.add(user)
    this.running[type]!++
    this.#promised.set(user, dueMs)
    user.begin()
  }

  /** Lets an idle user of another type go. */
  #makeRoom(): boolean {
    return this.#retireIdle() && this.#users.size < this.#limit
  }

  #retireIdle(): boolean {
    const [most] = [...this.#idle].sort((a, b) => b.length - a.length)
    const user = most?.shift()
    user?.retire()
    return user !== undefined
  }

  #finishWhenDone(): void {
    if (this.#stopping && this.#users.size === 0) this.#options.events.finished()
  }
}
