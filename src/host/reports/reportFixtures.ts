// Reports made by hand for the tests of the report writers: every number is written down or follows from ones that are.
import { REPORT_SCHEMA_VERSION } from '../../core/report/report.ts'
import type {
  PreviousRun,
  ReportEndpoint,
  ReportLatency,
  ReportStatistics,
  RunReport,
} from '../../core/report/report.ts'
import type { ReportCriterion } from '../../core/report/words.ts'

/** Percentiles that grow as those of a web system do, around a median. */
export function latencyFixture(count: number, p50: number): ReportLatency {
  const round = (value: number) => Math.round(value * 1000) / 1000
  return {
    count,
    min: round(p50 * 0.2),
    mean: round(p50 * 1.3),
    p50,
    p75: round(p50 * 1.6),
    p90: round(p50 * 2.6),
    p95: round(p50 * 3.85),
    p99: round(p50 * 15.3),
    p99_9: round(p50 * 30),
    p99_99: round(p50 * 41),
    max: round(p50 * 52),
  }
}

export function statisticsFixture(requests: number, failures: number, p50: number, windowS: number): ReportStatistics {
  const ok = requests - failures
  return {
    requests,
    failures,
    failureShare: requests === 0 ? null : failures / requests,
    ratePerS: requests / windowS,
    bytesIn: requests * 2048,
    bytesOut: requests * 310,
    latencyMs: ok === 0 ? null : latencyFixture(ok, p50),
    serviceMs: ok === 0 ? null : latencyFixture(ok, p50 * 0.98),
    failedLatencyMs: failures === 0 ? null : latencyFixture(failures, p50 / 4),
    phasesMs:
      requests === 0
        ? null
        : { blocked: 0.2, dns: 0, connect: 0.4, tls: 0, send: 0.1, wait: p50 * 1.2, receive: p50 * 0.1 },
    phaseShares:
      requests === 0
        ? null
        : { blocked: 0.002, dns: 0, connect: 0.004, tls: 0, send: 0.001, wait: 0.915, receive: 0.078 },
    timeShare: requests === 0 ? null : 1,
  }
}

export function endpointFixture(
  name: string,
  requests: number,
  failures: number,
  p50: number,
  timeShare: number,
): ReportEndpoint {
  const [method, path] = /^[A-Z]+ \//.test(name) ? name.split(' ') : [null, null]
  return {
    ...statisticsFixture(requests, failures, p50, 570),
    timeShare,
    name,
    kind: 'http',
    method: method ?? null,
    path: path ?? null,
  }
}

export function criterionFixture(change: Partial<ReportCriterion>): ReportCriterion {
  const criterion: ReportCriterion = {
    id: '',
    text: 'p95 < 500ms',
    subject: '/api/workflows',
    metric: 'p95',
    level: 'target',
    operator: '<',
    limit: 500,
    actual: 312,
    unit: 'ms',
    status: 'met',
    samples: 20_100,
    windowMs: null,
    stop: false,
    endpoints: ['POST /api/workflows', 'GET /api/workflows'],
    firstBreakMs: null,
    notes: [],
    ...change,
  }
  return { ...criterion, id: `${criterion.subject}|${criterion.level}|${criterion.text}` }
}

export function previousRunFixture(change: Partial<PreviousRun>): PreviousRun {
  return {
    id: '20261122-140001-aaaa',
    build: '1.41.2',
    startedAt: '2026-11-22T14:00:01.000Z',
    p50Ms: 78,
    p95Ms: 286,
    p99Ms: 0.95e3,
    ratePerS: 81.2,
    failureShare: 0.0019,
    verdict: 'passed',
    steered: false,
    ...change,
  }
}

const STEPS = 60
const STEP_MS = 10_000

