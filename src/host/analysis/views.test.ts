/** What is listed of a run: strips, errors, exemplars, named windows. */
import { describe, expect, test } from 'vitest'
import { closedLoad, type LoadShape } from '../../core/load/loadShape.ts'
import type { Exemplar } from '../../core/recording/second.ts'
import { reportOf } from '../runs/runReport.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { errorsView } from './errorsView.ts'
import { exemplarsView, type ExemplarsQuestion } from './exemplarsView.ts'
import { openRun } from './openRun.ts'
import { stripsView } from './stripsView.ts'
import { HOSTILE } from './testing/arbitraryRun.ts'
import { atOnce, criterionOf, percentileOf, writeRawRun, type RawRunOptions, type RawSecond } from './testing/rawRun.ts'
import { steadyLoad } from './testing/steadyLoad.ts'

const EVERYTHING = { endpoint: null, userType: null, trustedOnly: false }

function recordIn(seconds: readonly RawSecond[], options: RawRunOptions = {}): RunRecord {
  return recordOf(writeRawRun(openMemoryHistory(), seconds, options))
}

describe('strips', () => {
  /** From 10 s on slow, from 20 s on slower still, from 30 s on nothing; 40 s untrusted, at last too few. */
  const latencyOf = (t: number): number[] => {
    if (t >= 30 && t < 40) return []
    const ms = t < 10 ? 100 : t < 20 ? 300 : t < 30 ? 900 : 100
    return Array.from({ length: t < 50 ? 30 : 1 }, (_, at) => ms * 1000 + at)
  }
  const seconds: RawSecond[] = Array.from({ length: 60 }, (_, t) => ({
    t,
    requests: [
      ...(latencyOf(t).length === 0
        ? []
        : [{ series: seriesOf(HOSTILE), latenciesUs: latencyOf(t), servicesUs: null }]),
      { series: seriesOf('GET /free'), latenciesUs: [5000], servicesUs: null },
      { series: seriesOf('GET /free', 'failed'), latenciesUs: [9_000_000], servicesUs: null },
    ],
    ...(t >= 40 && t < 50 ? { doubt: 'eventLoopDelay' as const } : {}),
  }))
  const criteria = [
    criterionOf(HOSTILE, 'p95 < 200ms', 'target'),
    criterionOf(HOSTILE, 'p95 < 500ms'),
    // Of all requests, or for all of the run: nothing that a cell of one endpoint can say.
    criterionOf(null, 'p95 < 1ms'),
    criterionOf(HOSTILE, 'count > 1000000'),
  ]

  test('say of each part whether the criteria that name the endpoint hold', async () => {
    const { stepS, endpoints, window } = await stripsView(
      recordIn(seconds, { criteria }),
      { window: { fromS: 0, toS: 60 }, filter: EVERYTHING, endpoints: null },
      atOnce,
    )
    expect([stepS, window]).toEqual([1, { fromS: 0, toS: 60 }])
    const hostile = endpoints.find(({ name }) => name === HOSTILE)!
    expect([5, 15, 25, 35, 45, 55].map((at) => hostile.states[at])).toEqual([1, 2, 3, 0, 5, 4])
    expect([hostile.perS[5], hostile.perS[35], hostile.p95Ms[35]]).toEqual([30, 0, NaN])
    expect(hostile.p95Ms[5]).toBe(percentileOf(latencyOf(5), 95))
    const free = endpoints.find(({ name }) => name === 'GET /free')!
    expect([...new Set(free.states)]).toEqual([6])
    expect([free.perS[0], free.p95Ms[0]]).toEqual([2, 5])
  })

  test('have gaps, no zeros, where no second was written', async () => {
    const record = recordIn(seconds.filter(({ t }) => t !== 20))
    const { endpoints } = await stripsView(
      record,
      { window: { fromS: 0, toS: 60 }, filter: EVERYTHING, endpoints: null },
      atOnce,
    )
    for (const { perS } of endpoints)
      expect([perS[19] === 0, perS[20], perS[35] === undefined]).toEqual([false, NaN, false])
  })

  test('of a filter have its endpoint only', async () => {
    const record = recordIn(seconds, { criteria })
    const filter = { endpoint: { name: 'GET /free', kind: 'http' }, userType: null, trustedOnly: false }
    const question = { window: { fromS: 5, toS: 25 }, filter, endpoints: null }
    const { endpoints } = await stripsView(record, question, atOnce)
    expect(endpoints.map(({ name, perS }) => [name, perS.length, perS[3]])).toEqual([['GET /free', 20, 2]])
    const none = { endpoint: null, userType: 'constructor', trustedOnly: false }
    expect((await stripsView(record, { ...question, filter: none }, atOnce)).endpoints).toEqual([])
  })

  test('of some endpoints are the same as of all', async () => {
    const record = recordIn(seconds, { criteria })
    const question = { window: { fromS: 0, toS: 60 }, filter: EVERYTHING, endpoints: null }
    const all = await stripsView(record, question, atOnce)
    for (const name of ['GET /free', HOSTILE]) {
      const some = await stripsView(record, { ...question, endpoints: [{ name, kind: 'http' }] }, atOnce)
      expect(some).toEqual({ ...all, endpoints: all.endpoints.filter((one) => one.name === name) })
    }
    const strangers = [
      { name: '__proto__', kind: 'http' },
      { name: 'GET /free', kind: 'constructor' },
    ]
    expect((await stripsView(record, { ...question, endpoints: strangers }, atOnce)).endpoints).toEqual([])
    expect((await stripsView(record, { ...question, endpoints: [] }, atOnce)).endpoints).toEqual([])
  })

  test('end when nobody waits any more', async () => {
    const cancelled = async (): Promise<void> => {
      throw new Error('cancelled')
    }
    const question = { window: { fromS: 0, toS: 60 }, filter: EVERYTHING, endpoints: null }
    await expect(stripsView(recordIn(seconds), question, cancelled)).rejects.toThrow('cancelled')
  })
})

