/** A calm run of ten minutes as evidence, to be changed where a test wants a finding; for tests only. */
import {
  addAccumulated,
  addWindow,
  emptyAccumulated,
  endpointKey,
  type Accumulated,
  type WindowOfSeries,
} from '../report/accumulate.ts'
import { buildReport } from '../report/buildReport.ts'
import type { ReportTimeline, RunReport } from '../report/report.ts'
import type { ReportInput } from '../report/reportInput.ts'
import type { Evidence } from './evidence.ts'

const STEPS = 120
const STEP_MS = 5000

/** What a step of the timeline was, where it was not calm. */
export function sampleTimeline(changes: Partial<ReportTimeline> = {}): ReportTimeline {
  const all = <T>(value: T) => Array.from({ length: STEPS }, () => value)
  return {
    stepMs: STEP_MS,
    users: all(100),
    usersByType: { A: all(50), B: all(50) },
    inFlight: all(20),
    requests: all(500),
    failures: all(0),
    p50Ms: all(100),
    p95Ms: all(200),
    p99Ms: all(300),
    bytesIn: all(0),
    bytesOut: all(0),
    iterationsStarted: all(100),
    iterationsCompleted: all(100),
    dropped: all(0),
    trust: all('trusted' as const),
    ...changes,
  }
}

/** An array over the steps of the sample timeline. */
export function overSteps<T>(valueAt: (step: number) => T): T[] {
  return Array.from({ length: STEPS }, (_, step) => valueAt(step))
}

export function sampleEvidence(
  windows: readonly WindowOfSeries[] = [],
  report: Partial<RunReport> = {},
  changes: Partial<Omit<Evidence, 'report'>> = {},
): Evidence {
  const built = buildReport({ ...calmInput, windows })
  const endpoints = new Map<string, Accumulated>()
  const total = emptyAccumulated()
  for (const window of windows) {
    const own = emptyAccumulated()
    addWindow(own, window)
    const key = endpointKey(window.series.kind, window.series.endpoint)
    const sum = endpoints.get(key) ?? emptyAccumulated()
    addAccumulated(sum, own)
    endpoints.set(key, sum)
    if (window.series.kind === 'http') addAccumulated(total, own)
  }
  return {
    report: { ...built, timeline: sampleTimeline(), ...report },
    total,
    endpoints,
    planned: null,
    foldedNames: [],
    trust: [],
    ...changes,
  }
}

const calmInput: ReportInput = {
  run: {
    id: '1',
    plan: 'Shop',
    planFile: null,
    scenario: 'normal',
    purpose: null,
    build: { label: null, commit: null, branch: null },
    startedAt: '2026-11-23T14:02:00.000Z',
    endedAt: null,
    durationMs: STEPS * STEP_MS,
    status: 'completed',
    target: 'http://127.0.0.1',
    seed: null,
    settings: '100 users for 10 min',
    steering: [],
    window: { fromMs: 0, toMs: STEPS * STEP_MS },
    generator: { host: 'h', os: 'linux', cores: 2, processes: 1, runtime: 'Node', tls: 'OpenSSL' },
  },
  endpoints: [],
  windows: [],
  timeline: { stepMs: STEP_MS, steps: [] },
  load: {
    iterationsStarted: 12_000,
    iterationsCompleted: 12_000,
    iterationsFailed: 0,
    iterationsInterrupted: 0,
    dropped: 0,
    messagesIn: 0,
    messagesOut: 0,
    checksPassed: 0,
    checksFailed: 0,
  },
  usersFailed: 0,
  errors: [],
  requestsByEndpoint: {},
  exemplars: [],
  health: [],
  trust: [],
  criteria: [],
  sliding: [],
  outcome: {
    endedBy: 'plan',
    nothingMeasured: null,
    regressions: [],
    fault: null,
    failOn: new Set(['maximum', 'inconclusive']),
  },
  planned: null,
  foldedNames: [],
  annotations: [],
  previousRuns: [],
  notices: [],
}
