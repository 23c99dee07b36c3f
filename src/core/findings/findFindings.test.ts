import { describe, expect, test } from 'vitest'
import type { SecondTrust } from '../criteria/trust.ts'
import type { ReportCriterion, ReportError } from '../report/report.ts'
import { sampleSeries, sampleWindow } from '../report/sampleWindows.ts'
import type { Evidence } from './evidence.ts'
import { findFindings } from './findFindings.ts'
import { overSteps, sampleEvidence, sampleTimeline } from './sampleEvidence.ts'

/** Repeatable numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

/** Lognormal around a median, in µs; the sum of twelve uniforms is nearly normal. */
function lognormal(n: number, medianUs: number, sigma: number, seed = 1): number[] {
  const next = random(seed)
  return Array.from({ length: n }, () => {
    let normal = -6
    for (let at = 0; at < 12; at++) normal += next()
    return Math.round(medianUs * Math.exp(sigma * normal))
  })
}

const ok = (endpoint: string, us: number[], servicesUs: number[] | null = null) =>
  sampleSeries(endpoint, 'ok', sampleWindow(us, servicesUs))
const failed = (endpoint: string, us: number[]) => sampleSeries(endpoint, 'failed', sampleWindow(us))
const error = (changes: Partial<ReportError>): ReportError => ({
  class: 'status',
  endpoint: 'GET /a',
  message: 'status 500',
  count: 1000,
  share: null,
  firstMs: 1000,
  lastMs: 2000,
  ...changes,
})
const untrusted = (signal: 'cpu' | 'dropped', share: number): SecondTrust[] =>
  Array.from({ length: 600 }, (_, t) =>
    t < share * 600
      ? {
          t,
          state: 'notTrusted',
          reasons: [{ signal, engine: signal === 'cpu' ? 0 : null, state: 'notTrusted', value: 97 }],
        }
      : { t, state: 'trusted', reasons: [] },
  )
const iterations = (dropped: number) => ({ started: 10_000, completed: 9000, failed: 0, interrupted: 0, dropped })
const timeline = (changes: Parameters<typeof sampleTimeline>[0]) => ({ timeline: sampleTimeline(changes) })
const noisy = (base: (step: number) => number, sigma: number, seed = 5) => {
  const next = random(seed)
  return overSteps((step) => base(step) * (1 + sigma * (next() - 0.5)))
}
const criterion: ReportCriterion = {
  id: 'x',
  text: 'p99 < 2s',
  subject: '/a',
  metric: 'p99',
  level: 'maximum',
  operator: '<',
  limit: 2000,
  actual: null,
  unit: 'ms',
  status: 'tooFew',
  samples: 41,
  windowMs: null,
  stop: false,
  endpoints: ['GET /a'],
  firstBreakMs: null,
  notes: ['only 41 successful requests; p99 needs at least 100'],
}
const overLimit = (actual: number): Evidence => {
  const { report } = sampleEvidence([])
  const generatorHealth = { ...report.generatorHealth, eventLoopDelayMs: { p50: 1, p99: 20, max: 30 } }
  return sampleEvidence([], { criteria: [{ ...criterion, status: 'overMaximum', actual }], generatorHealth })
}
const mix = (a: number, b: number) => ({ usersByType: { A: overSteps(() => a), B: overSteps(() => b) } })
const users = (weightA: number, weightB: number, planned = 100) => ({
  planned: {
    kind: 'users' as const,
    perStep: overSteps(() => planned),
    userTypes: [
      { name: 'A', weight: weightA },
      { name: 'B', weight: weightB },
    ],
  },
})
const arrivals = (perS: number) => ({
  planned: { kind: 'arrivals' as const, perStep: overSteps(() => perS), userTypes: [] },
})
const connecting = (share: number) => {
  const one = ok('GET /a', lognormal(200, 20_000, 0.3))
  const { sumUs } = one.window
  return [{ ...one, window: { ...one.window, phasesUs: [0, 0, sumUs * share, 0, 0, sumUs * (1 - share), 0] } }]
}

