/**
 * The histogram an engine records into: one per series (endpoint × user type × outcome) and second. This is the hot
 * path of load generation, so recording is to append a number. With hundreds of series, the processor's cache is what
 * counting waits for: so values are put into counters a thousand at a time, and those of a series with fewer in a second are
 * sorted at its end and never see a counter. Asking for percentiles is the work of Histogram, elsewhere.
 */
import { createCountPages, PAGE_SIZE, type CountPages } from './countPages.ts'
import { encodeCounts, encodeSorted } from './encoding.ts'
import { bucketIndexOf, clampUs, HIGHEST_TRACKABLE_US } from './layout.ts'

/** With fewer values than this since the last reset, no 32-bit counter can have wrapped. */
const COUNT_LIMIT = 2 ** 32
/** Values that are kept as they came: room for so few at first, and for no more than so many. */
const FIRST_ROOM = 64
const MOST_ROOM = 1024

export class HistogramRecorder {
  /** The values that came last, in the order in which they came. */
  #recentUs = new Uint32Array(FIRST_ROOM)
  #recent = 0
  /** Those before them, counted. */
  readonly #pages: CountPages<Uint32Array> = createCountPages()
  #counted = 0
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
    const us = valueUs >= 0 && valueUs <= HIGHEST_TRACKABLE_US ? valueUs : this.#clamp(valueUs)
    if (this.#recent === this.#recentUs.length) this.#makeRoom()
    this.#recentUs[this.#recent++] = us
  }

  /** Becomes what `other` is; what was recorded here is forgotten. */
  copyFrom(other: HistogramRecorder): void {
    this.reset()
    if (this.#recentUs.length < other.#recentUs.length) this.#recentUs = new Uint32Array(other.#recentUs.length)
    this.#recentUs.set(other.#recentUs.subarray(0, other.#recent))
    this.#recent = other.#recent
    this.#clampedCount = other.#clampedCount
    if (other.#counted === 0) return
    for (let page = bucketIndexOf(other.#minUs) >>> 10; page <= bucketIndexOf(other.#maxUs) >>> 10; page++) {
      const counts = other.#pages[page]
      if (counts !== undefined) (this.#pages[page] ??= new Uint32Array(PAGE_SIZE)).set(counts)
    }
    this.#counted = other.#counted
    this.#sumUs = other.#sumUs
    this.#minUs = other.#minUs
    this.#maxUs = other.#maxUs
  }

  /** Number of values recorded since the last reset. */
  get count(): number {
    return this.#counted + this.#recent
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Exact sum of the recorded values in microseconds (to 2^53 µs, 285 years of waiting). */
  get sumUs(): number {
    let sumUs = this.#sumUs
    for (let i = 0; i < this.#recent; i++) sumUs += this.#recentUs[i]!
    return sumUs
  }

  /** Exact smallest recorded value in microseconds; 0 when empty. */
  get minUs(): number {
    if (this.isEmpty) return 0
    let minUs = this.#minUs
    for (let i = 0; i < this.#recent; i++) minUs = Math.min(minUs, this.#recentUs[i]!)
    return minUs
  }

  /** Exact largest recorded value in microseconds; 0 when empty. */
  get maxUs(): number {
    let maxUs = this.#maxUs
    for (let i = 0; i < this.#recent; i++) maxUs = Math.max(maxUs, this.#recentUs[i]!)
    return maxUs
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
    if (this.count >= COUNT_LIMIT) throw new RangeError(`${this.count} latencies were recorded without a reset`)
    if (this.#counted === 0) return encodeSorted(this.#recentUs.subarray(0, this.#recent).sort())
    this.#countRecent()
    return encodeCounts(this.#pages, bucketIndexOf(this.#minUs), bucketIndexOf(this.#maxUs), this.#counted)
  }

  /** Forgets everything recorded and keeps the room for it: the next second will need the same. */
  reset(): void {
    this.#recent = 0
    this.#clampedCount = 0
    if (this.#counted === 0) return
    const first = bucketIndexOf(this.#minUs)
    const last = bucketIndexOf(this.#maxUs)
    // What was touched lies between the smallest and the largest value, so counting need not remember it.
    for (let page = first >>> 10; page <= last >>> 10; page++) {
      const pageStart = page * PAGE_SIZE
      this.#pages[page]?.fill(0, Math.max(first - pageStart, 0), last - pageStart + 1)
    }
    this.#counted = 0
    this.#sumUs = 0
    this.#minUs = HIGHEST_TRACKABLE_US
    this.#maxUs = 0
  }

  #makeRoom(): void {
    if (this.#recent >= MOST_ROOM) {
      this.#countRecent()
      return
    }
    const larger = new Uint32Array(this.#recentUs.length * 4)
    larger.set(this.#recentUs)
    this.#recentUs = larger
  }

  #countRecent(): void {
    const pages = this.#pages
    const recentUs = this.#recentUs
    let sumUs = 0
    let minUs = this.#minUs
    let maxUs = this.#maxUs
    for (let i = 0; i < this.#recent; i++) {
      const us = recentUs[i]!
      const index = bucketIndexOf(us)
      const page = index >>> 10
      const counts = (pages[page] ??= new Uint32Array(PAGE_SIZE))
      counts[index & (PAGE_SIZE - 1)]!++
      sumUs += us
      if (us < minUs) minUs = us
      if (us > maxUs) maxUs = us
    }
    this.#counted += this.#recent
    this.#recent = 0
    this.#sumUs += sumUs
    this.#minUs = minUs
    this.#maxUs = maxUs
  }

  /** The rare way, kept out of `record` so that it stays small enough to be inlined. */
  #clamp(valueUs: number): number {
    const us = clampUs(valueUs)
    this.#clampedCount++
    return us
  }
}
