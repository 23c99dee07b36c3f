/**
 * The histogram that seconds, engines, series and windows are added up in, and that answers every question about a
 * latency. Adding adds whole counters, so it is exact, and neither order nor grouping changes any answer. Its
 * `percentileUs` is the one percentile function of the product: live or later, run or brushed window, screen or report.
 */
import { createCountPages, PAGE_COUNT, PAGE_SIZE, type CountPages } from './countPages.ts'
import { decodePayload, encodeCounts } from './encoding.ts'
import { checkTotals, type ExactTotals } from './exactTotals.ts'
import {
  bucketIndexOf,
  clampUs,
  highestEquivalentUs,
  INDEX_COUNT,
  lowestEquivalentUs,
  medianEquivalentUs,
} from './layout.ts'

/** Where `add` reads a payload into: the counters that are not zero. Of all histograms, as there are thousands, and each adds at once. */
let readIndexes = new Int32Array(0)
let readCounts = new Float64Array(0)
/** Where `addCounters` adds up the pages of what it adds; likewise. */
const addedSums = new Float64Array(PAGE_COUNT)

export class Histogram {
  readonly #pages: CountPages = createCountPages()
  /** Sum of each page, so that a percentile reads one page and not all. */
  readonly #pageTotals = new Float64Array(PAGE_COUNT)
  #firstIndex = INDEX_COUNT
  #lastIndex = -1
  #count = 0
  #sumUs = 0
  #minUs = Infinity
  #maxUs = 0
  #clampedCount = 0
  #isExact = true

