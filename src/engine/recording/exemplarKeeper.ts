/**
 * Chooses which requests are kept whole: of each endpoint the slowest three and one at random of every ten seconds, and the
 * first twenty failures of each kind (ux.md §2.8). It answers before an exemplar is built, because building one is dear.
 */
import type { Exemplar } from '../../core/recording/second.ts'
import type { RandomStream } from '../../core/random.ts'

const SLOWEST_PER_PERIOD = 3
const FAILURES_PER_GROUP = 20
const PERIOD_MS = 10_000
/** So that a flood of different errors cannot flood the history. */
const EXEMPLARS_PER_SECOND = 200

interface EndpointState {
  /** Latencies (µs) of the slowest of this period, the least of them first. */
  slowest: number[]
  seen: number
}

function ascending(a: number, b: number): number {
  return a - b
}

export class ExemplarKeeper {
  readonly #random: RandomStream
  readonly #endpoints: (EndpointState | undefined)[] = []
  readonly #failures = new Map<string, number>()
  #period = 0
  #kept: Exemplar[] = []

  constructor(random: RandomStream) {
    this.#random = random
  }

  /** At or above this latency a successful request of the endpoint is worth keeping, µs. */
  slowThresholdUs(endpoint: number): number {
    const state = this.#endpoints[endpoint]
    if (!state || state.slowest.length < SLOWEST_PER_PERIOD) return 0
    return state.slowest[0]!
  }

  /** Why a successful request should be kept, or null. Call once for each. */
  wantsSuccess(endpoint: number, latencyUs: number, nowMs: number): 'slowest' | 'random' | null {
    const period = Math.floor(nowMs / PERIOD_MS)
    if (period !== this.#period) {
      this.#period = period
      this.#endpoints.length = 0
    }
    const state = (this.#endpoints[endpoint] ??= { slowest: [], seen: 0 })
    state.seen++
    if (this.#kept.length >= EXEMPLARS_PER_SECOND) return null
    if (state.slowest.length < SLOWEST_PER_PERIOD) {
      state.slowest.push(latencyUs)
      state.slowest.sort(ascending)
      return 'slowest'
    }
    if (latencyUs > state.slowest[0]!) {
      state.slowest[0] = latencyUs
      state.slowest.sort(ascending)
      return 'slowest'
    }
    // A reservoir of one would build an exemplar for ever smaller reasons; the powers of two bound it to a few per period.
    return (state.seen & (state.seen - 1)) === 0 && this.#random.nextUint32() < 2 ** 31 ? 'random' : null
  }

  /** Whether a failed request should be kept. `group`: class, endpoint and normalised message. */
  wantsFailure(group: string): boolean {
    const count = this.#failures.get(group) ?? 0
    if (count >= FAILURES_PER_GROUP || this.#kept.length >= EXEMPLARS_PER_SECOND) return false
    if (count === 0 && this.#failures.size >= 10_000) return false
    this.#failures.set(group, count + 1)
    return true
  }

  keep(exemplar: Exemplar): void {
    this.#kept.push(exemplar)
  }

  take(): Exemplar[] {
    const kept = this.#kept
    this.#kept = []
    return kept
  }
}