/** Rule, evidence that fires it, a part of the fact, and evidence near it that must not. */
const cases: [string, Evidence, string, Evidence][] = [
  [
    'generator-limited',
    sampleEvidence([], {}, { trust: untrusted('cpu', 0.1) }),
    'The generator was not trusted in 60 of 600 s, for 10.00 % of the load. CPU of engine 1 was at up to 97 % of one core for 5 s and longer.',
    sampleEvidence([], {}, { trust: untrusted('dropped', 0.5) }),
  ],
  [
    'own-delay-at-limit',
    overLimit(2015),
    'p99 is 15.0 ms over its limit; the event loop of an engine was late by up to 20.0 ms (p99 of a second).',
    overLimit(2030),
  ],
  [
    'dropped-iterations',
    sampleEvidence([], {
      iterations: iterations(500),
      ...timeline({
        dropped: overSteps((step) => (step >= 60 ? 8 : 0)),
        p50Ms: overSteps((step) => (step >= 60 ? 400 : 100)),
      }),
    }),
    '500 of 10,500 iterations (4.76 %) were dropped, from 05:00 on. The p50 of a step was 100 ms before and 400 ms while they were dropped',
    sampleEvidence([], {
      iterations: iterations(10),
      ...timeline({ dropped: overSteps((step) => (step === 60 ? 10 : 0)) }),
    }),
  ],
  [
    'queueing',
    sampleEvidence([
      ok(
        'GET /a',
        [...lognormal(200, 20_000, 0.2)].map((us) => us * 2),
        lognormal(200, 20_000, 0.2),
      ),
    ]),
    '50.00 % of the mean response time',
    sampleEvidence([
      ok(
        'GET /a',
        lognormal(200, 20_000, 0.2),
        lognormal(200, 20_000, 0.2).map((us) => us * 0.9),
      ),
    ]),
  ],
  [
    'timeout-wall',
    sampleEvidence(
      [
        ok('GET /a', lognormal(9000, 20_000, 0.2)),
        failed('GET /a', [...Array.from({ length: 900 }, () => 30_001_000), 5000, 6000]),
      ],
      {
        errors: [error({ class: 'timeout', message: 'no answer within 30 s', count: 900 })],
      },
    ),
    '900 requests (1.50 %) ran into their timeout, most of them to GET /a. Most failed requests of GET /a took about 30.0 s.',
    sampleEvidence([ok('GET /a', lognormal(900, 20_000, 0.2))], { errors: [error({ class: 'timeout', count: 500 })] }),
  ],
  [
    'cut-off-requests',
    sampleEvidence([], {
      errors: [error({ class: 'interrupted', message: 'cut off by the end of the run', count: 900 })],
    }),
    '900 requests were still waiting for an answer when the run was cut off',
    sampleEvidence([], {
      errors: [error({ class: 'interrupted', message: 'cut off by the end of the run', count: 3 })],
    }),
  ],
  [
    'no-answers',
    sampleEvidence([], timeline({ requests: overSteps((step) => (step >= 60 ? 0 : 500)) })),
    'Nothing was answered for 5:00 min, from 05:00 to 10:00, while up to 20 requests waited.',
    // Nobody waited: the load was paused.
    sampleEvidence(
      [],
      timeline({
        requests: overSteps((step) => (step >= 60 ? 0 : 500)),
        inFlight: overSteps((step) => (step >= 60 ? 0 : 20)),
      }),
    ),
  ],
  [
    'early-failures',
    sampleEvidence([], timeline({ failures: overSteps((step) => (step === 0 ? 100 : 0)) })),
    '100 of the first 500 requests (20.00 %) failed, before 00:05.',
    sampleEvidence([], timeline({ failures: overSteps((step) => (step === 1 ? 500 : 0)) })),
  ],
  [
    'rising-failures',
    sampleEvidence([], timeline({ failures: overSteps((step) => (step >= 70 ? 60 : 5)) })),
    'rose from 1.00 % (until 03:20) to 12.00 % (from 06:40 on)',
    sampleEvidence([], timeline({ failures: overSteps(() => 150) })),
  ],
  [
    'fast-failures',
    sampleEvidence([ok('GET /a', lognormal(900, 240_000, 0.1)), failed('GET /a', lognormal(100, 12_000, 0.1))]),
    '10.00 % failed',
    sampleEvidence([ok('GET /a', lognormal(900, 240_000, 0.1)), failed('GET /a', lognormal(100, 100_000, 0.1))]),
  ],
  [
    'connect-heavy',
    sampleEvidence(connecting(0.35)),
    '35.00 % of request time went into DNS, connect and TLS',
    sampleEvidence(connecting(0.15)),
  ],
  [
    'rate-limit',
    sampleEvidence([], { errors: [error({ message: 'status 429, expected 2xx', count: 6000, firstMs: 61_000 })] }),
    '6,000 requests (10.00 %) were answered with status 429, first at 01:01',
    sampleEvidence([], {
      errors: [error({ message: 'status 500 after 4290 ms', count: 6000 }), error({ message: 'status 429', count: 4 })],
    }),
  ],
  [
    'too-few-samples',
    sampleEvidence([], { criteria: [criterion] }),
    '1 criterion could not be judged; /a p99 < 2s: only 41 successful requests; p99 needs at least 100.',
    sampleEvidence([], { criteria: [{ ...criterion, status: 'met' }] }),
  ],
  [
    'too-many-names',
    sampleEvidence(
      [],
      {},
      {
        foldedNames: [
          { position: 'a.plan.yaml:7:9', count: 40 },
          { position: 'a.plan.yaml:9:9', count: 2 },
        ],
      },
    ),
    '42 requests were counted as (other): the run has too many endpoint names. The step at a.plan.yaml:7:9 made 40 of them.',
    sampleEvidence(),
  ],
  [
    'endpoint-dominates',
    sampleEvidence([
      ok('GET /a', lognormal(100, 60_000, 0.1)),
      ok('GET /b', lognormal(100, 9000, 0.1)),
      ok('GET /c', lognormal(100, 9000, 0.1)),
    ]),
    'with 33.33 % of the requests',
    sampleEvidence([ok('GET /a', lognormal(100, 60_000, 0.1)), ok('GET /b', lognormal(100, 9000, 0.1))]),
  ],
  [
    'mix-differs',
    sampleEvidence([], timeline(mix(80, 20)), users(1, 1)),
    'A made up 80.00 % of the running users; its weight says 50.00 %.',
    sampleEvidence([], timeline(mix(52, 48)), users(1, 1)),
  ],
  [
    'profile-not-reached',
    sampleEvidence([], {}, arrivals(25)),
    'On average 20.0 iterations per second ran where 25.0 were planned (80.00 %).',
    sampleEvidence([], {}, arrivals(20.5)),
  ],
  [
    'tail-heavy',
    sampleEvidence([ok('GET /a', [...lognormal(1960, 20_000, 0.2), ...lognormal(40, 600_000, 0.1)])]),
    'over 2,000 requests',
    sampleEvidence([ok('GET /a', lognormal(2000, 20_000, 0.5))]),
  ],
  [
    'bimodal',
    sampleEvidence([ok('GET /a', [...lognormal(600, 10_000, 0.15), ...lognormal(400, 80_000, 0.15, 2)])]),
    '60.00 % of requests around 9.9',
    sampleEvidence([ok('GET /a', lognormal(1000, 20_000, 0.8))]),
  ],
  [
    'drift',
    sampleEvidence([], timeline({ p50Ms: noisy((step) => 100 + step * 0.5, 0.1) })),
    'between 00:00 and 10:00',
    sampleEvidence([], timeline({ p50Ms: noisy(() => 100, 0.6) })),
  ],
  [
    'warm-up',
    sampleEvidence([], timeline({ p50Ms: noisy((step) => (step < 12 ? 180 : 100), 0.1) })),
    'Between 00:00 and 01:00 requests were slower',
    sampleEvidence([], timeline({ p50Ms: noisy((step) => (step % 10 === 0 ? 180 : 100), 0.1) })),
  ],
  [
    'periodic-spikes',
    sampleEvidence([], timeline({ p99Ms: noisy((step) => (step % 12 === 7 ? 900 : 300), 0.1) })),
    'every 60.0 s, 10 times between 00:35 and 09:40',
    sampleEvidence(
      [],
      timeline({ p99Ms: overSteps((step) => ([3, 7, 30, 34, 61, 90, 117].includes(step) ? 900 : 300)) }),
    ),
  ],
  [
    'too-short',
    sampleEvidence([ok('GET /a', [1000])], {
      run: { ...sampleEvidence().report.run, window: { fromMs: 5000, toMs: 25_000 } },
    }),
    'The judged part of the run is 20.0 s long, with 1 request.',
    sampleEvidence([ok('GET /a', [1000])]),
  ],
]

