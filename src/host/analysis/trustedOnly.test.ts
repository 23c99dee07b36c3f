/** A run without the seconds that are not trusted, against the lists that went in without those seconds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnalysisFilter, LatencyChoice } from '../../contract/methods/analysis.ts'
import type { Exemplar } from '../../core/recording/second.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf, type Requests } from '../storage/testing/syntheticSeconds.ts'
import { askedFor } from './askedFor.ts'
import { distributionView } from './distributionView.ts'
import { endpointDistributions } from './endpointDistributions.ts'
import { errorsView } from './errorsView.ts'
import { exemplarsView } from './exemplarsView.ts'
import { explainSelection } from './explainSelection.ts'
import { heatmapView } from './heatmapView.ts'
import { seenView } from './seenView.ts'
import { createStepMemory } from './stepMemory.ts'
import { stripsView } from './stripsView.ts'
import { arbitraryRun, isRequest, latenciesOf, requestsIn, type ArbitraryRun } from './testing/arbitraryRun.ts'
import { atOnce, criterionOf, percentileOf, writeRawRun, type RawRunOptions, type RawSecond } from './testing/rawRun.ts'
import { timelineView } from './timelineView.ts'
import { windowView } from './windowView.ts'

const TRUSTED: AnalysisFilter = { endpoint: null, userType: null, trustedOnly: true }
const OK: LatencyChoice = { of: 'ok', from: 'intended' }
const ALL: LatencyChoice = { of: 'all', from: 'intended' }

function trustedOf(seconds: readonly RawSecond[], options: RawRunOptions = {}): RunRecord {
  return askedFor(recordOf(writeRawRun(openMemoryHistory(), seconds, options)), TRUSTED)
}

const isTrusted = ({ doubt }: RawSecond): boolean => doubt === undefined

/** What counts in a window, by the lists: its seconds, what ended after the load, and how long rates are of, ms. */
function countedIn({ seconds }: ArbitraryRun, { judged, endS }: RunRecord, fromS: number, askedToS: number) {
  const reachesEnd = fromS < judged.loadEndS && askedToS >= judged.loadEndS
  const toS = reachesEnd ? endS : Math.min(askedToS, endS)
  const kept = seconds.filter(isTrusted)
  const toMs = reachesEnd ? judged.toMs : toS * 1000
  let lengthMs = toMs - fromS * 1000
  for (const { t } of seconds.filter((second) => !isTrusted(second)))
    for (let ms = t * 1000; ms < (t + 1) * 1000; ms++) if (ms >= fromS * 1000 && ms < toMs) lengthMs--
  const all = requestsIn(kept, fromS, toS, isRequest)
  const late = reachesEnd ? requestsIn(kept, judged.loadEndS, toS, isRequest) : []
  const own = seconds.filter(({ t }) => t >= fromS && t < toS)
  return { toS, lengthMs, kept, all, late, counted: own.filter(isTrusted).length, own: own.length }
}

const okOf = (list: readonly Requests[]): number[] => latenciesOf(list.filter(({ series }) => series.outcome === 'ok'))

