/**
 * Adds up the counters of many histograms at storage speed: one flat array that is used again for every series, where
 * opening one run adds some ten million counters. What it adds is the same whole counts as core's Histogram, and it writes the same payloads.
 */
import type { CountPages } from '../../core/histogram/countPages.ts'
import { PAGE_COUNT, PAGE_SIZE } from '../../core/histogram/countPages.ts'
import { decodePayload, encodeCounts } from '../../core/histogram/encoding.ts'
import { INDEX_COUNT } from '../../core/histogram/layout.ts'

export class CountSum {
  /** One counter per bucket of core's layout. */
  readonly counts = new Float64Array(INDEX_COUNT)
  /** First and last index that may be other than zero; first > last when empty. */
  first = INDEX_COUNT
  last = -1
  /** Sum of all counters. */
  total = 0
  readonly #pages: CountPages = Array.from({ length: PAGE_COUNT }, (_, page) =>
    this.counts.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
  )

  /** Adds an HdrHistogram V2 payload. @throws HistogramFormatError when it is malformed; the sum is then of no use. */
  addPayload(payload: Uint8Array): void {
    decodePayload(payload, (index, count) => {
      this.counts[index]! += count
      this.total += count
      if (index < this.first) this.first = index
      if (index > this.last) this.last = index
    })
  }

  /** More was taken away from a counter than was added. */
  get hasNegative(): boolean {
    for (let index = this.first; index <= this.last; index++) if (this.counts[index]! < 0) return true
    return false
  }

  equals(other: CountSum): boolean {
    for (let index = Math.min(this.first, other.first); index <= Math.max(this.last, other.last); index++)
      if (this.counts[index] !== other.counts[index]) return false
    return true
  }

  addSum(other: CountSum): void {
    for (let index = other.first; index <= other.last; index++) this.counts[index]! += other.counts[index]!
    this.first = Math.min(this.first, other.first)
    this.last = Math.max(this.last, other.last)
    this.total += other.total
  }

  /** The HdrHistogram V2 payload of the sum; no bytes when it is empty. */
  toPayload(): Uint8Array {
    return encodeCounts(this.#pages, this.first, this.last, this.total)
  }

  clear(): void {
    if (this.last >= this.first) this.counts.fill(0, this.first, this.last + 1)
    this.first = INDEX_COUNT
    this.last = -1
    this.total = 0
  }
}