describe('errors', () => {
  const seconds = steadyLoad(100).map((second) => ({
    ...second,
    errors: [
      { class: 'status' as const, endpoint: 'GET /', message: HOSTILE, count: second.t < 50 ? 2 : 0 },
      { class: 'check' as const, endpoint: '__proto__', message: 'x'.repeat(9000), count: second.t === 99 ? 7 : 0 },
    ],
  }))

  test('of the whole run are those of the report', () => {
    const record = recordIn(seconds)
    const { groups, total } = errorsView(record, { fromS: 0, toS: 100 }, EVERYTHING)
    const shown = groups.map(({ line: _line, isWholeRun: _isWholeRun, ...group }) => group)
    const history = openMemoryHistory()
    expect(shown).toEqual(reportOf(history, record).errors)
    expect(total).toBe(107)
    history.close()
  })

  test('of a part have their count, share and line there, and when they were in all', () => {
    const { groups, stepS, window, total } = errorsView(recordIn(seconds), { fromS: 40, toS: 60 }, EVERYTHING)
    expect([stepS, window, total]).toEqual([1, { fromS: 40, toS: 60 }, 20])
    expect(groups).toEqual([
      {
        class: 'status',
        endpoint: 'GET /',
        message: HOSTILE,
        count: 20,
        isWholeRun: false,
        share: 20 / 200,
        firstMs: 0,
        lastMs: 50_000,
        line: Float64Array.from({ length: 20 }, (_, at) => (at < 10 ? 2 : 0)),
      },
    ])
  })

  test('of an endpoint that had no requests have no share', () => {
    const filter = { endpoint: { name: '__proto__', kind: 'http' }, userType: null, trustedOnly: false }
    const { groups } = errorsView(recordIn(seconds), { fromS: 90, toS: 100 }, filter)
    expect(groups.map(({ count, share }) => [count, share])).toEqual([[7, null]])
  })
})