describe('any window of any run', () => {
  test('has the numbers, distributions and lists of its trusted seconds', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, fc.nat(80), fc.integer({ min: 1, max: 85 }), async (run, fromS, lengthS) => {
        const record = trustedOf(run.seconds, { ...run, criteria: [criterionOf(null, 'rate > 1/s')] })
        const window = { fromS, toS: fromS + lengthS }
        const { toS, lengthMs, kept, all, late, counted, own } = countedIn(run, record, fromS, window.toS)
        const view = windowView(record, window, TRUSTED)
        const count = latenciesOf(all).length
        const ok = okOf(all)
        const rate = lengthMs > 0 ? (count - latenciesOf(late).length) / (lengthMs / 1000) : 0
        expect(view.seconds).toEqual({ counted: lengthMs > 0 ? counted : 0, leftOut: own - counted })
        expect(view.totals).toMatchObject({ requests: count, failures: count - ok.length, ratePerS: rate })
        expect(view.totals.requestsAfterLoad).toBe(latenciesOf(late).length)
        for (const p of ['p50', 'p95', 'p99'] as const)
          expect(view.totals.latencyMs?.[p] ?? NaN).toBe(percentileOf(ok, Number(p.slice(1))))
        expect(view.totals.latencyMs?.max ?? NaN).toBe(ok.length === 0 ? NaN : Math.max(...ok) / 1000)
        expect(view.totals.latencyMs?.min ?? NaN).toBe(ok.length === 0 ? NaN : Math.min(...ok) / 1000)
        const started = kept.filter(({ t }) => t >= fromS && t < toS).reduce((sum, { t }) => sum + t + 1, 0)
        expect(view.iterations.started).toBe(started)
        for (const { name, kind, requests } of view.endpoints) {
          const its = requestsIn(kept, fromS, toS, (series) => series.endpoint === name && series.kind === kind)
          expect(requests).toBe(latenciesOf(its).length)
        }

        const distribution = distributionView(record, { window, filter: TRUSTED, latency: ALL })
        expect(distribution.count).toBe(count)
        expect(distribution.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(count)
        const ridges = await endpointDistributions(
          record,
          { window, filter: TRUSTED, latency: ALL, percentiles: [50] },
          atOnce,
        )
        expect(ridges.endpoints.reduce((sum, ridge) => sum + ridge.count, 0)).toBe(count)
        const heat = await heatmapView(record, { window, filter: TRUSTED, points: 200, latency: ALL }, atOnce)
        expect(heat.counts.reduce((sum, cell) => sum + cell, 0)).toBe(count)
        expect(heat.failed.reduce((sum, cell) => sum + cell, 0)).toBe(count - ok.length)
        const selection = { fromS: 0, toS: 1000, fromMs: 0, toMs: 1e9 }
        const explained = explainSelection(record, { window, filter: TRUSTED, latency: ALL, selection })
        expect([explained.selected, explained.rest]).toEqual([count, 0])
        const firstOf = new Map<string, number>()
        for (const { t, requests } of kept.toReversed())
          for (const { series } of requests)
            if (t >= fromS && t < toS) firstOf.set(`${series.kind} ${series.endpoint}`, t)
        const seen = seenView(record, window, TRUSTED).endpoints
        expect(new Map(seen.map(({ kind, name, firstS }) => [`${kind} ${name}`, firstS]))).toEqual(firstOf)
      }),
      { numRuns: 50 },
    )
  })

  test('has in each step what its trusted seconds have, divided by their number; a step of none is a gap', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, fc.integer({ min: 1, max: 20 }), async (run, points) => {
        const record = trustedOf(run.seconds, run)
        const window = { fromS: 0, toS: record.endS }
        // Of more questions, so that what was read for one is not taken for another.
        const memory = createStepMemory()
        const ask = (filter: AnalysisFilter, of: RunRecord) =>
          timelineView(of, { window, filter, points, latency: OK, percentiles: [50, 95] }, atOnce, memory)
        await ask({ endpoint: null, userType: null, trustedOnly: false }, recordOf(record.reader.without([])))
        const view = await ask(TRUSTED, record)
        const strips = await stripsView(record, { window, filter: TRUSTED, endpoints: null }, atOnce, memory)
        const kept = run.seconds.filter(isTrusted)
        for (const [at, t] of view.t.entries()) {
          const endS = Math.min(t + view.stepS, record.endS)
          const within = run.seconds.filter((second) => second.t >= t && second.t < endS)
          const remainingS = endS - t - within.filter((second) => !isTrusted(second)).length
          const own = kept.filter((second) => second.t >= t && second.t < endS)
          const requests = requestsIn(kept, t, endS, isRequest)
          const ok = okOf(requests)
          const told = [view.okPerS[at], view.failedPerS[at], view.count[at], view.percentiles[1]!.ms[at]]
          if (own.length === 0) expect(told).toEqual([NaN, NaN, NaN, NaN])
          else {
            const failed = latenciesOf(requests).length - ok.length
            expect(told).toEqual([ok.length / remainingS, failed / remainingS, ok.length, percentileOf(ok, 95)])
            expect(view.users[at]).toBe(own.at(-1)!.t + 3)
            const dropped = own.reduce((sum, second) => sum + second.t + 1, 0)
            expect(view.droppedPerS[at]).toBe(dropped / remainingS)
          }
          // What is left out is still to be seen.
          expect(view.trust[at] === 2).toBe(within.some((second) => !isTrusted(second)))
        }
        for (const { name, kind, perS, states } of strips.endpoints)
          for (const [at, rate] of perS.entries()) {
            const t = strips.window.fromS + at * strips.stepS
            const endS = Math.min(t + strips.stepS, record.endS)
            const within = run.seconds.filter((second) => second.t >= t && second.t < endS)
            const remainingS = endS - t - within.filter((second) => !isTrusted(second)).length
            const its = requestsIn(kept, t, endS, (series) => series.endpoint === name && series.kind === kind)
            expect(rate).toBe(within.some(isTrusted) ? latenciesOf(its).length / remainingS : NaN)
            expect(states[at] === 5).toBe(remainingS === 0)
          }
      }),
      { numRuns: 40 },
    )
  })
})

