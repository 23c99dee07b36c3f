/** Seconds of a run for tests, made from plain lists of latencies, so that a test can check them against those lists. */
import { Histogram } from '../../../core/histogram/histogram.ts'
import type { EngineHealth, LoadCounts, SeriesKey, SeriesWindow } from '../../../core/recording/second.ts'
import type { MergedSecond } from '../mergedSecond.ts'
import type { NewRun, RunFinish } from '../newRun.ts'

/** Requests of one series: response and service times in whole µs, one of each per request. */
export interface Requests {
  series: SeriesKey
  latenciesUs: number[]
  /** Null: the same as the latencies. */
  servicesUs: number[] | null
}

export function windowOf(latenciesUs: number[], servicesUs: number[] | null = null): SeriesWindow {
  const sumUs = sumOf(latenciesUs)
  const latency = encoded(latenciesUs)
  const service = servicesUs === null ? null : encoded(servicesUs)
  return {
    count: latenciesUs.length,
    sumUs,
    minUs: latenciesUs.length === 0 ? 0 : Math.min(...latenciesUs),
    maxUs: Math.max(0, ...latenciesUs),
    latency,
    service: service !== null && Buffer.compare(service, latency) === 0 ? null : service,
    serviceSumUs: sumOf(servicesUs ?? latenciesUs),
    bytesIn: latenciesUs.length * 100,
    bytesOut: latenciesUs.length * 10,
    phasesUs: [latenciesUs.length, 0, 0, 0, 2 * latenciesUs.length, sumUs, 3],
  }
}

export function secondOf(t: number, requests: Requests[], more: Partial<MergedSecond> = {}): MergedSecond {
  return {
    t,
    windows: requests.map(({ series, latenciesUs, servicesUs }) => ({
      series,
      window: windowOf(latenciesUs, servicesUs),
    })),
    errors: [],
    exemplars: [],
    load: loadOf({ shopper: 1 }),
    health: [],
    trusted: true,
    reasons: [],
    ...more,
  }
}

export function loadOf(users: Record<string, number>, each = 1): LoadCounts {
  return {
    users,
    inFlight: each,
    iterationsStarted: each,
    iterationsCompleted: each,
    iterationsFailed: each,
    iterationsInterrupted: each,
    dropped: each,
    usersFailed: each,
    messagesIn: each,
    messagesOut: each,
    checksPassed: each,
    checksFailed: each,
  }
}

export function healthOf(cpuPercent: number): EngineHealth {
  return {
    eventLoopDelayMs: { p50: 1, p99: 2, max: 3 },
    scheduleLagMs: null,
    cpuPercent,
    gcPauseMs: { max: 0, total: 0 },
    heapBytes: 1,
    rssBytes: 2,
    sockets: 3,
    descriptors: null,
  }
}

export function seriesOf(endpoint: string, outcome: SeriesKey['outcome'] = 'ok', userType = 'shopper'): SeriesKey {
  return { endpoint, kind: 'http', userType, outcome }
}

export function newRun(more: Partial<NewRun> = {}): NewRun {
  return {
    planName: 'shop',
    planFile: 'shop.yaml',
    planText: 'name: shop',
    scenario: 'smoke',
    purpose: null,
    build: { label: '1.0', commit: '0123456789abcdef', branch: 'main' },
    target: 'http://127.0.0.1:8900',
    seed: 7,
    plannedDurationMs: 60_000,
    warmUpMs: 0,
    settings: { users: 10 },
    generator: { host: 'here', os: 'linux', cores: 2, processes: 1, runtime: 'node 24', tls: 'openssl 3' },
    startedAtMs: Date.UTC(2026, 10, 23, 14, 2),
    ...more,
  }
}

export const COMPLETED: RunFinish = {
  status: 'completed',
  endedAtMs: Date.UTC(2026, 10, 23, 15),
  verdict: null,
  criteria: [],
}

function encoded(valuesUs: number[]): Uint8Array {
  const histogram = new Histogram()
  for (const us of valuesUs) histogram.record(us)
  return histogram.encode()
}

function sumOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