function timelineFixture(): RunReport['timeline'] {
  const steps = Array.from({ length: STEPS }, (_, step) => step)
  const users = steps.map((step) => Math.min(100, (step + 1) * 25))
  return {
    stepMs: STEP_MS,
    users,
    usersByType: {
      WorkflowUser: users.map((count) => Math.round(count * 0.8)),
      AdminUser: users.map((count) => Math.round(count * 0.2)),
    },
    inFlight: users.map((count) => Math.round(count / 10)),
    requests: users.map((count) => Math.round(count * 8.35)),
    failures: steps.map((step) => (step % 7 === 0 ? 3 : 1)),
    p50Ms: steps.map((step) => (step === 0 ? null : 75 + (step % 5))),
    p95Ms: steps.map((step) => (step === 0 ? null : 290 + (step % 9) * 5)),
    p99Ms: steps.map((step) => (step === 0 ? null : 1000 + (step % 11) * 30)),
    bytesIn: users.map((count) => count * 2048),
    bytesOut: users.map((count) => count * 310),
    iterationsStarted: users.map((count) => count * 2),
    iterationsCompleted: users.map((count) => count * 2),
    dropped: steps.map(() => 0),
    trust: steps.map(() => 'trusted' as const),
  }
}

/** All criteria met; one run before it. */
export function healthyReport(change: { scenario?: string } = {}): RunReport {
  const scenario = change.scenario ?? 'normal'
  const totals = statisticsFixture(47_595, 95, 81, 570)
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    run: {
      id: '20261123-140200-b7c1',
      plan: 'AI Automation Platform',
      planFile: 'platform.plan.yaml',
      scenario,
      purpose: 'Typical operational load',
      build: { label: '1.42.0-rc3', commit: '9f2c1e7', branch: 'release/1.42' },
      startedAt: '2026-11-23T14:02:00.000Z',
      endedAt: '2026-11-23T14:12:00.000Z',
      durationMs: 600_000,
      status: 'completed',
      target: 'http://127.0.0.1:8900',
      seed: 7,
      settings: '100 users, 10 per second, for 10 min',
      steering: [],
      window: { fromMs: 30_000, toMs: 600_000 },
      generator: {
        host: 'ci-runner-4',
        os: 'Linux 6.8',
        cores: 4,
        processes: 3,
        runtime: 'Node 24.21.0',
        tls: 'OpenSSL 3.5.4',
      },
    },
    verdict: { status: 'passed', sentence: 'All 5 criteria are met: p95 is 312 ms, 0.20 % failed.', exitCode: 0 },
    criteria: [
      criterionFixture({ subject: 'all', text: 'p95 < 2s', limit: 2000, samples: 47_500, endpoints: [] }),
      criterionFixture({
        subject: 'all',
        level: 'maximum',
        text: 'p99 < 5s',
        metric: 'p99',
        limit: 5000,
        actual: 1240,
        samples: 47_500,
        endpoints: [],
      }),
      criterionFixture({
        subject: 'all',
        level: 'maximum',
        text: 'failures < 1%',
        metric: 'failures',
        limit: 0.01,
        actual: 95 / 47_595,
        unit: 'share',
        samples: 47_595,
        endpoints: [],
      }),
      criterionFixture({
        subject: 'all',
        text: 'rate >= 50/s',
        metric: 'rate',
        operator: '>=',
        limit: 50,
        actual: 83.5,
        unit: 'perS',
        samples: 47_595,
        endpoints: [],
      }),
      criterionFixture({}),
    ],
    totals,
    endpoints: [
      endpointFixture('POST /api/workflows', 9_800, 60, 120, 0.42),
      endpointFixture('GET /api/workflows', 20_200, 20, 74, 0.33),
      endpointFixture('GET /api/executions/:execution', 15_900, 15, 61, 0.22),
      { ...endpointFixture('WS subscribe', 1_695, 0, 22, 0.03), kind: 'reply' },
    ],
    users: [
      { ...statisticsFixture(40_000, 80, 84, 570), name: 'WorkflowUser', endpoints: [] },
      { ...statisticsFixture(7_595, 15, 70, 570), name: 'AdminUser', endpoints: [] },
    ],
    iterations: { started: 11_990, completed: 11_890, failed: 40, interrupted: 60, dropped: 0 },
    usersFailed: 0,
    checks: { passed: 60_000, failed: 20, share: 60_000 / 60_020 },
    websocket: { messagesIn: 5_000, messagesOut: 1_700 },
    errors: [
      {
        class: 'status',
        endpoint: 'POST /api/workflows',
        message: 'Status 503 was answered where 201 was expected',
        count: 75,
        share: 75 / 9_900,
        firstMs: 42_000,
        lastMs: 587_000,
      },
      {
        class: 'timeout',
        endpoint: 'GET /api/workflows',
        message: 'No answer within 30 s',
        count: 20,
        share: 20 / 20_300,
        firstMs: 130_000,
        lastMs: 402_000,
      },
    ],
    timeline: timelineFixture(),
    exemplars: [
      {
        endpoint: 'POST /api/workflows',
        userType: 'WorkflowUser',
        outcome: 'failed',
        reason: 'failure',
        startMs: 42_000,
        latencyMs: 12.5,
        serviceMs: 12.1,
        phasesMs: { blocked: 0.4, dns: 0, connect: 0, tls: 0, send: 0.1, wait: 11.5, receive: 0.5 },
        user: 17,
        iteration: 4,
        error: { class: 'status', message: 'Status 503 was answered where 201 was expected' },
        newConnection: false,
        request: {
          method: 'POST',
          url: 'http://127.0.0.1:8900/api/workflows',
          headers: [
            ['accept', 'application/json'],
            ['x', 'y'],
          ],
          body: '{"name":"perf-1"}',
        },
        response: {
          status: 503,
          headers: [['content-type', 'application/json']],
          body: '{"detail":"busy"}',
          bodyBytes: 17,
        },
      },
    ],
    monitors: [
      {
        name: 'cpu',
        unit: '%',
        avg: 61.2,
        max: 78.9,
        samples: Array.from({ length: 30 }, (_, index) => [index * 20_000, 50 + (index % 10) * 3]),
      },
    ],
    generatorHealth: {
      trusted: true,
      share: 0.998,
      degradedShare: 0.012,
      reasons: [],
      advice: [],
      eventLoopDelayMs: { p50: 0.9, p99: 3.1, max: 22 },
      scheduleLagMs: { p99: 1.2, max: 14 },
      cpuPercentOfOneCore: [
        { engine: 0, mean: 38, max: 51 },
        { engine: 1, mean: 37, max: 49.5 },
      ],
      gcPauseMs: { max: 6.2, total: 410 },
      heapBytesMax: 88_000_000,
      rssBytesMax: 190_000_000,
      socketsMax: 40,
      descriptors: { openMax: 80, limit: 1_048_576 },
    },
    findings: [
      {
        id: 'endpoint-dominates',
        severity: 'info',
        fact: 'POST /api/workflows took 42 % of all response time with 21 % of the requests.',
        mayMean: 'Making it faster may help more than anything else.',
        doNext: 'Look at its slowest requests first.',
        evidence: { view: 'endpoints', endpoint: 'POST /api/workflows', fromMs: null, toMs: null },
      },
    ],
    annotations: [],
    previousRuns: [previousRunFixture({})],
    notices: [],
    comparison: null,
    trend: null,
  }
}