/** Two hours in which little is written, and some seconds are not trusted; in each of those everything is slower than ever, or failed at once. */
const UNTRUSTED = new Set([0, 5, 6, 7, 1234, 3599, 3600, 5000, 7299])
const LONG: RawSecond[] = Array.from({ length: 7300 }, (_, t): RawSecond => {
  const requests = [
    { series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null },
    { series: seriesOf('GET /b', t % 50 === 0 ? 'failed' : 'ok'), latenciesUs: [20_000 + t], servicesUs: null },
  ]
  if (!UNTRUSTED.has(t)) return { t, requests }
  const slow = { series: seriesOf('GET /'), latenciesUs: [9_000_000 + t], servicesUs: null }
  const fast = { series: seriesOf('GET /b', 'failed'), latenciesUs: [1], servicesUs: null }
  return { t, requests: [slow, fast], doubt: 'eventLoopDelay' }
}).filter(({ t }) => t % 7 === 0 || [t - 1, t, t + 1].some((near) => UNTRUSTED.has(near)))

test.each([
  ['ended', undefined],
  ['going on', null],
])('sums of hours are without single seconds, their largest and smallest too: a run %s', async (_, loadEndMs) => {
  const record = trustedOf(LONG, loadEndMs === undefined ? {} : { loadEndMs })
  const kept = LONG.filter(isTrusted)
  for (const [fromS, toS] of [
    [0, 7300],
    [0, 3600],
    [1, 7299],
    [5, 9],
    [3590, 3610],
    [1200, 1800],
  ] as const) {
    const view = windowView(record, { fromS, toS }, TRUSTED)
    const all = requestsIn(kept, fromS, toS, isRequest)
    const ok = okOf(all)
    const lengthS = toS - fromS - [...UNTRUSTED].filter((t) => t >= fromS && t < toS).length
    const count = latenciesOf(all).length
    expect(view.totals).toMatchObject({
      requests: count,
      failures: count - ok.length,
      ratePerS: count / lengthS,
      latencyMs: {
        min: Math.min(...ok) / 1000,
        max: Math.max(...ok) / 1000,
        p50: percentileOf(ok, 50),
        p99: percentileOf(ok, 99),
      },
    })
    expect(view.totals.failedLatencyMs?.min).not.toBe(0.001)
  }
  // In minutes and in steps of ten seconds, which are stored added up with those seconds.
  const ask = { window: { fromS: 0, toS: 7300 }, filter: TRUSTED, latency: OK, percentiles: [50] }
  for (const points of [130, 800]) {
    const view = await timelineView(record, { ...ask, points }, atOnce)
    for (const [at, t] of view.t.entries()) {
      const ok = okOf(requestsIn(kept, t, Math.min(t + view.stepS, 7300), isRequest))
      expect([view.count[at], view.maxMs[at]]).toEqual([ok.length, Math.max(...ok) / 1000])
      const lengthS = Math.min(t + view.stepS, 7300) - t
      const leftOut = [...UNTRUSTED].filter((second) => second >= t && second < t + view.stepS).length
      expect(view.okPerS[at]).toBe(ok.length / (lengthS - leftOut))
    }
  }
})

