/**
 * Adds up windows of one series, or of several: the one place where two windows become one. It works on the form windows are
 * stored in; what comes in from engines and goes out to readers is core's SeriesWindow.
 */
import type { Histogram } from '../../core/histogram/histogram.ts'
import { PHASES, type SeriesWindow } from '../../core/recording/second.ts'
import { CountSum } from './countSum.ts'
import { HistoryError } from './historyError.ts'
import { encodeStored, StoredReader } from './riceCoding.ts'

/** As SeriesWindow, with histograms in the form of riceCoding.ts. */
export interface StoredWindow extends Omit<SeriesWindow, 'latency' | 'service'> {
  latency: Uint8Array
  service: Uint8Array | null
}

/** What a window says beside its histograms. */
export type WindowTotals = Omit<SeriesWindow, 'latency' | 'service'>

/** Adds windows up and gives the sum in either form. One is used again for many sums: `clear` between them. */
export class WindowSum {
  readonly #latency = new CountSum()
  readonly #service = new CountSum()
  readonly #reader = new StoredReader()
  /** Service counts are kept apart only from the first window on in which they differ. */
  #serviceDiffers = false
  #count = 0
  #sumUs = 0
  #minUs = Infinity
  #maxUs = 0
  #serviceSumUs = 0
  #bytesIn = 0
  #bytesOut = 0
  readonly #phasesUs = PHASES.map(() => 0)

  /**
   * Adds a window as it comes from an engine.
   * @throws Error when the histograms do not hold `count` values, or a number is none: a fault of the caller. Nothing may be done with
   * the sum after that but `clear`.
   */
  add(window: SeriesWindow): void {
    const before = this.#latency.total
    if (window.service !== null) this.#keepServiceApart()
    this.#latency.addPayload(window.latency)
    const added = this.#latency.total - before
    // Windows of kind 'events' count without latencies.
    if (added !== window.count && window.latency.length > 0) {
      throw new Error(`a window of ${window.count} requests came with ${added} latencies`)
    }
    if (this.#serviceDiffers) this.#addService(window)
    this.#addTotals(window)
  }

  /**
   * Adds a window as it is stored, or takes it away; then smallest and largest value are wrong until `setExtremes`.
   * @param isTimed whether its histograms are read as well; without, only `totals` are right
   * @throws HistoryError 'damaged' when its histograms cannot be read.
   */
  addStored(window: StoredWindow, sign: 1 | -1 = 1, isTimed = true): void {
    if (!isTimed) return this.#addTotals(window, sign)
    if (window.service !== null) this.#keepServiceApart()
    const added = this.#reader.addTo(this.#latency, window.latency, sign)
    if (this.#serviceDiffers) this.#reader.addTo(this.#service, window.service ?? window.latency, sign)
    if (added !== window.count && window.latency.length > 0) {
      throw new HistoryError(
        'damaged',
        `A stored window says ${window.count} requests and holds ${added}: it is damaged.`,
      )
    }
    this.#addTotals(window, sign)
  }

  /**
   * For a sum from which windows were taken away.
   * @throws HistoryError 'damaged' when more was taken away than there was.
   */
  setExtremes(minUs: number, maxUs: number): void {
    this.#minUs = minUs
    this.#maxUs = maxUs
    if (this.#count >= 0 && !this.#latency.hasNegative && !this.#service.hasNegative) return
    throw new HistoryError('damaged', 'The stored windows of a run contradict each other: it is damaged.')
  }

  /** Adds another sum; that one stays as it is. */
  addSum(other: WindowSum): void {
    if (other.#serviceDiffers) this.#keepServiceApart()
    this.#latency.addSum(other.#latency)
    if (this.#serviceDiffers) this.#service.addSum(other.#serviceDiffers ? other.#service : other.#latency)
    this.#addTotals(other.totals)
  }

  toStored(): StoredWindow {
    const latency = encodeStored(this.#latency)
    const service = this.#serviceDiffers ? encodeStored(this.#service) : null
    return { ...this.totals, latency, service: sameBytes(latency, service) ? null : service }
  }

  toSeriesWindow(): SeriesWindow {
    const latency = this.#latency.toPayload()
    const service = this.#serviceDiffers ? this.#service.toPayload() : null
    return { ...this.totals, latency, service: sameBytes(latency, service) ? null : service }
  }

  /** Adds the response times to a histogram, as adding the window of `toSeriesWindow` would. */
  addLatencyTo(histogram: Histogram): void {
    const { counts, first, last } = this.#latency
    histogram.addCounters(counts, first, last, this.totals)
  }

  /** As `addLatencyTo`, of the service times, which come without exact totals. */
  addServiceTo(histogram: Histogram): void {
    const { counts, first, last } = this.#serviceDiffers ? this.#service : this.#latency
    histogram.addCounters(counts, first, last)
  }

  get serviceDiffers(): boolean {
    return this.#serviceDiffers && !this.#service.equals(this.#latency)
  }

  get totals(): WindowTotals {
    return {
      count: this.#count,
      sumUs: this.#sumUs,
      minUs: this.#count === 0 ? 0 : this.#minUs,
      maxUs: this.#maxUs,
      serviceSumUs: this.#serviceSumUs,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      phasesUs: [...this.#phasesUs],
    }
  }

  clear(): void {
    this.#latency.clear()
    this.#service.clear()
    this.#serviceDiffers = false
    this.#count = this.#sumUs = this.#maxUs = this.#serviceSumUs = this.#bytesIn = this.#bytesOut = 0
    this.#minUs = Infinity
    this.#phasesUs.fill(0)
  }

  #keepServiceApart(): void {
    if (this.#serviceDiffers) return
    this.#serviceDiffers = true
    this.#service.addSum(this.#latency)
  }

  #addService(window: SeriesWindow): void {
    const before = this.#service.total
    this.#service.addPayload(window.service ?? window.latency)
    if (window.service !== null && this.#service.total - before !== window.count) {
      throw new Error(`a window of ${window.count} requests came with ${this.#service.total - before} service times`)
    }
  }

  /** Sums are whole microseconds and bytes, so that adding is exact; a fraction is rounded once, when it comes in. */
  #addTotals(window: WindowTotals, sign: 1 | -1 = 1): void {
    this.#count += sign * whole(window.count)
    this.#sumUs += sign * whole(window.sumUs)
    if (window.count > 0) this.#minUs = Math.min(this.#minUs, whole(window.minUs))
    this.#maxUs = Math.max(this.#maxUs, whole(window.maxUs))
    this.#serviceSumUs += sign * whole(window.serviceSumUs)
    this.#bytesIn += sign * whole(window.bytesIn)
    this.#bytesOut += sign * whole(window.bytesOut)
    for (let phase = 0; phase < this.#phasesUs.length; phase++) {
      this.#phasesUs[phase]! += sign * whole(window.phasesUs[phase] ?? 0)
    }
  }
}

function whole(value: number): number {
  const rounded = Math.round(value)
  if (!Number.isSafeInteger(rounded)) throw new Error(`a window came with ${value} where a number is needed`)
  return rounded
}

function sameBytes(one: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && one.length === other.length && one.every((byte, at) => byte === other[at])
}