describe('exemplars', () => {
  const exemplarAt = (startMs: number, latencyMs: number, endpoint = 'GET /', userType = 'shopper'): Exemplar => ({
    endpoint,
    userType,
    outcome: 'ok',
    reason: 'slowest',
    startMs,
    latencyUs: latencyMs * 1000,
    serviceUs: latencyMs * 1000,
    phasesUs: [0, 0, 0, 0, 0, latencyMs * 1000, 0],
    user: 1,
    iteration: 1,
    error: null,
    newConnection: false,
    request: { method: 'GET', url: 'http://a/', headers: [], body: null },
    response: null,
  })

  test('are of the second in which they ended, slowest first', () => {
    const seconds = steadyLoad(10).map((second) => ({
      ...second,
      exemplars:
        second.t === 5 ? [exemplarAt(2000, 3500), exemplarAt(5100, 100), exemplarAt(5000, 200, HOSTILE, 'admin')] : [],
    }))
    const record = recordIn(seconds)
    const shown = (fromS: number, toS: number, filter: ExemplarsQuestion['filter'] = EVERYTHING): number[] =>
      exemplarsView(record, { window: { fromS, toS }, filter, iteration: null }).map(({ latencyMs }) => latencyMs)
    expect(shown(5, 6)).toEqual([3500, 200, 100])
    expect(shown(2, 5)).toEqual([])
    expect(shown(0, 10, { endpoint: { name: HOSTILE, kind: 'http' }, userType: null, trustedOnly: false })).toEqual([
      200,
    ])
    expect(shown(0, 10, { endpoint: null, userType: 'shopper', trustedOnly: false })).toEqual([3500, 100])
    const [first] = exemplarsView(record, { window: { fromS: 5, toS: 6 }, filter: EVERYTHING, iteration: null })
    expect(first!.phasesMs.wait).toBe(3500)
  })

  test('say which messages came meanwhile, in ms; those of an older run say nothing of it', () => {
    const told = { ...exemplarAt(5000, 40), otherMessages: { count: 250, afterUs: [3000, 12_500] } }
    const seconds = steadyLoad(6).map((second) =>
      second.t === 5 ? { ...second, exemplars: [told, exemplarAt(5000, 30)] } : second,
    )
    const [one, other] = exemplarsView(recordIn(seconds), {
      window: { fromS: 0, toS: 6 },
      filter: EVERYTHING,
      iteration: null,
    })
    expect(one!.otherMessages).toEqual({ count: 250, afterMs: [3, 12.5] })
    expect(other).not.toHaveProperty('otherMessages')
  })

  test('are those of one iteration of one user, when that is asked for', () => {
    const of = (user: number, iteration: number, userType: string, latencyMs: number): Exemplar => ({
      ...exemplarAt(100, latencyMs, 'GET /', userType),
      user,
      iteration,
    })
    const exemplars = [
      of(3, 7, 'shopper', 1),
      of(3, 8, 'shopper', 2),
      of(4, 7, 'shopper', 3),
      of(3, 7, 'admin', 4),
      of(3, 7, 'shopper', 2500),
      of(3, -1, 'shopper', 6),
    ]
    const record = recordIn(steadyLoad(5).map((second) => (second.t === 0 ? { ...second, exemplars } : second)))
    const shown = (toS: number, iteration: number): number[] =>
      exemplarsView(record, {
        window: { fromS: 0, toS },
        filter: EVERYTHING,
        iteration: { userType: 'shopper', user: 3, iteration },
      }).map(({ latencyMs }) => latencyMs)
    expect([shown(5, 7), shown(1, 7), shown(5, -1), shown(5, 99)]).toEqual([[2500, 1], [1], [6], []])
  })
})

describe('a run that is opened', () => {
  test('has its names sorted, its windows, and its notes as they are', () => {
    const seconds = steadyLoad(60).map((second) => ({
      ...second,
      requests: [
        ...second.requests,
        { series: seriesOf(HOSTILE, 'ok', '__proto__'), latenciesUs: [1], servicesUs: null },
      ],
    }))
    const load: LoadShape = {
      model: 'closed',
      stages: [
        { durationMs: 5000, from: 1, to: 10 },
        { durationMs: 15_500, from: 10, to: 10 },
        { durationMs: 0, from: 10, to: 40 },
        { durationMs: 10_000, from: 40, to: 40 },
        { durationMs: 10_000, from: 40, to: 40 },
        { durationMs: 10_000, from: 0, to: 0 },
      ],
    }
    const view = openRun(recordIn(seconds, { load, warmUpMs: 8000, loadEndMs: 50_500 }))
    expect(view.endpoints.map(({ name }) => name)).toEqual([HOSTILE, 'GET /'].toSorted())
    expect(view.userTypes).toEqual(['__proto__', 'shopper'])
    expect(view.windows).toEqual([
      { kind: 'whole', name: 'Whole run', fromS: 0, toS: 60 },
      { kind: 'judged', name: 'Without warm-up', fromS: 8, toS: 50 },
      { kind: 'plateau', name: 'Plateau 1: 10 users', fromS: 8, toS: 20 },
      { kind: 'plateau', name: 'Plateau 2: 40 users', fromS: 21, toS: 40 },
    ])
    expect([view.verdict, view.criteria, view.endS, view.planText]).toEqual([null, [], 60, 'name: shop'])
  })

  test('has no windows before its first second', () => {
    const view = openRun(recordIn([], { loadEndMs: null, load: closedLoad(1, 1, 60_000) }))
    expect([view.endS, view.windows, view.endpoints]).toEqual([0, [], []])
  })
})
