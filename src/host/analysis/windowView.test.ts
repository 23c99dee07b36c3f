/** Windows against the report, and against the lists that went in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { steadyLoad } from './testing/steadyLoad.ts'
import { reportOf } from '../runs/runReport.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { judgedWindow } from './stretchOf.ts'
import { arbitraryRun, HOSTILE, isRequest, latenciesOf, requestsIn } from './testing/arbitraryRun.ts'
import { criterionOf, percentileOf, writeRawRun } from './testing/rawRun.ts'
import { windowView } from './windowView.ts'

const EVERYTHING = { endpoint: null, userType: null, trustedOnly: false }
const CRITERIA = [
  criterionOf(null, 'p95 < 50ms'),
  criterionOf('GET /', 'p50 < 10ms', 'target'),
  criterionOf(null, 'rate > 1/s'),
  criterionOf(null, 'failures < 5%'),
  criterionOf('__proto__', 'max < 1s'),
]

describe('a window', () => {
  test('that is the judged one has the numbers of the report, field by field', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, { ...run, criteria: CRITERIA }))
        const report = reportOf(history, record)
        const judged = judgedWindow(record.judged)
        if (judged !== null) {
          const { window, seconds, ...view } = windowView(record, judged, EVERYTHING)
          const { totals, endpoints, criteria, iterations, checks, websocket, generatorHealth } = report
          expect(window).toEqual(judged)
          expect(seconds.leftOut).toBe(0)
          expect(view).toEqual({
            totals,
            endpoints,
            criteria,
            iterations,
            checks,
            websocket,
            generatorHealth,
          })
        }
        history.close()
      }),
      { numRuns: 60 },
    )
  })

  test('of any place and length has what the lists say', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(85), fc.integer({ min: 1, max: 85 }), (run, fromS, lengthS) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const window = { fromS, toS: fromS + lengthS }
        const { totals } = windowView(record, window, EVERYTHING)
        const { loadEndS, toMs } = record.judged
        const reachesEnd = fromS < loadEndS && fromS + lengthS >= loadEndS
        const toS = reachesEnd ? record.endS : Math.min(fromS + lengthS, record.endS)
        const all = requestsIn(run.seconds, fromS, toS, isRequest)
        const late = reachesEnd ? latenciesOf(requestsIn(run.seconds, loadEndS, toS, isRequest)).length : 0
        const ok = latenciesOf(all.filter(({ series }) => series.outcome === 'ok'))
        const count = latenciesOf(all).length
        expect(totals.requests).toBe(count)
        expect(totals.requestsAfterLoad).toBe(late)
        expect(totals.failures).toBe(count - ok.length)
        const lengthMs = (reachesEnd ? toMs : toS * 1000) - fromS * 1000
        expect(totals.ratePerS).toBe(lengthMs > 0 ? (count - late) / (lengthMs / 1000) : 0)
        expect(totals.latencyMs?.p95 ?? NaN).toBe(percentileOf(ok, 95))
        expect(totals.latencyMs?.max ?? NaN).toBe(ok.length === 0 ? NaN : Math.max(...ok) / 1000)
        const userTypes = [...new Set(record.reader.series().map(({ userType }) => userType))]
        const each = userTypes.map(
          (userType) => windowView(record, window, { endpoint: null, userType, trustedOnly: false }).totals.requests,
        )
        expect(each.reduce((sum, requests) => sum + requests, 0)).toBe(count)
        history.close()
      }),
      { numRuns: 80 },
    )
  })
})

describe('a filter', () => {
  const seconds = Array.from({ length: 20 }, (_, t) => ({
    t,
    requests: [
      { series: seriesOf(HOSTILE), latenciesUs: [1000 * (t + 1)], servicesUs: null },
      { series: seriesOf('GET /', 'ok', 'admin'), latenciesUs: [500, 700], servicesUs: null },
      { series: { ...seriesOf(HOSTILE), kind: 'group' as const }, latenciesUs: [9000], servicesUs: null },
    ],
  }))

  test('by endpoint or user type changes what is listed, not what is judged', () => {
    const history = openMemoryHistory()
    const record = recordOf(writeRawRun(history, seconds, { criteria: [criterionOf(null, 'count > 50')] }))
    const window = { fromS: 0, toS: 20 }
    const all = windowView(record, window, EVERYTHING)
    const one = windowView(record, window, {
      endpoint: { name: HOSTILE, kind: 'http' },
      userType: null,
      trustedOnly: false,
    })
    expect(one.endpoints.map(({ name, kind, requests }) => [name, kind, requests])).toEqual([[HOSTILE, 'http', 20]])
    expect(one.totals.requests).toBe(20)
    expect(one.criteria).toEqual(all.criteria)
    expect(one.criteria[0]).toMatchObject({ status: 'met', actual: 60 })
    expect(windowView(record, window, { endpoint: null, userType: 'admin', trustedOnly: false }).totals.requests).toBe(
      40,
    )
    expect(
      windowView(record, window, { endpoint: null, userType: '__proto__', trustedOnly: false }).totals,
    ).toMatchObject({
      requests: 0,
      latencyMs: null,
      failureShare: null,
    })
    history.close()
  })
})

test('what stopped the run says nothing of another window', () => {
  const history = openMemoryHistory()
  const stop = { ...criterionOf(null, 'p95 < 1ms'), stop: true }
  const record = recordOf(writeRawRun(history, steadyLoad(30), { criteria: [stop] }))
  const broken = { actual: 7, samples: 9, atMs: 9000 }
  const outcome = {
    windows: 9,
    broken: 1,
    tooFew: 0,
    untrusted: 0,
    worst: broken,
    firstBreak: broken,
    firstBreakMs: 9000,
  }
  const stopped = { ...record, sliding: () => [outcome] }
  const judged = windowView(stopped, { fromS: 0, toS: 30 }, EVERYTHING).criteria[0]
  expect(judged).toMatchObject({ actual: 7, samples: 9, firstBreakMs: 9000 })
  const other = windowView(stopped, { fromS: 5, toS: 25 }, EVERYTHING).criteria[0]
  expect(other).toMatchObject({ samples: 20 * 10, firstBreakMs: null })
  history.close()
})

test('a run that goes on is answered from what is written', () => {
  const history = openMemoryHistory()
  const reader = writeRawRun(history, steadyLoad(12), {
    loadEndMs: null,
    criteria: [criterionOf(null, 'p95 < 1s for 5s')],
  })
  const view = windowView(recordOf(reader), { fromS: 0, toS: 60 }, EVERYTHING)
  expect(view.totals).toMatchObject({ requests: 120, ratePerS: 10 })
  expect(view.criteria[0]).toMatchObject({ status: 'met' })
  history.close()
})

test.each([
  ['a second', 1],
  ['some seconds', 6],
])(
  'a run of %s whose load ended within its warm-up has all its requests in its whole and in each second',
  (_, endS) => {
    const history = openMemoryHistory()
    const options = { warmUpMs: 10_000, loadEndMs: endS * 1000 - 1 }
    const record = recordOf(writeRawRun(history, steadyLoad(endS), options))
    expect(judgedWindow(record.judged)).toBeNull()
    expect(windowView(record, { fromS: 0, toS: endS }, EVERYTHING).totals.requests).toBe(10 * endS)
    expect(windowView(record, { fromS: endS - 1, toS: endS }, EVERYTHING).totals.requests).toBe(10)
    history.close()
  },
)
