/** The timeline against the report's, and against the lists that went in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closedLoad, constantArrivals } from '../../core/load/loadShape.ts'
import type { Outcome } from '../../core/recording/second.ts'
import { reportOf } from '../runs/runReport.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { arbitraryRun, HOSTILE, isRequest, latenciesOf, requestsIn } from './testing/arbitraryRun.ts'
import { atOnce, percentileOf, writeRawRun } from './testing/rawRun.ts'
import { steadyLoad } from './testing/steadyLoad.ts'
import { timelineView, type TimelineQuestion } from './timelineView.ts'

const QUESTION: TimelineQuestion = {
  window: { fromS: 0, toS: 1000 },
  filter: { endpoint: null, userType: null, trustedOnly: false },
  points: 900,
  latency: { of: 'ok', from: 'intended' },
  percentiles: [50, 95, 99],
}

const orNaN = (values: readonly (number | null)[]): number[] => values.map((value) => value ?? NaN)

test('of the whole run equals the timeline of the report', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async (run) => {
      const history = openMemoryHistory()
      const record = recordOf(writeRawRun(history, run.seconds, run))
      const { timeline } = reportOf(history, record)
      const view = await timelineView(record, QUESTION, atOnce)
      expect(view.stepS * 1000).toBe(timeline.stepMs)
      expect([...view.t]).toEqual(timeline.users.map((_, at) => at))
      expect(view.percentiles.map(({ ms }) => ms)).toEqual(
        [timeline.p50Ms, timeline.p95Ms, timeline.p99Ms].map((list) =>
          Float64Array.from(list, (value, at) => (view.trust[at] === 3 ? NaN : (value ?? NaN))),
        ),
      )
      // Where no second was written the report has 0, and a chart a gap.
      const shown = (values: readonly number[]): number[] =>
        values.map((value, at) => (view.trust[at] === 3 ? NaN : value))
      expect([...view.failedPerS]).toEqual(shown(timeline.failures))
      expect([...view.okPerS]).toEqual(shown(timeline.requests.map((all, at) => all - timeline.failures[at]!)))
      expect([...view.users]).toEqual(shown(timeline.users))
      expect([...view.inFlight]).toEqual(shown(timeline.inFlight))
      expect([...view.droppedPerS]).toEqual(shown(timeline.dropped))
      expect([...view.bytesInPerS]).toEqual(shown(timeline.bytesIn))
      history.close()
    }),
    { numRuns: 40 },
  )
})

test('has what the lists say in each step, for any window, points and latency', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryRun,
      fc.nat(80),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('ok' as const, 'all' as const, 'failed' as const),
      fc.constantFrom('intended' as const, 'sent' as const),
      async (run, fromS, lengthS, points, of, from) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const window = { fromS, toS: fromS + lengthS }
        const question = { ...QUESTION, window, points, latency: { of, from }, percentiles: [0, 50, 99.9, 100] }
        const view = await timelineView(record, question, atOnce)
        expect(view.t.length).toBeLessThanOrEqual(points)
        if (fromS < record.endS) {
          expect(view.window.fromS).toBeLessThanOrEqual(fromS)
          expect(view.window.toS).toBeGreaterThanOrEqual(Math.min(record.endS, window.toS))
        } else expect(view.t.length).toBe(0)
        const isChosen = (outcome: Outcome): boolean => of === 'all' || of === outcome
        for (const [at, t] of view.t.entries()) {
          expect(t % view.stepS).toBe(0)
          const all = requestsIn(run.seconds, t, t + view.stepS, isRequest)
          const chosen = all.filter(({ series }) => isChosen(series.outcome))
          const response = latenciesOf(chosen)
          const times = chosen.flatMap(({ latenciesUs, servicesUs }) =>
            from === 'sent' ? (servicesUs ?? latenciesUs) : latenciesUs,
          )
          if (view.trust[at] === 3) {
            expect(all).toEqual([])
            expect(view.count[at]).toBeNaN()
            continue
          }
          expect(view.count[at]).toBe(times.length)
          expect(view.meanMs[at]).toBe(times.reduce((sum, us) => sum + us, 0) / times.length / 1000)
          for (const [place, p] of times.length === 0 ? [] : [50, 99.9].entries()) {
            const ms = view.percentiles[place + 1]!.ms[at]!
            const exact = percentileOf(times, p)
            // Of service times the bucket is known, and that none is longer than the response; the largest exactly where it came alone.
            const most = from === 'sent' ? Math.min(bucketEnd(exact), percentileOf(response, p)) : exact
            expect(ms).toBeGreaterThanOrEqual(Math.min(exact, most))
            expect(ms).toBeLessThanOrEqual(most)
          }
          const lengthOfStepS = Math.min(t + view.stepS, record.endS) - t
          const failed = latenciesOf(all.filter(({ series }) => series.outcome === 'failed')).length
          expect(view.failedPerS[at]).toBe(failed / lengthOfStepS)
          expect(view.percentiles[3]!.ms[at]).toEqual(view.maxMs[at])
        }
        history.close()
      },
    ),
    { numRuns: 60 },
  )
})

/** Upper end of the bucket that a latency is in: a percentile of a list ends at its largest value, one of buckets need not. */
function bucketEnd(ms: number): number {
  const us = Math.round(ms * 1000)
  return percentileOf([us, 2 ** 32 - 1], 50)
}