/** A maximum is passed on one endpoint, a target on another, and the causes are found. */
export function failingReport(change: { scenario?: string } = {}): RunReport {
  const report = healthyReport({ scenario: change.scenario ?? 'stress' })
  report.run.steering = [
    { atMs: 61_250, by: 'terminal', what: '10 users added, 110 planned now' },
    { atMs: 90_000, by: 'browser', what: 'paused: no users' },
  ]
  report.annotations = [{ atMs: 75_000, by: 'terminal', text: 'cache emptied' }]
  report.verdict = {
    status: 'failed',
    sentence: 'POST /api/workflows p99 is 4.20 s; the maximum is 2 s. 1 of 6 criteria is over its maximum.',
    exitCode: 99,
  }
  report.criteria.push(
    criterionFixture({
      subject: '/api/workflows',
      level: 'maximum',
      text: 'p99 < 2s for 10s, stop',
      metric: 'p99',
      limit: 2000,
      actual: 4200,
      status: 'overMaximum',
      windowMs: 10_000,
      stop: true,
      firstBreakMs: 192_000,
    }),
  )
  report.criteria[4] = criterionFixture({ actual: 500.4, status: 'overTarget' })
  report.run.status = 'stoppedByCriterion'
  report.findings = [
    {
      id: 'queueing',
      severity: 'problem',
      fact: 'POST /api/workflows: p99 rose from 0.9 s to 4.20 s between 3:00 and 3:12 while the number of users was constant.',
      mayMean: 'Requests may be waiting for a limited resource, such as database connections.',
      doNext: 'Compare the number of database connections in use with the size of the pool at that time.',
      evidence: { view: 'timeline', endpoint: 'POST /api/workflows', fromMs: 180_000, toMs: 192_000 },
    },
    ...report.findings,
  ]
  return report
}