  /** Number of values, exact to 2^53 - 1; adding more throws a RangeError. */
  get count(): number {
    return this.#count
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Sum of the values in microseconds; exact (to 2^53 µs) if `isExact`, else within 0.05 %. 0 when empty. */
  get sumUs(): number {
    return this.#sumUs
  }

  /** Smallest value in microseconds; exact if `isExact`, else the lower end of the lowest bucket. 0 when empty. */
  get minUs(): number {
    return this.#count === 0 ? 0 : this.#minUs
  }

  /** Largest value in microseconds; exact if `isExact`, else the upper end of the highest bucket. 0 when empty. */
  get maxUs(): number {
    return this.#maxUs
  }

  /**
   * False once a payload was added without its totals: sum, smallest and largest value are then read off the buckets.
   */
  get isExact(): boolean {
    return this.#isExact
  }

  /**
   * How many values given to `record` (here, or in histograms added by `addCounts`) lay outside 0…1 h and were moved.
   */
  get clampedCount(): number {
    return this.#clampedCount
  }

  /** Mean in microseconds; NaN when empty. */
  get meanUs(): number {
    return this.#count === 0 ? NaN : this.#sumUs / this.#count
  }

  /**
   * Records a latency in microseconds `times` times, with the same clamping as HistogramRecorder.record.
   * @throws RangeError for NaN, or if `times` is not a whole number of at least 0.
   */
  record(valueUs: number, times = 1): void {
    if (!Number.isSafeInteger(times) || times < 0) throw new RangeError(`cannot record a value ${times} times`)
    const clampedUs = clampUs(valueUs)
    if (times === 0) return
    const us = Math.floor(clampedUs)
    this.#ensureRoomFor(times)
    this.#addAt(bucketIndexOf(us), times)
    this.#addTotals({ count: times, sumUs: us * times, minUs: us, maxUs: us })
    if (clampedUs !== valueUs) this.#clampedCount += times
  }

  /**
   * Adds an encoded histogram, wholly or (if it throws) not at all.
   * @param totals what its recorder counted exactly; they are checked against the payload. Without them sum, smallest
   * and largest value are read off the buckets and `isExact` becomes false.
   * @throws HistogramFormatError if the payload is malformed or cannot belong to the totals.
   */
  add(payload: Uint8Array, totals?: ExactTotals): void {
    // Read it all before anything changes: a damaged payload must not leave half of itself in the sum.
    const bucketsAtMost = Math.min(payload.length, INDEX_COUNT)
    if (readIndexes.length < bucketsAtMost) {
      readIndexes = new Int32Array(bucketsAtMost)
      readCounts = new Float64Array(bucketsAtMost)
    }
    const indexes = readIndexes
    const counts = readCounts
    let buckets = 0
    const count = decodePayload(payload, (index, times) => {
      indexes[buckets] = index
      counts[buckets++] = times
    })
    const firstIndex = buckets === 0 ? INDEX_COUNT : indexes[0]!
    const lastIndex = buckets === 0 ? -1 : indexes[buckets - 1]!
    if (totals !== undefined) checkTotals(totals, count, firstIndex, lastIndex)
    if (count === 0) return
    this.#ensureRoomFor(count)
    for (let bucket = 0; bucket < buckets; bucket++) this.#addAt(indexes[bucket]!, counts[bucket]!)
    if (totals !== undefined) return this.#addTotals(totals)
    let sumUs = 0
    for (let bucket = 0; bucket < buckets; bucket++) sumUs += medianEquivalentUs(indexes[bucket]!) * counts[bucket]!
    this.#addReadOff(count, sumUs, firstIndex, lastIndex)
  }

  /**
   * Adds counters that were added up elsewhere, one for each index, of which only those from `firstIndex` to `lastIndex` may be other than 0,
   * and none below.
   * @param totals as in `add`
   * @throws HistogramFormatError if they cannot belong to the totals.
   */
  addCounters(counts: Float64Array, firstIndex: number, lastIndex: number, totals?: ExactTotals): void {
    let [first, last] = [firstIndex, lastIndex]
    while (first <= last && counts[first] === 0) first++
    while (last >= first && counts[last] === 0) last--
    let count = 0
    for (let page = first >>> 10; page <= last >>> 10; page++)
      count += addedSums[page] = sumOnPage(page, counts, first, last)
    if (totals !== undefined) checkTotals(totals, count, first, last)
    if (count === 0) return
    this.#ensureRoomFor(count)
    for (let page = first >>> 10; page <= last >>> 10; page++)
      if (addedSums[page] !== 0) this.#addToPage(page, counts, first, last, addedSums[page]!)
    this.#firstIndex = Math.min(this.#firstIndex, first)
    this.#lastIndex = Math.max(this.#lastIndex, last)
    if (totals !== undefined) return this.#addTotals(totals)
    let sumUs = 0
    for (let index = first; index <= last; index++)
      if (counts[index] !== 0) sumUs += medianEquivalentUs(index) * counts[index]!
    this.#addReadOff(count, sumUs, first, last)
  }

  /** Adds another histogram (or this one to itself) with what it knows of sum, smallest and largest value. */
  addCounts(other: Histogram): void {
    if (other.#count === 0) return
    this.#ensureRoomFor(other.#count)
    for (let page = 0; page < PAGE_COUNT; page++) {
      const added = other.#pages[page]
      if (added === undefined || other.#pageTotals[page] === 0) continue
      const counts = (this.#pages[page] ??= new Float64Array(PAGE_SIZE))
      const start = page * PAGE_SIZE
      const to = Math.min(PAGE_SIZE - 1, other.#lastIndex - start)
      for (let offset = Math.max(0, other.#firstIndex - start); offset <= to; offset++)
        counts[offset]! += added[offset]!
      this.#pageTotals[page]! += other.#pageTotals[page]!
    }
    this.#firstIndex = Math.min(this.#firstIndex, other.#firstIndex)
    this.#lastIndex = Math.max(this.#lastIndex, other.#lastIndex)
    this.#clampedCount += other.#clampedCount
    this.#isExact &&= other.#isExact
    this.#addTotals({ count: other.#count, sumUs: other.#sumUs, minUs: other.#minUs, maxUs: other.#maxUs })
  }

  /**
   * The value that `percentile` per cent of all values do not exceed, in microseconds; NaN when empty.
   *
   * HdrHistogram's definition (hdr-histogram-js getValueAtPercentile): the highest value of the bucket in which the
   * cumulative count reaches max(1, ceil(percentile / 100 × count - 1 ulp)). One difference: HdrHistogram may so
   * answer up to 0.1 % more than any value there was; here the answer is at most `maxUs`, and the 100th percentile
   * is `maxUs`. It cannot be less than `minUs`, because a bucket's highest value is never below a value in it.
   *
   * @throws RangeError unless 0 < percentile ≤ 100.
   */
  percentileUs(percentile: number): number {
    if (!(percentile > 0 && percentile <= 100)) throw new RangeError(`no such percentile: ${percentile}`)
    if (this.#count === 0) return NaN
    if (percentile === 100) return this.#maxUs
    return Math.min(highestEquivalentUs(this.#indexAtRank(percentileRank(percentile, this.#count))), this.#maxUs)
  }

  /**
   * How many values are at or below a value. The values in the value's own bucket all count as at or below it, so the
   * border is sharp to 0.1 %; it is exact below 2,048 µs, below `minUs` and from `maxUs` on.
   */
  countAtOrBelow(valueUs: number): number {
    if (Number.isNaN(valueUs)) throw new RangeError('cannot count at or below a value that is not a number')
    if (this.#count === 0 || valueUs < this.#minUs) return 0
    if (valueUs >= this.#maxUs) return this.#count
    const index = bucketIndexOf(valueUs)
    const lastPage = Math.floor(index / PAGE_SIZE)
    let count = 0
    for (let page = 0; page < lastPage; page++) count += this.#pageTotals[page]!
    const counts = this.#pages[lastPage]
    if (counts !== undefined) for (let at = 0; at <= index % PAGE_SIZE; at++) count += counts[at]!
    return count
  }

  /** Visits every bucket that holds values, by rising latency, with its lowest and highest value in microseconds. */
  forEachBucket(visit: (lowUs: number, highUs: number, count: number) => void): void {
    for (let page = 0; page < PAGE_COUNT; page++) {
      const counts = this.#pages[page]
      if (counts === undefined || this.#pageTotals[page] === 0) continue
      for (let offset = 0; offset < PAGE_SIZE; offset++) {
        const count = counts[offset]!
        if (count === 0) continue
        const index = page * PAGE_SIZE + offset
        visit(lowestEquivalentUs(index), highestEquivalentUs(index), count)
      }
    }
  }

  /** The payload (see encoding.ts) of all counts; the same bytes whatever the order in which they were added. */
  encode(): Uint8Array {
    return encodeCounts(this.#pages, this.#firstIndex, this.#lastIndex, this.#count)
  }

  /** Back to empty, keeping the pages for the next use. */
  clear(): void {
    for (let page = 0; page < PAGE_COUNT; page++) if (this.#pageTotals[page] !== 0) this.#pages[page]!.fill(0)
    this.#pageTotals.fill(0)
    this.#firstIndex = INDEX_COUNT
    this.#lastIndex = -1
    this.#count = 0
    this.#sumUs = 0
    this.#minUs = Infinity
    this.#maxUs = 0
    this.#clampedCount = 0
    this.#isExact = true
  }

  #ensureRoomFor(count: number): void {
    if (this.#count + count > Number.MAX_SAFE_INTEGER) throw new RangeError('a histogram cannot count beyond 2^53')
  }

  #addAt(index: number, times: number): void {
    const page = index >>> 10
    const counts = (this.#pages[page] ??= new Float64Array(PAGE_SIZE))
    counts[index & (PAGE_SIZE - 1)]! += times
    this.#pageTotals[page]! += times
    if (index < this.#firstIndex) this.#firstIndex = index
    if (index > this.#lastIndex) this.#lastIndex = index
  }

  /** Of counters from `first` to `last`, those that are on a page: page by page it takes a fraction of the time of one by one. */
  #addToPage(page: number, counts: Float64Array, first: number, last: number, added: number): void {
    const start = page * PAGE_SIZE
    const from = Math.max(first, start)
    const to = Math.min(last, start + PAGE_SIZE - 1)
    const own = (this.#pages[page] ??= new Float64Array(PAGE_SIZE))
    if (this.#pageTotals[page] === 0) own.set(counts.subarray(from, to + 1), from - start)
    else for (let index = from; index <= to; index++) own[index - start]! += counts[index]!
    this.#pageTotals[page]! += added
  }

  /** Of values that came without totals. */
  #addReadOff(count: number, sumUs: number, firstIndex: number, lastIndex: number): void {
    this.#isExact = false
    this.#addTotals({ count, sumUs, minUs: lowestEquivalentUs(firstIndex), maxUs: highestEquivalentUs(lastIndex) })
  }

  #addTotals(totals: ExactTotals): void {
    this.#count += totals.count
    this.#sumUs += totals.sumUs
    this.#minUs = Math.min(this.#minUs, totals.minUs)
    this.#maxUs = Math.max(this.#maxUs, totals.maxUs)
  }

  /** Index of the bucket that holds the value of this rank (1 is the smallest value, `count` the largest). */
  #indexAtRank(rank: number): number {
    let before = 0
    for (let page = 0; page < PAGE_COUNT; page++) {
      if (before + this.#pageTotals[page]! < rank) {
        before += this.#pageTotals[page]!
        continue
      }
      const counts = this.#pages[page]!
      let offset = 0
      for (before += counts[0]!; before < rank; before += counts[offset]!) offset++
      return page * PAGE_SIZE + offset
    }
    throw new Error(`histogram of ${this.#count} values has none of rank ${rank}`)
  }
}

function sumOnPage(page: number, counts: Float64Array, first: number, last: number): number {
  const start = page * PAGE_SIZE
  const to = Math.min(last, start + PAGE_SIZE - 1)
  let sum = 0
  for (let index = Math.max(first, start); index <= to; index++) sum += counts[index]!
  return sum
}

/**
 * Rank of a percentile among `count` values, as HdrHistogram rounds it: up, but one unit in the last place less, so
 * that 99.9 % of 1,000 values is the 999th in spite of 0.999… not being a binary fraction.
 */
export function percentileRank(percentile: number, count: number): number {
  const unrounded = (percentile / 100) * count
  const unitInLastPlace = 2 ** (Math.floor(Math.log2(unrounded)) - 52)
  return Math.max(Math.ceil(unrounded - unitInLastPlace), 1)
}