describe.each(cases)('%s', (id, firing, fact, near) => {
  test('fires', () => {
    const found = findFindings(firing).find((finding) => finding.id === id)
    expect(found?.fact).toContain(fact)
    expect(found?.doNext).not.toBe('')
  })
  test('does not fire near by', () => {
    expect(findFindings(near).map((finding) => finding.id)).not.toContain(id)
  })
  test('can be disabled', () => {
    expect(findFindings(firing, new Set([id])).map((finding) => finding.id)).not.toContain(id)
  })
})

test('a calm run has no findings', () => {
  const windows = ['a', 'b', 'c'].map((name, seed) => ok(`GET /${name}`, lognormal(2000, 20_000, 0.4, seed + 1)))
  expect(findFindings(sampleEvidence(windows, {}, users(1, 1)))).toEqual([])
})

test('an empty run has no findings', () => {
  expect(
    findFindings(
      sampleEvidence(
        [],
        timeline(Object.fromEntries(Object.keys(sampleTimeline()).map((key) => [key, key === 'stepMs' ? 1000 : []]))),
      ),
    ),
  ).toEqual([])
})

test('what weighs most comes first', () => {
  const evidence = sampleEvidence(
    connecting(0.5),
    { criteria: [criterion] },
    { trust: untrusted('cpu', 0.2), ...users(9, 1) },
  )
  expect(findFindings(evidence).map(({ severity }) => severity)).toEqual(['problem', 'warning', 'warning', 'warning'])
})

