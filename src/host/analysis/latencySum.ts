/** The latencies that a question is about: of which requests, and from when on they count. */
import type { LatencyChoice } from '../../contract/methods/analysis.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { Outcome, SeriesWindow } from '../../core/recording/second.ts'
import type { WindowSum } from '../storage/windowSum.ts'

/** With fewer above it a percentile is one of a few requests, and no property of the distribution. */
export const ABOVE_AT_LEAST = 10

/** One is used again for many sums: `clear` between them. */
export class LatencySum {
  readonly #choice: LatencyChoice
  readonly #response = new Histogram()
  readonly #service = new Histogram()
  #serviceSumUs = 0

  constructor(choice: LatencyChoice) {
    this.#choice = choice
  }

  /**
   * Adds a window, unless it is of others than the choice names.
   * @throws HistogramFormatError when it is malformed
   */
  add(of: { kind: EndpointKind; outcome: Outcome }, window: SeriesWindow): void {
    if (!this.names(of)) return
    this.#response.add(window.latency, window)
    if (this.#choice.from === 'intended') return
    if (window.service === null) this.#service.add(window.latency, window)
    else this.#service.add(window.service)
    this.#serviceSumUs += window.serviceSumUs
  }

  /** Whether requests of this kind and outcome are among those that the choice names. Event streams have no times. */
  names({ kind, outcome }: { kind: EndpointKind; outcome: Outcome }): boolean {
    return kind !== 'events' && (this.#choice.of === 'all' || this.#choice.of === outcome)
  }

  /** As `add`, of a window that is just being added up. */
  addSum(of: { kind: EndpointKind; outcome: Outcome }, sum: WindowSum): void {
    if (this.#choice.from === 'sent') this.add(of, sum.toSeriesWindow())
    else if (this.names(of)) sum.addLatencyTo(this.#response)
  }

  get count(): number {
    return this.#response.count
  }

  /** NaN when there are none, as all of these. 0 is the smallest. */
  percentileMs(percentile: number): number {
    if (percentile === 0) return this.minMs
    return this.#read((histogram) => histogram.percentileUs(percentile))
  }

  get minMs(): number {
    return this.#read((histogram) => histogram.minUs)
  }

  get maxMs(): number {
    return this.#read((histogram) => histogram.maxUs)
  }

  get meanMs(): number {
    if (this.count === 0) return NaN
    return this.#choice.from === 'sent' ? this.#serviceSumUs / this.count / 1000 : this.#response.meanUs / 1000
  }

  /** How many are above a latency. Those of its own bucket (0.1 %) are not. */
  countAbove(ms: number): number {
    // Whole µs came in as ms: 1001 µs come back as a hair less, which is another bucket where those are 1 µs wide.
    return this.count - this.#shown.countAtOrBelow(Math.round(ms * 1000))
  }

  /** Visits what is there, by rising latency; `us` stands for a bucket 0.1 % wide. */
  forEach(visit: (us: number, count: number) => void): void {
    this.#shown.forEachBucket((lowUs, highUs, count) => visit(lowUs + ((highUs - lowUs + 1) >>> 1), count))
  }

  clear(): void {
    this.#response.clear()
    this.#service.clear()
    this.#serviceSumUs = 0
  }

  get #shown(): Histogram {
    return this.#choice.from === 'sent' ? this.#service : this.#response
  }

  /** Service times travel without their exact extremes: what is read off the buckets may lie above the response time, which none can. */
  #read(valueUs: (histogram: Histogram) => number): number {
    if (this.count === 0) return NaN
    const responseUs = valueUs(this.#response)
    return (this.#choice.from === 'sent' ? Math.min(valueUs(this.#service), responseUs) : responseUs) / 1000
  }
}
