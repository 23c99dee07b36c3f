import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { build, type Histogram as Yardstick } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { createTrustJudge, type HealthSecond } from '../criteria/trust.ts'
import { DEFAULT_FAIL_ON } from '../criteria/verdict.ts'
import { parseCriterion } from '../plan/criterionGrammar.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import type { Exemplar } from '../recording/second.ts'
import { buildReport } from './buildReport.ts'
import { reportSchema, type RunReport } from './report.ts'
import type { ReportInput } from './reportInput.ts'
import { reportJsonSchema, reportSchemaText } from './reportJsonSchema.ts'
import { sampleSeries, sampleWindow } from './sampleWindows.ts'

const position = { file: 'a.plan.yaml', line: 1, column: 1 }

function criterion(pattern: string | null, text: string): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const subject = pattern === null ? ({ kind: 'all' } as const) : ({ kind: 'endpoint', pattern } as const)
  return { ...parsed.value, subject, level: 'maximum', text, position }
}

/** Repeatable, heavy-tailed latencies in whole µs. */
function latencies(n: number, seed: number): number[] {
  let state = seed
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round(2000 / (1 - state / 2 ** 32) ** 0.7)
  })
}

function yardstick(valuesUs: readonly number[]): Yardstick {
  const histogram = build({
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  })
  for (const us of valuesUs) histogram.recordValue(us)
  return histogram
}

const a1 = latencies(4000, 1)
const a2 = latencies(3000, 2)
const b = latencies(500, 3)
const failed = latencies(100, 4)
const serviceOfB = b.map((us) => Math.ceil(us / 2))

const health: HealthSecond[] = Array.from({ length: 20 }, (_, t) => ({
  t,
  engines: [0, 1].map((engine) => ({
    eventLoopDelayMs: { p50: 1, p99: 2 + engine, max: 5 + t },
    scheduleLagMs: engine === 0 ? null : { p99: 1, max: t },
    cpuPercent: 20 + engine * 10 + (t % 2),
    gcPauseMs: { max: 2, total: 3 },
    heapBytes: 1e6 + t,
    rssBytes: 2e6,
    sockets: 10 * (engine + 1),
    descriptors: { open: 100 + engine, limit: 1000 },
  })),
  iterationsStarted: 40,
  dropped: 0,
  requests: 100,
  p50Ms: 10,
}))

const exemplar: Exemplar = {
  endpoint: 'GET /a',
  userType: 'One',
  outcome: 'failed',
  reason: 'failure',
  startMs: 5200,
  latencyUs: 30_500,
  serviceUs: 30_000,
  phasesUs: [500, 0, 0, 0, 100, 29_000, 900],
  user: 3,
  iteration: 7,
  error: { class: 'status', message: 'status 500, expected 2xx' },
  newConnection: false,
  request: { method: 'GET', url: 'http://127.0.0.1/a', headers: [['accept', 'application/json']], body: null },
  response: { status: 500, headers: [], body: 'no', bodyBytes: 2 },
}

