// Where arrivals lie, counted in arrivals: a rate of 5/s passes position 10 after two seconds. The schedule turns positions into
// times, so that one way of spacing serves every shape of load, and goes on where it is when the shape is changed.
import { RandomStream } from '../random.ts'
import type { OpenLoad } from './loadShape.ts'

/** The stream of the seed that arrivals are drawn from; users have their numbers below it. */
const ARRIVALS_STREAM = 0xffff_fffe

/**
 * The positions of one shard's arrivals (those with k % shards === shard), in order.
 *
 * Even: arrival k lies at k. Random: a Poisson process, in which the distances are independent and exponential with mean 1; arrivals
 * then come as those of many people who know nothing of each other. Every shard draws all distances of the seed and keeps its own
 * arrivals, so that the schedule is the same in any number of processes.
 */
export class ArrivalPositions {
  /** The number of the arrival at `position`. */
  index: number
  position: number
  readonly #step: number
  readonly #random: RandomStream | null

  constructor(spacing: OpenLoad['spacing'], seed: number, shard: number, shards: number) {
    if (!Number.isSafeInteger(shards) || shards < 1 || !Number.isSafeInteger(shard) || shard < 0 || shard >= shards) {
      throw new RangeError(`There is no shard ${shard} of ${shards}`)
    }
    this.#step = shards
    this.#random = spacing === 'random' ? new RandomStream(seed, ARRIVALS_STREAM) : null
    this.index = shard
    this.position = this.#random === null ? shard : this.#distance(this.#random, shard + 1)
  }

  advance(): void {
    this.index += this.#step
    this.position += this.#random === null ? this.#step : this.#distance(this.#random, this.#step)
  }

  #distance(random: RandomStream, arrivals: number): number {
    let sum = 0
    for (let left = arrivals; left > 0; left--) sum += random.exponential(1)
    return sum
  }
}
