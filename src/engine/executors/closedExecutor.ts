/**
 * Closed model: a number of users, each of which begins its next iteration when the last has ended. User i's start and stop
 * are arithmetic of the load shape, so shards need not talk to each other.
 */
import { userTypeSequence } from '../../core/load/apportion.ts'
import type { ClosedLoad } from '../../core/load/loadShape.ts'
import { maxUserCount, userIntervals } from '../../core/load/userSchedule.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import type { DueQueue } from '../timers/dueQueue.ts'
import type { UserEmployer, VirtualUser } from '../virtualUser.ts'
import type { Executor, ExecutorEvents } from './executor.ts'

export interface ClosedOptions {
  load: ClosedLoad
  scenario: Scenario
  shard: number
  shards: number
  queue: DueQueue
  userTypes: number
  /** `life`: how often this user has started before. */
  createUser: (employer: UserEmployer, index: number, type: number, life: number) => VirtualUser
  events: ExecutorEvents
}

export class ClosedExecutor implements Executor, UserEmployer {
  readonly running: number[]
  readonly #options: ClosedOptions
  readonly #users = new Set<VirtualUser>()
  #startsToCome = 0
  #stopping = false

  constructor(options: ClosedOptions) {
    this.#options = options
    this.running = Array.from({ length: options.userTypes }, () => 0)
  }

  start(): void {
    const { load, scenario, shard, shards, queue } = this.#options
    const count = maxUserCount(load)
    const sequence = userTypeSequence(
      scenario.users.map((user) => user.weight),
      count,
    )
    for (let index = shard; index < count; index += shards) {
      const type = scenario.users[sequence[index]!]!.type
      userIntervals(load, index).forEach(({ startMs, stopMs }, life) => {
        this.#startsToCome++
        queue.add(startMs, { due: () => this.#begin(index, type, life, stopMs) })
      })
    }
    this.#finishWhenDone()
  }

  stop(): void {
    this.#stopping = true
    for (const user of this.#users) user.retire()
    this.#finishWhenDone()
  }

  cut(): void {
    this.#stopping = true
    for (const user of this.#users) user.end()
  }

  ready(user: VirtualUser): void {
    if (this.#stopping) user.retire()
    else user.pauseThenIterate()
  }

  ended(user: VirtualUser): void {
    if (!this.#users.delete(user)) return
    this.running[user.type]!--
    this.#finishWhenDone()
  }

  #begin(index: number, type: number, life: number, stopMs: number): void {
    this.#startsToCome--
    if (this.#stopping) return
    const user = this.#options.createUser(this, index, type, life)
    this.#users.add(user)
    this.running[type]!++
    this.#options.queue.add(stopMs, { due: () => user.retire() })
    user.begin()
  }

  #finishWhenDone(): void {
    if (this.#users.size === 0 && (this.#stopping || this.#startsToCome === 0)) this.#options.events.finished()
  }
}
