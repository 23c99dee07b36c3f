/** Each endpoint's distribution against the lists that went in, and against HdrHistogram. */
import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { MOST_RIDGES, type AnalysisFilter, type LatencyChoice } from '../../contract/methods/analysis.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf, type Requests } from '../storage/testing/syntheticSeconds.ts'
import { distributionView } from './distributionView.ts'
import { endpointDistributions } from './endpointDistributions.ts'
import { arbitraryRun, HOSTILE, isRequest, latenciesOf, requestsIn } from './testing/arbitraryRun.ts'
import { atOnce, percentileOf, writeRawRun, type RawSecond } from './testing/rawRun.ts'

const EVERYTHING: AnalysisFilter = { endpoint: null, userType: null, trustedOnly: false }
const PERCENTILES = [0, 50, 95, 99, 100]

function ask(
  record: RunRecord,
  given: { fromS?: number; toS?: number; filter?: AnalysisFilter } & Partial<LatencyChoice>,
) {
  const { fromS = 0, toS = record.endS, filter = EVERYTHING, of = 'ok', from = 'intended' } = given
  const question = { window: { fromS, toS }, filter, latency: { of, from }, percentiles: PERCENTILES }
  return endpointDistributions(record, question, atOnce)
}

test('of any run and window, each has its requests, its bars, its percentiles and its part of the time', async () => {
  const choices = fc.record({
    of: fc.constantFrom('ok' as const, 'all' as const, 'failed' as const),
    from: fc.constantFrom('intended' as const, 'sent' as const),
  })
  await fc.assert(
    fc.asyncProperty(arbitraryRun, choices, fc.nat(40), async (run, latency, fromS) => {
      const history = openMemoryHistory()
      const record = recordOf(writeRawRun(history, run.seconds, { ...run, loadEndMs: null }))
      const window = { fromS, toS: Math.max(fromS + 1, record.endS - 3) }
      const view = await ask(record, { ...window, ...latency })
      const requests = requestsIn(run.seconds, window.fromS, window.toS, isRequest).filter(
        ({ series }) => latency.of === 'all' || series.outcome === latency.of,
      )
      const names = [...new Set(requests.map(({ series }) => series.endpoint))]
      expect(view.endpoints.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
      expect(view.others).toEqual({ count: 0, timeShare: timeOf(requests, latency.from) === 0 ? null : 0 })
      const shares = view.endpoints.map(({ timeShare }) => timeShare ?? 0)
      expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      for (const { name, kind, count, timeShare, percentiles, bars } of view.endpoints) {
        const its = requests.filter(({ series }) => series.endpoint === name)
        const list = latenciesOf(its)
        expect(count).toBe(list.length)
        const all = timeOf(requests, latency.from)
        if (all > 0) expect(timeShare).toBeCloseTo(timeOf(its, latency.from) / all, 10)
        // The same as if only it had been asked for.
        const alone = distributionView(record, {
          window,
          filter: { endpoint: { name, kind }, userType: null, trustedOnly: false },
          latency,
        })
        expect(bars).toEqual(alone.bars)
        for (const { p, ms } of percentiles) {
          const known = alone.spectrum.find((point) => point.p === p)
          expect(ms).toBe(known?.ms ?? null)
          if (latency.from === 'intended' && p > 0 && ms !== null) expect(ms).toBe(percentileOf(list, p))
        }
      }
      history.close()
    }),
    { numRuns: 40 },
  )
})

test('percentiles and bars of a window are those of HdrHistogram over the same values', async () => {
  const list = (t: number, place: number): number[] =>
    Array.from({ length: 60 }, (_, at) => 1000 * (place + 1) + ((at * 7919 + t * 104_729) % 90_000))
  const seconds: RawSecond[] = Array.from({ length: 30 }, (_, t) => ({
    t,
    requests: ['GET /a', 'GET /b'].map((name, place) => ({
      series: seriesOf(name),
      latenciesUs: list(t, place),
      servicesUs: null,
    })),
  }))
  const record = recordOf(writeRawRun(openMemoryHistory(), seconds))
  const view = await ask(record, { fromS: 3, toS: 27 })
  expect(view.endpoints.map(({ name }) => name)).toEqual(['GET /b', 'GET /a'])
  for (const [at, place] of [1, 0].entries()) {
    const hdr = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 3_600_000_000,
      numberOfSignificantValueDigits: 3,
    })
    for (let t = 3; t < 27; t++) for (const us of list(t, place)) hdr.recordValue(us)
    const { count, percentiles, bars } = view.endpoints[at]!
    expect(count).toBe(hdr.totalCount)
    for (const { p, ms } of percentiles.filter((one) => one.p > 0 && one.p < 100))
      expect(ms).toBe(hdr.getValueAtPercentile(p) / 1000)
    expect(percentiles.at(-1)).toEqual({ p: 100, ms: hdr.maxValue / 1000 })
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(hdr.totalCount)
  }
})

test('of more than twelve those that took most time are told apart, and the rest is counted', async () => {
  const requests = Array.from({ length: 15 }, (_, at) => ({
    series: seriesOf(at === 3 ? HOSTILE : `GET /${at}`),
    latenciesUs: [(at + 1) * 1000],
    servicesUs: null,
  }))
  const record = recordOf(writeRawRun(openMemoryHistory(), [{ t: 0, requests }]))
  const { endpoints, others } = await ask(record, {})
  expect(endpoints).toHaveLength(MOST_RIDGES)
  expect(endpoints[0]).toMatchObject({ name: 'GET /14', kind: 'http', count: 1, timeShare: 15 / 120 })
  expect(endpoints.at(-1)!.name).toBe(HOSTILE)
  expect(others).toEqual({ count: 3, timeShare: 6 / 120 })
  // One request is above no percentile: only its largest is known.
  expect(endpoints[0]!.percentiles).toEqual(PERCENTILES.map((p) => ({ p, ms: p === 100 ? 15 : null })))
})

test('a group is told apart only when it is asked for, and never mixed with a request of its name', async () => {
  const series = seriesOf('GET /')
  const requests: Requests[] = [
    { series, latenciesUs: [1000], servicesUs: null },
    { series: { ...series, kind: 'group' }, latenciesUs: [9000], servicesUs: null },
  ]
  const record = recordOf(writeRawRun(openMemoryHistory(), [{ t: 0, requests }]))
  const maxOf = async (filter: AnalysisFilter): Promise<unknown> =>
    (await ask(record, { filter })).endpoints.map(({ kind, percentiles }) => [kind, percentiles.at(-1)?.ms])
  expect(await maxOf(EVERYTHING)).toEqual([['http', 1]])
  expect(await maxOf({ endpoint: { name: 'GET /', kind: 'group' }, userType: null, trustedOnly: false })).toEqual([
    ['group', 9],
  ])
})

test('of nothing there is nothing', async () => {
  const record = recordOf(writeRawRun(openMemoryHistory(), [{ t: 0, requests: [] }]))
  const none = { endpoints: [], others: { count: 0, timeShare: null } }
  expect(await ask(record, {})).toEqual(none)
  expect(
    await ask(record, {
      filter: { endpoint: { name: '__proto__', kind: 'x' }, userType: 'nobody', trustedOnly: false },
    }),
  ).toEqual(none)
})

function timeOf(requests: readonly Requests[], from: LatencyChoice['from']): number {
  return requests
    .flatMap(({ latenciesUs, servicesUs }) => (from === 'sent' ? (servicesUs ?? latenciesUs) : latenciesUs))
    .reduce((sum, us) => sum + us, 0)
}