test('dropped from the start: the fact does not speak of slower responses', () => {
  const changes = { iterations: iterations(500), ...timeline({ dropped: overSteps(() => 4) }) }
  expect(findFindings(sampleEvidence([], changes))[0]).toMatchObject({
    id: 'dropped-iterations',
    fact: '500 of 10,500 iterations (4.76 %) were dropped, from 00:00 on.',
    mayMean: 'From the start on there may have been too few users for the planned rate.',
  })
})

test('a change is only looked for while the load is constant', () => {
  const rising = { users: overSteps((step) => 10 + step * 5), p50Ms: overSteps((step) => 100 + step) }
  expect(findFindings(sampleEvidence([], timeline(rising)))).toEqual([])
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('noise alone (%d) gives no finding about change', (seed) => {
  const values = { p50Ms: noisy(() => 100, 0.5, seed), p99Ms: noisy(() => 300, 1.9, seed + 50) }
  const ids = findFindings(sampleEvidence([], timeline(values))).map(({ id }) => id)
  expect(ids).toEqual([])
})

describe('requests without an answer', () => {
  const cut = (count: number, durationMs: number) => {
    const { run } = sampleEvidence().report
    return findFindings(
      sampleEvidence([], {
        run: { ...run, durationMs },
        errors: [error({ class: 'interrupted', message: 'cut off by the end of the run', count })],
      }),
    ).map(({ id }) => id)
  }

  test('few of many requests, but one user of ten: they hung', () => {
    expect(cut(10, 630_000)).toEqual(['cut-off-requests'])
    expect(cut(4, 630_000)).toEqual([])
  })

  test('a run that was stopped at once cuts off what is under way', () => {
    expect(cut(10, 600_100)).toEqual([])
  })

  test('what usually takes as long as the silence is no hang', () => {
    const silent = timeline({ requests: overSteps((step) => (step % 12 === 0 ? 500 : 0)) })
    const ids = (us: number) => findFindings(sampleEvidence([ok('GET /a', [us, us])], silent)).map(({ id }) => id)
    expect(ids(50_000_000)).not.toContain('no-answers')
    expect(ids(50_000)).toContain('no-answers')
  })
})

test('endpoints of the plan itself beyond the most names: no step is to blame', () => {
  const evidence = sampleEvidence([ok('(other)', [1000, 1000]), ok('GET /a', [1000])])
  const [found] = findFindings(evidence).filter(({ id }) => id === 'too-many-names')
  expect(found).toMatchObject({
    fact: '2 requests were counted as (other): the run has too many endpoint names.',
    mayMean: 'The plan has more endpoints than are kept apart. No criterion of an endpoint judges those in (other).',
    evidence: { view: 'endpoints', endpoint: '(other)' },
  })
})