const judge = createTrustJudge()
const input: ReportInput = {
  run: {
    id: '7',
    plan: 'Shop',
    planFile: 'shop.plan.yaml',
    scenario: 'smoke',
    purpose: 'Quick validation',
    build: { label: '1.42.0', commit: null, branch: 'main' },
    startedAt: '2026-11-23T14:02:00.000Z',
    endedAt: '2026-11-23T14:02:20.000Z',
    durationMs: 20_000,
    status: 'completed',
    target: 'http://127.0.0.1',
    seed: 1,
    settings: '10 users, 5 per second, for 20 s',
    steering: [],
    window: { fromMs: 10_000, toMs: 20_000 },
    generator: { host: 'h', os: 'linux', cores: 2, processes: 2, runtime: 'Node 24', tls: 'OpenSSL 3' },
  },
  endpoints: [
    { name: 'GET /a', method: 'GET', path: '/a' },
    { name: 'WS reply', method: null, path: null },
  ],
  windows: [
    sampleSeries('GET /a', 'ok', { ...sampleWindow(a1), bytesIn: 1000, bytesOut: 10 }, { userType: 'One' }),
    sampleSeries('GET /a', 'ok', { ...sampleWindow(a2), bytesIn: 500, bytesOut: 5 }, { userType: 'Two' }),
    sampleSeries('GET /a', 'failed', { ...sampleWindow(failed), phasesUs: [0, 0, 0, 0, 0, 0, 0] }, { userType: 'One' }),
    sampleSeries('WS reply', 'ok', sampleWindow(b, serviceOfB), { kind: 'reply', userType: 'Two' }),
    sampleSeries('checkout', 'ok', sampleWindow([9e6]), { kind: 'group', userType: 'Two' }),
    sampleSeries(
      'WS feed',
      'ok',
      { ...sampleWindow([]), count: 77, bytesIn: 7700 },
      { kind: 'events', userType: 'Two' },
    ),
  ],
  timeline: {
    stepMs: 10_000,
    steps: [
      {
        windows: [
          sampleSeries('GET /a', 'ok', sampleWindow([1000, 2000])),
          sampleSeries('g', 'ok', sampleWindow([5]), { kind: 'group' }),
        ],
        users: { One: 2 },
        inFlight: 1,
        iterationsStarted: 5,
        iterationsCompleted: 4,
        dropped: 0,
      },
      {
        windows: [sampleSeries('GET /a', 'failed', sampleWindow([1000]))],
        users: { One: 3, Two: 4 },
        inFlight: 2,
        iterationsStarted: 6,
        iterationsCompleted: 7,
        dropped: 1,
      },
    ],
  },
  load: {
    iterationsStarted: 400,
    iterationsCompleted: 390,
    iterationsFailed: 6,
    iterationsInterrupted: 4,
    dropped: 0,
    messagesIn: 77,
    messagesOut: 500,
    checksPassed: 99,
    checksFailed: 1,
  },
  usersFailed: 1,
  errors: [
    { class: 'status', endpoint: 'GET /a', message: 'status 500', count: 30, firstMs: 4000, lastMs: 9000 },
    { class: 'timeout', endpoint: 'GET /a', message: 'no answer within 30 s', count: 50, firstMs: 100, lastMs: 200 },
    { class: 'status', endpoint: 'GET /a', message: 'status 500', count: 40, firstMs: 2000, lastMs: 8000 },
    { class: 'setup', endpoint: '', message: 'onStart failed', count: 1, firstMs: 10, lastMs: 10 },
  ],
  requestsByEndpoint: { 'GET /a': 14_000 },
  exemplars: [exemplar],
  health,
  trust: health.map((second) => judge.judge(second)),
  criteria: [criterion(null, 'failures < 5%'), criterion('/a', 'p95 < 1ms'), criterion('/b', 'p95 < 1s')],
  sliding: [null, null, null],
  outcome: { endedBy: 'plan', nothingMeasured: null, regressions: [], fault: null, failOn: DEFAULT_FAIL_ON },
  planned: null,
  foldedNames: [],
  annotations: [],
  previousRuns: [],
  notices: ['A notice.'],
}

const report = buildReport(input)
const row = (name: string) => report.endpoints.find((endpoint) => endpoint.name === name)!

