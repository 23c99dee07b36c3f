/**
 * Seconds of a made-up run, the same every time. The latencies of each endpoint are log-normal around a median of its own (5 ms to
 * 500 ms), so that a second is some dozens of counters far apart, as in life.
 */
import { Histogram } from '../src/core/histogram/histogram.ts'
import type { EngineHealth, LoadCounts, SeriesWindow } from '../src/core/recording/second.ts'
import type { MergedSecond } from '../src/host/storage/mergedSecond.ts'

export interface SyntheticOptions {
  endpoints: number
  /** Requests of an endpoint in a second. */
  samples: { fewest: number; most: number }
  failureShare: number
  /** An open model, where each request has a service time of its own. */
  serviceDiffers: boolean
  /** Another one makes another run of the same endpoints. */
  seed?: number
  /** Factor on all medians. */
  slower?: number
}

export interface SyntheticSeconds {
  second: (t: number) => MergedSecond
  /** For whatever else is to be the same every time. */
  random: () => number
}

export function syntheticSeconds(options: SyntheticOptions): SyntheticSeconds {
  const { endpoints, samples, failureShare, serviceDiffers, seed = 0x9e3779b9, slower = 1 } = options
  let state = seed
  /** Mulberry32: the same run every time. */
  function random(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  }

  const latency = new Histogram()
  const service = new Histogram()

  function makeWindow(medianUs: number, count: number): SeriesWindow {
    latency.clear()
    service.clear()
    for (let sample = 0; sample < count; sample++) {
      const us = Math.round(medianUs * Math.exp(0.4 * normal()))
      latency.record(us)
      if (serviceDiffers) service.record(Math.max(1, us - Math.round(random() * 0.05 * medianUs)))
    }
    const { sumUs, minUs, maxUs } = latency
    return {
      count,
      sumUs,
      minUs,
      maxUs,
      latency: latency.encode(),
      service: serviceDiffers ? service.encode() : null,
      serviceSumUs: serviceDiffers ? service.sumUs : sumUs,
      bytesIn: count * 2400,
      bytesOut: count * 380,
      phasesUs: [count * 12, 0, 0, 0, count * 31, Math.round(sumUs * 0.93), Math.round(sumUs * 0.05)],
    }
  }

  function makeSecond(t: number): MergedSecond {
    const windows: MergedSecond['windows'] = []
    for (let place = 0; place < endpoints; place++) {
      const medianUs = slower * 5000 * 100 ** (place / endpoints)
      const endpoint = `GET /api/resources/${place}/:id`
      const count = Math.round(samples.fewest + random() * (samples.most - samples.fewest))
      const failed = Math.min(count, Math.round(count * failureShare * 2 * random()))
      const series = { endpoint, kind: 'http' as const, userType: 'shopper' }
      windows.push({ series: { ...series, outcome: 'ok' }, window: makeWindow(medianUs, count - failed) })
      if (failed > 0)
        windows.push({ series: { ...series, outcome: 'failed' }, window: makeWindow(medianUs / 4, failed) })
    }
    const errors: MergedSecond['errors'] = [
      { class: 'status', endpoint: 'GET /api/resources/7/:id', message: 'Status 503, expected 2xx.', count: 3 },
    ]
    return { t, windows, errors, exemplars: [], load, health: [health, health], trusted: true, reasons: [] }
  }

  return { second: makeSecond, random }
}

const load: LoadCounts = {
  users: { shopper: 120, admin: 4 },
  inFlight: 97,
  iterationsStarted: 130,
  iterationsCompleted: 128,
  iterationsFailed: 1,
  iterationsInterrupted: 0,
  dropped: 0,
  usersFailed: 0,
  messagesIn: 0,
  messagesOut: 0,
  checksPassed: 5000,
  checksFailed: 12,
}
const health: EngineHealth = {
  eventLoopDelayMs: { p50: 1.021, p99: 3.412, max: 7.113 },
  scheduleLagMs: { p99: 1.224, max: 3.911 },
  cpuPercent: 41.2,
  gcPauseMs: { max: 2.113, total: 8.44 },
  heapBytes: 88_123_456,
  rssBytes: 188_123_456,
  sockets: 124,
  descriptors: { open: 163, limit: 65_536 },
}
