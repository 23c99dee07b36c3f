/**
 * The histogram an engine records into: one per series (endpoint × user type × outcome) and second. This is the hot
 * path of load generation, so recording allocates nothing (but a page of counters the first time a range of latencies
 * is seen), calls nothing and takes some ten nanoseconds. Asking for percentiles is the work of Histogram, elsewhere.
 */
import { createCountPages, PAGE_SIZE, type CountPages } from './countPages.ts'
import { encodeCounts } from './encoding.ts'
import { bucketIndexOf, clampUs, HIGHEST_TRACKABLE_US } from './layout.ts'

/** With fewer values than this since the last reset, no 32-bit counter can have wrapped. */
const COUNT_LIMIT = 2 ** 32

export class HistogramRecorder {
  readonly #pages: CountPages<Uint32Array> = createCountPages()
  #count = 0
  #sumUs = 0
  #minUs = HIGHEST_TRACKABLE_US
  #maxUs = 0
  #clampedCount = 0

  /**
   * Records one latency in microseconds. A fraction of a microsecond is cut off, so that sums stay exact. Values below
   * 0 or above one hour are recorded as 0 or one hour and counted in `clampedCount`.
   * @throws RangeError for NaN.
   */
  record(valueUs: number): void {
    const us = valueUs >= 0 && valueUs <= HIGHEST_TRACKABLE_US ? valueUs >>> 0 : this.#clamp(valueUs)
    const index = bucketIndexOf(us)
    const page = index >>> 10
    const counts = (this.#pages[page] ??= new Uint32Array(PAGE_SIZE))
    counts[index & (PAGE_SIZE - 1)]!++
    this.#count++
    this.#sumUs += us
    if (us < this.#minUs) this.#minUs = us
    if (us > this.#maxUs) this.#maxUs = us
  }

  /** Number of values recorded since the last reset. */
  get count(): number {
    return this.#count
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Exact sum of the recorded values in microseconds (to 2^53 µs, 285 years of waiting). */
  get sumUs(): number {
    return this.#sumUs
  }

  /** Exact smallest recorded value in microseconds; 0 when empty. */
  get minUs(): number {
    return this.#count === 0 ? 0 : this.#minUs
  }

  /** Exact largest recorded value in microseconds; 0 when empty. */
  get maxUs(): number {
    return this.#maxUs
  }

  /** How many of the recorded values lay outside 0…1 h and were moved to the nearer end. */
  get clampedCount(): number {
    return this.#clampedCount
  }

  /**
   * The payload (see encoding.ts) of everything recorded since the last reset; no bytes when empty.
   * @throws RangeError if 2^32 values were recorded without a reset (more than an hour of a million a second), because
   * a counter may then have wrapped.
   */
  encode(): Uint8Array {
    if (this.#count >= COUNT_LIMIT) throw new RangeError(`${this.#count} latencies were recorded without a reset`)
    return encodeCounts(this.#pages, bucketIndexOf(this.#minUs), bucketIndexOf(this.#maxUs), this.#count)
  }

  /** Forgets everything recorded and keeps the pages: the next second will need the same ones. */
  reset(): void {
    if (this.#count === 0) return
    const first = bucketIndexOf(this.#minUs)
    const last = bucketIndexOf(this.#maxUs)
    // What was touched lies between the smallest and the largest value, so recording need not remember it.
    for (let page = first >>> 10; page <= last >>> 10; page++) {
      const pageStart = page * PAGE_SIZE
      this.#pages[page]?.fill(0, Math.max(first - pageStart, 0), last - pageStart + 1)
    }
    this.#count = 0
    this.#sumUs = 0
    this.#minUs = HIGHEST_TRACKABLE_US
    this.#maxUs = 0
    this.#clampedCount = 0
  }

  /** The rare way, kept out of `record` so that it stays small enough to be inlined. */
  #clamp(valueUs: number): number {
    const us = clampUs(valueUs)
    this.#clampedCount++
    return us
  }
}