describe('statistics', () => {
  test('percentiles are those of hdr-histogram-js over all values, within the last bucket', () => {
    const oracle = yardstick([...a1, ...a2])
    const { latencyMs } = row('GET /a')
    const named = { p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p99_9: 99.9 } as const
    for (const [name, p] of Object.entries(named)) {
      expect(latencyMs![name as keyof typeof named]).toBe(oracle.getValueAtPercentile(p) / 1000)
    }
    const values = [...a1, ...a2]
    const sum = values.reduce((total, us) => total + us, 0)
    expect(latencyMs).toMatchObject({ count: 7000, min: Math.min(...values) / 1000, max: Math.max(...values) / 1000 })
    expect(latencyMs!.mean).toBeCloseTo(sum / 7000 / 1000, 9)
  })

  test('totals are requests only: no groups, no event streams', () => {
    expect(report.totals).toMatchObject({ requests: 7600, failures: 100, ratePerS: 760, bytesIn: 1500, bytesOut: 15 })
    expect(report.totals.failureShare).toBe(100 / 7600)
    const oracle = yardstick([...a1, ...a2, ...b])
    expect(report.totals.latencyMs).toMatchObject({ count: 7500, p99: oracle.getValueAtPercentile(99) / 1000 })
    expect(report.totals.failedLatencyMs).toMatchObject({
      count: 100,
      p50: yardstick(failed).getValueAtPercentile(50) / 1000,
    })
  })

  test('service time has an exact mean and never passes response time', () => {
    const { serviceMs, latencyMs } = row('WS reply')
    const oracle = yardstick(serviceOfB)
    expect(serviceMs).toMatchObject({ count: 500, p50: oracle.getValueAtPercentile(50) / 1000 })
    expect(serviceMs!.mean).toBeCloseTo(serviceOfB.reduce((sum, us) => sum + us, 0) / 500 / 1000, 9)
    expect(serviceMs!.max).toBeLessThanOrEqual(latencyMs!.max)
    expect(row('GET /a').serviceMs).toEqual(row('GET /a').latencyMs)
  })

  test('rows: most time first, then groups and streams', () => {
    expect(report.endpoints.map(({ name, kind, method, path }) => [name, kind, method, path])).toEqual([
      ['GET /a', 'http', 'GET', '/a'],
      ['WS reply', 'reply', null, null],
      ['WS feed', 'events', null, null],
      ['checkout', 'group', null, null],
    ])
    expect(row('WS feed')).toMatchObject({
      requests: 77,
      latencyMs: null,
      timeShare: null,
      phasesMs: null,
      bytesIn: 7700,
    })
    expect(row('GET /a').timeShare! + row('WS reply').timeShare!).toBeCloseTo(1, 12)
  })

  test('a group, a reply and a request of one name are three endpoints', () => {
    const own: ReportInput = {
      ...input,
      endpoints: [
        { name: 'GET /a', method: 'GET', path: '/a' },
        { name: 'GET /a', method: null, path: null },
      ],
      criteria: [criterion('/a', 'count >= 3'), criterion('GET /a', 'max < 1s')],
      sliding: [null, null],
      windows: [
        sampleSeries('GET /a', 'ok', sampleWindow([1000, 2000])),
        sampleSeries('GET /a', 'ok', sampleWindow([9e6]), { kind: 'group' }),
        sampleSeries('GET /a', 'ok', sampleWindow([5000]), { kind: 'reply' }),
      ],
    }
    const same = buildReport(own)
    expect(same.totals).toMatchObject({ requests: 3, latencyMs: { max: 5, mean: 8 / 3 } })
    expect(same.endpoints.map(({ kind, requests, latencyMs }) => [kind, requests, latencyMs!.max])).toEqual([
      ['reply', 1, 5],
      ['http', 2, 2],
      ['group', 1, 9000],
    ])
    expect(same.users[0]).toMatchObject({
      requests: 3,
      endpoints: [{ kind: 'reply' }, { kind: 'http' }, { kind: 'group' }],
    })
    expect(same.criteria.map(({ actual, samples, endpoints }) => [actual, samples, endpoints])).toEqual([
      [3, 3, ['GET /a']],
      [5, 3, ['GET /a']],
    ])
  })

  test('phases are means over all requests, and shares of their sum', () => {
    const waited = [...a1, ...a2].reduce((sum, us) => sum + us, 0)
    expect(row('GET /a').phasesMs!.wait).toBeCloseTo(waited / 7100 / 1000, 9)
    expect(row('GET /a').phaseShares).toMatchObject({ wait: 1, connect: 0 })
  })

  test('user types add up to the totals', () => {
    expect(report.users.map(({ name, requests, failures }) => [name, requests, failures])).toEqual([
      ['One', 4100, 100],
      ['Two', 3500, 0],
    ])
    expect(report.users[1]!.endpoints.map((endpoint) => [endpoint.name, endpoint.requests])).toEqual([
      ['GET /a', 3000],
      ['WS reply', 500],
      ['WS feed', 77],
      ['checkout', 1],
    ])
  })
})

test('criteria and verdict', () => {
  expect(report.criteria.map(({ status }) => status)).toEqual(['met', 'overMaximum', 'tooFew'])
  expect(report.verdict).toMatchObject({ status: 'failed', exitCode: 99 })
  expect(report.verdict.sentence).toMatch(
    /^\/a p95 is [\d.]+ ms; the maximum is 1 ms\. 1 of 3 criteria over maximum\.$/,
  )
})

test('timeline', () => {
  expect(report.timeline).toEqual({
    stepMs: 10_000,
    users: [2, 7],
    usersByType: { One: [2, 3], Two: [0, 4] },
    inFlight: [1, 2],
    requests: [2, 1],
    failures: [0, 1],
    p50Ms: [1, null],
    p95Ms: [2, null],
    p99Ms: [2, null],
    bytesIn: [0, 0],
    bytesOut: [0, 0],
    iterationsStarted: [5, 6],
    iterationsCompleted: [4, 7],
    dropped: [0, 1],
    trust: ['trusted', 'trusted'],
  })
})

