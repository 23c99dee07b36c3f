/** Counters that are not zero, of one histogram after the other, as they are read: far smaller than the histograms, and gone through fast. */

export class CounterList {
  /** In the buckets of layout.ts; what is beyond `length` is of no meaning. */
  buckets = new Uint16Array(1024)
  counts = new Float64Array(1024)
  length = 0

  add(bucket: number, count: number): void {
    if (this.length === this.buckets.length) this.reserve(1)
    this.buckets[this.length] = bucket
    this.counts[this.length++] = count
  }

  /** Makes room for so many more: `buckets` and `counts` may be other arrays afterwards. */
  reserve(more: number): void {
    if (this.length + more <= this.buckets.length) return
    const room = 2 * (this.length + more)
    const { buckets, counts } = this
    this.buckets = new Uint16Array(room)
    this.counts = new Float64Array(room)
    this.buckets.set(buckets)
    this.counts.set(counts)
  }
}