test('a window without a trusted second counts nothing, and says how many it would have', () => {
  const record = trustedOf(LONG.filter(({ t }) => t < 100))
  const view = windowView(record, { fromS: 5, toS: 8 }, TRUSTED)
  expect(view.seconds).toEqual({ counted: 0, leftOut: 3 })
  expect(view.totals).toMatchObject({ requests: 0, ratePerS: 0, latencyMs: null, failureShare: null })
})

test('criteria rest on no second in doubt, and what is told of the generator is of all of them', () => {
  const seconds = Array.from({ length: 20 }, (_, t): RawSecond => ({
    t,
    requests: [
      { series: seriesOf('GET /'), latenciesUs: Array<number>(100).fill(t < 10 ? 500_000 : 1000), servicesUs: null },
    ],
    ...(t < 10 && { doubt: 'eventLoopDelay' as const }),
  }))
  const criteria = [criterionOf(null, 'p95 < 50ms'), criterionOf(null, 'rate > 90/s')]
  const all = recordOf(writeRawRun(openMemoryHistory(), seconds, { criteria }))
  const whole = { fromS: 0, toS: 20 }
  const untouched = windowView(all, whole, { endpoint: null, userType: null, trustedOnly: false })
  const trusted = windowView(askedFor(all, TRUSTED), whole, TRUSTED)
  expect(untouched.criteria[0]?.status).toBe('notTrusted')
  expect(trusted.criteria.map(({ status, actual }) => [status, actual])).toEqual([
    ['met', 1.0],
    ['met', 100],
  ])
  expect(trusted.generatorHealth).toMatchObject({ trusted: false, share: 0.5 })
  expect(trusted.generatorHealth).toEqual(untouched.generatorHealth)
})

test('errors and kept requests of seconds in doubt are left out', () => {
  const kept = (t: number): Exemplar => ({
    endpoint: 'GET /',
    userType: 'shopper',
    outcome: 'failed',
    reason: 'slowest',
    startMs: t * 1000 + 100,
    latencyUs: 1000 + t,
    serviceUs: 1000,
    phasesUs: [0, 0, 0, 0, 0, 1000, 0],
    user: 1,
    iteration: 1,
    error: null,
    newConnection: false,
    request: { method: 'GET', url: 'http://a/', headers: [], body: null },
    response: null,
  })
  const seconds = Array.from({ length: 30 }, (_, t): RawSecond => ({
    t,
    requests: [{ series: seriesOf('GET /', 'failed'), latenciesUs: [1000, 2000], servicesUs: null }],
    errors: [
      { class: 'status', endpoint: 'GET /', message: 'Status 503', count: 2 },
      ...(t === 12 ? [{ class: 'timeout' as const, endpoint: 'GET /', message: 'only then', count: 9 }] : []),
    ],
    exemplars: [kept(t)],
    ...(t % 10 === 2 && { doubt: 'gcPause' as const }),
  }))
  const record = trustedOf(seconds)
  const { groups, total } = errorsView(record, { fromS: 0, toS: 30 }, TRUSTED)
  expect([total, groups.map(({ message, count, share }) => [message, count, share])]).toEqual([
    54,
    [['Status 503', 54, 1]],
  ])
  expect([...groups[0]!.line]).toEqual(Array.from({ length: 30 }, (_, t) => (t % 10 === 2 ? NaN : 2)))
  const exemplars = exemplarsView(record, { window: { fromS: 0, toS: 30 }, filter: TRUSTED, iteration: null })
  expect(exemplars.map(({ startMs }) => Math.floor(startMs / 1000) % 10).includes(2)).toBe(false)
  // Of a run the twenty slowest are kept.
  expect(exemplars).toHaveLength(18)
})

test('a run that is trusted throughout is the run itself', () => {
  const record = recordOf(
    writeRawRun(
      openMemoryHistory(),
      LONG.filter(({ t }) => t > 10 && t < 60),
    ),
  )
  expect(askedFor(record, TRUSTED)).toBe(record)
})