test('errors of the same group are one row, most frequent first', () => {
  expect(report.errors).toEqual([
    {
      class: 'status',
      endpoint: 'GET /a',
      message: 'status 500',
      count: 70,
      share: 0.005,
      firstMs: 2000,
      lastMs: 9000,
    },
    {
      class: 'timeout',
      endpoint: 'GET /a',
      message: 'no answer within 30 s',
      count: 50,
      share: 50 / 14_000,
      firstMs: 100,
      lastMs: 200,
    },
    { class: 'setup', endpoint: '', message: 'onStart failed', count: 1, share: null, firstMs: 10, lastMs: 10 },
  ])
  expect(report.notices).toEqual(['A notice.', '1 user ended early: their onStart failed or their data ran out.'])
})

test('more than 500 groups of errors are counted, not listed', () => {
  const one = { class: 'status', endpoint: 'e', firstMs: 0, lastMs: 0 } as const
  const many = Array.from({ length: 503 }, (_, at) => ({ ...one, message: `m${at}`, count: at < 500 ? 9 : 2 }))
  const { errors, notices } = buildReport({ ...input, errors: many })
  expect(errors).toHaveLength(500)
  expect(notices).toContain('3 rarer groups of errors (6 errors) are not listed.')
})

test('generator health is the worst of the judged seconds', () => {
  expect(report.generatorHealth).toEqual({
    trusted: true,
    share: 1,
    untrustedLoadShare: 0,
    degradedShare: 0,
    reasons: [],
    advice: [],
    eventLoopDelayMs: { p50: 1, p99: 3, max: 24 },
    scheduleLagMs: { p99: 1, max: 19 },
    cpuPercentOfOneCore: [
      { engine: 0, mean: 20.5, max: 21 },
      { engine: 1, mean: 30.5, max: 31 },
    ],
    // Not told by these engines.
    cpuWaitPercentMax: null,
    gcPauseMs: { max: 2, total: 60 },
    heapBytesMax: 1_000_019,
    rssBytesMax: 2e6,
    socketsMax: 20,
    descriptors: { openMax: 101, limit: 1000 },
  })
})

test('exemplars are in milliseconds', () => {
  expect(report.exemplars[0]).toMatchObject({
    latencyMs: 30.5,
    serviceMs: 30,
    phasesMs: { blocked: 0.5, wait: 29, receive: 0.9 },
  })
  expect(report.exemplars[0]).not.toHaveProperty('latencyUs')
})

test('windows in any order and grouping give the same report', () => {
  expect(buildReport({ ...input, windows: input.windows.toReversed() })).toEqual(report)
  const halves = [a1.slice(0, 1234), a1.slice(1234)].map((part) =>
    sampleSeries('GET /a', 'ok', sampleWindow(part), { userType: 'One' }),
  )
  halves[0]!.window.bytesIn = 1000
  halves[0]!.window.bytesOut = 10
  expect(buildReport({ ...input, windows: [...halves, ...input.windows.slice(1)] })).toEqual(report)
})

const empty = buildReport({
  ...input,
  windows: [],
  timeline: { stepMs: 1000, steps: [] },
  health: [],
  trust: [],
  errors: [],
  exemplars: [],
  run: { ...input.run, window: { fromMs: 0, toMs: 0 } },
})

test('a run that measured nothing has nulls, not zeros', () => {
  expect(empty.totals).toMatchObject({ requests: 0, failureShare: null, latencyMs: null, ratePerS: 0, phasesMs: null })
  expect(empty.generatorHealth).toMatchObject({ share: 1, eventLoopDelayMs: null, heapBytesMax: null })
  expect(empty.verdict.status).toBe('inconclusive')
})

describe('published schema', () => {
  test.each<[string, RunReport]>([
    ['a run', report],
    ['an empty run', empty],
  ])('%s is valid, for ajv after a way through JSON, and for zod with nothing left over', (_, one) => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
    const validate = ajv.compile(reportJsonSchema())
    const parsed: unknown = JSON.parse(JSON.stringify(one))
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true)
    expect(reportSchema.parse(parsed)).toEqual(one)
  })

  test('what is wrong is refused', () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(reportJsonSchema())
    expect(validate({ ...report, schemaVersion: 2 })).toBe(false)
    expect(validate({ ...report, verdict: { ...report.verdict, status: 'ok' } })).toBe(false)
    expect(validate({ ...report, totals: undefined })).toBe(false)
    expect(validate({ ...report, addedInAMinorVersion: 1 })).toBe(true)
  })

  test('the committed file is current: node scripts/writeSchemas.ts', () => {
    const file = new URL('../../../resources/schema/report.schema.json', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(reportSchemaText())
  })
})