/** The generator was too busy to be believed. */
export function inconclusiveReport(): RunReport {
  const report = healthyReport({ scenario: 'spike' })
  report.verdict = {
    status: 'inconclusive',
    sentence: 'The generator could not be trusted in 18 % of the seconds, so p95 and p99 cannot be judged.',
    exitCode: 100,
  }
  report.criteria = [
    criterionFixture({
      subject: 'all',
      text: 'p95 < 2s',
      limit: 2000,
      status: 'notTrusted',
      samples: 47_500,
      endpoints: [],
      notes: ['the generator was in the way for 18.00 % of the load; 5 % is the most'],
    }),
    criterionFixture({
      subject: '/health',
      level: 'maximum',
      text: 'p99.9 < 500ms',
      metric: 'p99.9',
      status: 'tooFew',
      samples: 41,
      actual: null,
      endpoints: ['GET /health'],
      notes: ['only 41 successful requests; p99.9 needs at least 1,000'],
    }),
  ]
  report.generatorHealth = {
    ...report.generatorHealth,
    trusted: false,
    share: 0.82,
    degradedShare: 0.05,
    reasons: ['The CPU of engine 1 was at 97 % of one core in 103 seconds.'],
    advice: ['Use more engine processes (--processes 6), or fewer users.'],
  }
  report.timeline.trust = report.timeline.trust.map((state, step) => (step > 40 && step < 52 ? 'notTrusted' : state))
  report.previousRuns = []
  report.findings = []
  return report
}

/** Killed after two minutes; what had reached the disk is judged. */
export function interruptedReport(): RunReport {
  const report = healthyReport({ scenario: 'soak' })
  report.run = {
    ...report.run,
    status: 'interrupted',
    endedAt: null,
    durationMs: 123_000,
    window: { fromMs: 30_000, toMs: 123_000 },
  }
  report.notices = ['The process was killed at 2:03 min; the run is judged up to there.']
  return report
}

/** The target could not be reached. */
export function nothingMeasuredReport(): RunReport {
  const report = healthyReport({ scenario: 'smoke' })
  const nothing = statisticsFixture(0, 0, 0, 570)
  return {
    ...report,
    run: { ...report.run, status: 'failed', durationMs: 1_200, window: { fromMs: 0, toMs: 1_200 }, seed: null },
    verdict: {
      status: 'failed',
      sentence: 'The target http://127.0.0.1:8900 could not be reached; nothing was measured.',
      exitCode: 3,
    },
    criteria: report.criteria.map((criterion) => ({
      ...criterion,
      actual: null,
      samples: 0,
      status: 'tooFew' as const,
      notes: ['no request ended in the judged window'],
    })),
    totals: nothing,
    endpoints: [],
    users: [],
    iterations: { started: 0, completed: 0, failed: 0, interrupted: 0, dropped: 0 },
    checks: { passed: 0, failed: 0, share: null },
    errors: [
      {
        class: 'connection',
        endpoint: 'GET /health',
        message: 'connect ECONNREFUSED 127.0.0.1:8900',
        count: 10,
        share: null,
        firstMs: 3,
        lastMs: 1_100,
      },
    ],
    timeline: { ...emptyTimeline() },
    exemplars: [],
    monitors: [],
    findings: [],
    previousRuns: [],
    generatorHealth: {
      ...report.generatorHealth,
      eventLoopDelayMs: null,
      scheduleLagMs: null,
      cpuPercentOfOneCore: [],
      gcPauseMs: null,
      heapBytesMax: null,
      rssBytesMax: null,
      socketsMax: null,
      descriptors: null,
      degradedShare: 0,
      share: 1,
    },
  }
}

function emptyTimeline(): RunReport['timeline'] {
  return {
    stepMs: 1000,
    users: [],
    usersByType: {},
    inFlight: [],
    requests: [],
    failures: [],
    p50Ms: [],
    p95Ms: [],
    p99Ms: [],
    bytesIn: [],
    bytesOut: [],
    iterationsStarted: [],
    iterationsCompleted: [],
    dropped: [],
    trust: [],
  }
}
