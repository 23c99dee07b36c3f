/** One series (endpoint × user type × outcome) during the current second. The innermost part of the hot path. */
import { HistogramRecorder } from '../../core/histogram/recorder.ts'
import { PHASES, type SeriesDefinition, type SeriesWindow } from '../../core/recording/second.ts'

/** Times of one request, ms on the run's clock. */
export interface RequestTimes {
  /** When it should have started; equal to startMs where there is no schedule. */
  intendedMs: number
  /** When it was handed to a connection, or to the opening of one. */
  startMs: number
  /** When its first byte went out. */
  sendMs: number
  sentMs: number
  firstByteMs: number
  endMs: number
  /** Durations of a new connection's opening, ms; 0 when one was reused. */
  dnsMs: number
  connectMs: number
  tlsMs: number
}

/** Of an attempt that has not begun. */
export function noTimes(): RequestTimes {
  return {
    intendedMs: 0,
    startMs: 0,
    sendMs: 0,
    sentMs: 0,
    firstByteMs: 0,
    endMs: 0,
    dnsMs: 0,
    connectMs: 0,
    tlsMs: 0,
  }
}

export class SeriesRecorder {
  readonly definition: SeriesDefinition
  readonly #latency = new HistogramRecorder()
  /** Kept from the first request on whose two times differ; until then it is the latency's. */
  readonly #service = new HistogramRecorder()
  readonly #phasesUs = new Float64Array(PHASES.length)
  #count = 0
  #bytesIn = 0
  #bytesOut = 0
  #serviceDiffers = false

  constructor(definition: SeriesDefinition) {
    this.definition = definition
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#bytesIn === 0 && this.#bytesOut === 0
  }

  request(times: RequestTimes, bytesIn: number, bytesOut: number): void {
    const latencyUs = Math.round((times.endMs - times.intendedMs) * 1000)
    const serviceUs = Math.round((times.endMs - times.sendMs) * 1000)
    if (latencyUs !== serviceUs && !this.#serviceDiffers) this.#beginService()
    this.#latency.record(latencyUs)
    if (this.#serviceDiffers) this.#service.record(serviceUs)
    this.#count++
    this.#bytesIn += bytesIn
    this.#bytesOut += bytesOut
    addPhases(this.#phasesUs, times)
  }

  /** Something that has a duration and nothing else: a reply, a group. */
  duration(latencyUs: number): void {
    this.#latency.record(latencyUs)
    if (this.#serviceDiffers) this.#service.record(latencyUs)
    this.#count++
  }

  #beginService(): void {
    this.#serviceDiffers = true
    this.#service.copyFrom(this.#latency)
  }

  /** Messages of a stream: counted, without a time. */
  messages(count: number, bytesIn: number, bytesOut: number): void {
    this.#count += count
    this.#bytesIn += bytesIn
    this.#bytesOut += bytesOut
  }

  /** What was recorded since the last call, and a fresh start. */
  take(): SeriesWindow {
    const window: SeriesWindow = {
      count: this.#count,
      sumUs: this.#latency.sumUs,
      minUs: this.#latency.minUs,
      maxUs: this.#latency.maxUs,
      latency: this.#latency.encode(),
      service: this.#serviceDiffers ? this.#service.encode() : null,
      serviceSumUs: this.#serviceDiffers ? this.#service.sumUs : this.#latency.sumUs,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      phasesUs: Array.from(this.#phasesUs, Math.round),
    }
    this.#latency.reset()
    this.#service.reset()
    this.#phasesUs.fill(0)
    this.#count = 0
    this.#bytesIn = 0
    this.#bytesOut = 0
    this.#serviceDiffers = false
    return window
  }
}

/**
 * Adds a request's phases in the order of PHASES, µs. They add up to endMs − startMs: blocked is what is left of the time
 * before the send when the opening of a connection is taken off.
 */
export function addPhases(sumsUs: Float64Array | number[], times: RequestTimes): void {
  const opening = times.dnsMs + times.connectMs + times.tlsMs
  sumsUs[0]! += Math.max(0, times.sendMs - times.startMs - opening) * 1000
  if (opening > 0) {
    sumsUs[1]! += times.dnsMs * 1000
    sumsUs[2]! += times.connectMs * 1000
    sumsUs[3]! += times.tlsMs * 1000
  }
  sumsUs[4]! += (times.sentMs - times.sendMs) * 1000
  sumsUs[5]! += (times.firstByteMs - times.sentMs) * 1000
  sumsUs[6]! += (times.endMs - times.firstByteMs) * 1000
}