test('of one endpoint or user type has their requests, their users, and no plan', async () => {
  const history = openMemoryHistory()
  const seconds = steadyLoad(20).map((second) => ({
    ...second,
    requests: [
      ...second.requests,
      { series: seriesOf(HOSTILE, 'ok', '__proto__'), latenciesUs: [77, 78], servicesUs: null },
      { series: { ...seriesOf('GET /'), kind: 'group' as const }, latenciesUs: [1], servicesUs: null },
    ],
    errors: [{ class: 'status' as const, endpoint: HOSTILE, message: 'Status 503', count: 4 }],
  }))
  const record = recordOf(writeRawRun(history, seconds))
  const ask = (filter: TimelineQuestion['filter']) => timelineView(record, { ...QUESTION, filter }, atOnce)
  const hostile = await ask({ endpoint: { name: HOSTILE, kind: 'http' }, userType: null, trustedOnly: false })
  expect([hostile.okPerS[5], hostile.users[5], hostile.planned[5]]).toEqual([2, 8, 10])
  expect(hostile.errorsPerS).toEqual([{ class: 'status', perS: new Float64Array(20).fill(4) }])
  const admin = await ask({ endpoint: null, userType: '__proto__', trustedOnly: false })
  expect([admin.okPerS[5], admin.users[5], admin.planned[5]]).toEqual([2, 0, NaN])
  expect(admin.errorsPerS).toEqual([])
  const group = await ask({ endpoint: { name: 'GET /', kind: 'group' }, userType: null, trustedOnly: false })
  expect(group.okPerS[5]).toBe(1)
  const unknown = await ask({
    endpoint: { name: 'x'.repeat(10_000), kind: 'constructor' },
    userType: null,
    trustedOnly: false,
  })
  expect([unknown.okPerS[5], unknown.percentiles[0]!.ms[5]]).toEqual([0, NaN])
  history.close()
})

test('has gaps where no second was written, and mean phases that add up', async () => {
  const history = openMemoryHistory()
  const error = { class: 'status' as const, endpoint: 'GET /', message: 'Status 500', count: 1 }
  const seconds = steadyLoad(10)
    .filter(({ t }) => t !== 4)
    .map((second) => ({ ...second, errors: second.t === 0 ? [error] : [] }))
  const view = await timelineView(recordOf(writeRawRun(history, seconds)), QUESTION, atOnce)
  expect(view.trust[4]).toBe(3)
  const [errors] = view.errorsPerS
  for (const column of [
    view.users,
    view.okPerS,
    errors!.perS,
    view.count,
    view.meanMs,
    view.iterationsPerS,
    view.phasesMs[5]!,
  ])
    expect([column[4], Number.isNaN(column[5])]).toEqual([NaN, false])
  // What one window of these tests says: a microsecond blocked, two of sending, all the rest waiting.
  expect(view.phasesMs.map((phase) => phase[5])).toEqual([0.001, 0, 0, 0, 0.002, 5.5, 3 / 10_000])
  history.close()
})

test('shows arrivals as they were planned, and nothing beyond the end of the plan', async () => {
  const history = openMemoryHistory()
  const load = constantArrivals(25, 6000, 100)
  const view = await timelineView(
    recordOf(writeRawRun(history, steadyLoad(8), { load, loadEndMs: 6000 })),
    QUESTION,
    atOnce,
  )
  expect(view.plannedUnit).toBe('perS')
  expect([...view.planned]).toEqual(orNaN([25, 25, 25, 25, 25, 25, null, null]))
  history.close()
})

test('errors of steps add up to those of the run', async () => {
  const history = openMemoryHistory()
  const load = closedLoad(1, 1, 37_000)
  const seconds = steadyLoad(37).map((second) => ({
    ...second,
    errors: [
      { class: 'status' as const, endpoint: 'GET /', message: `Status ${second.t % 3}`, count: second.t },
      { class: 'timeout' as const, endpoint: 'GET /b', message: 'Timeout', count: second.t % 2 },
    ],
  }))
  const record = recordOf(writeRawRun(history, seconds, { load }))
  const view = await timelineView(record, { ...QUESTION, points: 8 }, atOnce)
  const lengths = [...view.t].map((t) => Math.min(t + view.stepS, 37) - t)
  expect(view.stepS).toBe(5)
  expect(lengths.at(-1)).toBe(2)
  const totals = view.errorsPerS.map(({ class: name, perS }) => [
    name,
    Math.round(perS.reduce((sum, value, at) => sum + value * lengths[at]!, 0)),
  ])
  expect(totals).toEqual([
    ['timeout', 18],
    ['status', 666],
  ])
  history.close()
})
