/** An answer of the host for a window, to be changed where a test wants another one; for tests only. */
import type { WindowView } from '../../../contract/methods/analysis.ts'
import type { ReportEndpoint, ReportLatency, ReportStatistics } from '../../../core/report/report.ts'

export function latencyOf(scale: number): ReportLatency {
  return {
    count: 950,
    min: scale,
    mean: 2 * scale,
    p50: 3 * scale,
    p75: 4 * scale,
    p90: 5 * scale,
    p95: 6 * scale,
    p99: 7 * scale,
    p99_9: 8 * scale,
    p99_99: 9 * scale,
    max: 10 * scale,
  }
}

export function statisticsOf(changes: Partial<ReportStatistics> = {}): ReportStatistics {
  return {
    requests: 1000,
    failures: 50,
    failureShare: 0.05,
    ratePerS: 100,
    bytesIn: 1,
    bytesOut: 2,
    latencyMs: latencyOf(10),
    serviceMs: latencyOf(9),
    failedLatencyMs: latencyOf(1),
    phasesMs: null,
    phaseShares: null,
    timeShare: 1,
    ...changes,
  }
}

export function endpointOf(name: string, changes: Partial<ReportEndpoint> = {}): ReportEndpoint {
  return { ...statisticsOf(), name, kind: 'http', method: 'GET', path: '/', ...changes }
}

export function windowViewOf(changes: Partial<WindowView> = {}): WindowView {
  return {
    window: { fromS: 0, toS: 10 },
    seconds: { counted: 10, leftOut: 0 },
    totals: statisticsOf(),
    endpoints: [],
    criteria: [],
    iterations: { started: 0, completed: 0, failed: 0, interrupted: 0, dropped: 0 },
    checks: { passed: 0, failed: 0, share: null },
    websocket: { messagesIn: 0, messagesOut: 0 },
    generatorHealth: {
      trusted: true,
      share: 1,
      degradedShare: 0,
      reasons: [],
      advice: [],
      eventLoopDelayMs: null,
      scheduleLagMs: null,
      cpuPercentOfOneCore: [],
      gcPauseMs: null,
      heapBytesMax: null,
      rssBytesMax: null,
      socketsMax: null,
      descriptors: null,
    },
    ...changes,
  }
}
