/** Heatmap and distribution against the lists that went in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketIndexOf, medianEquivalentUs } from '../../core/histogram/layout.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf, windowOf } from '../storage/testing/syntheticSeconds.ts'
import { distributionView } from './distributionView.ts'
import { errorsView } from './errorsView.ts'
import { explainSelection } from './explainSelection.ts'
import { heatmapView } from './heatmapView.ts'
import { LatencySum } from './latencySum.ts'
import { edgeMs, ROW_COUNT, rowOf } from './latencyRows.ts'
import { PERCENTILES_OF_SPECTRUM } from './spectrumPercentiles.ts'
import { arbitraryRun, isRequest, latenciesOf, requestsIn } from './testing/arbitraryRun.ts'
import { atOnce, percentileOf, writeRawRun } from './testing/rawRun.ts'
import { steadyLoad } from './testing/steadyLoad.ts'
import { windowView } from './windowView.ts'

const EVERYTHING = { endpoint: null, userType: null, trustedOnly: false }
const OK = { of: 'ok', from: 'intended' } as const
const shownUs = (us: number): number => medianEquivalentUs(bucketIndexOf(us))

describe('rows', () => {
  test('hold what lies between their edges, from nothing to the longest latency there can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (us) => {
        const row = rowOf(us)
        expect(edgeMs(row) * 1000).toBeLessThanOrEqual(us)
        expect(edgeMs(row + 1) * 1000).toBeGreaterThan(us)
      }),
      { numRuns: 5000 },
    )
    expect([rowOf(0), rowOf(1)]).toEqual([1, 1])
    expect(rowOf(2 ** 32) + 1).toBeLessThan(ROW_COUNT)
    expect(edgeMs(rowOf(1000) + 20) / edgeMs(rowOf(1000))).toBeCloseTo(10, 10)
  })
})

describe('a heatmap', () => {
  test('counts every request once, in its column and between its edges', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, fc.integer({ min: 1, max: 40 }), async (run, points) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const window = { fromS: 0, toS: record.endS }
        const question = { window, filter: EVERYTHING, points, latency: OK }
        const view = await heatmapView(record, question, atOnce)
        expect(view.edgesMs.length).toBe(view.rows + 1)
        expect(view.counts.length).toBe(view.columns * view.rows)
        const expected = new Uint32Array(view.counts.length)
        const failed = new Uint32Array(view.columns)
        for (let column = 0; column < view.columns; column++) {
          const fromS = view.window.fromS + column * view.stepS
          for (const { series, latenciesUs } of requestsIn(run.seconds, fromS, fromS + view.stepS, isRequest)) {
            if (series.outcome === 'failed') failed[column]! += latenciesUs.length
            else
              for (const us of latenciesUs.map(shownUs)) {
                const row = view.edgesMs.findLastIndex((edge) => edge * 1000 <= Math.max(1, us))
                expected[column * view.rows + row]! += 1
              }
          }
        }
        expect(view.counts).toEqual(expected)
        expect(view.failed).toEqual(failed)
        // One row of room on either side.
        if (view.rows > 0) {
          const rowSum = (row: number): number =>
            view.counts.reduce((sum, count, at) => sum + (at % view.rows === row ? count : 0), 0)
          expect([rowSum(0), rowSum(view.rows - 1)]).toEqual([0, 0])
          expect(rowSum(1)).toBeGreaterThan(0)
          expect(rowSum(view.rows - 2)).toBeGreaterThan(0)
        }
        history.close()
      }),
      { numRuns: 40 },
    )
  })

  test.each([
    { fromS: 0, toS: 6 },
    { fromS: 2, toS: 6 },
    { fromS: 0, toS: 8 },
    { fromS: 0, toS: 10 },
    { fromS: 0, toS: 5 },
    { fromS: 7, toS: 9 },
  ])('has the requests that its window, distribution, table and selection have: %j', async (window) => {
    const history = openMemoryHistory()
    const seconds = steadyLoad(10).map(({ t, requests }) => ({
      t,
      requests: [...requests, { series: seriesOf('GET /', 'failed'), latenciesUs: [1000], servicesUs: null }],
      errors: [{ class: 'status' as const, endpoint: 'GET /', message: '503', count: 1 }],
    }))
    // Stopped in its seventh second; what was under way ended in the three after it.
    const record = recordOf(writeRawRun(history, seconds, { loadEndMs: 6500 }))
    const view = await heatmapView(record, { window, filter: EVERYTHING, points: 100, latency: OK }, atOnce)
    const counted = view.counts.reduce((sum, count) => sum + count, 0)
    const failed = view.failed.reduce((sum, count) => sum + count, 0)
    const { totals } = windowView(record, window, EVERYTHING)
    expect({ requests: counted + failed, failures: failed }).toEqual({
      requests: totals.requests,
      failures: totals.failures,
    })
    expect(distributionView(record, { window, filter: EVERYTHING, latency: OK }).count).toBe(counted)
    for (const asked of [window, view.window]) {
      const selection = { ...asked, fromMs: 0, toMs: 1e10 }
      const explained = explainSelection(record, { window: asked, filter: EVERYTHING, latency: OK, selection })
      expect([explained.selected, explained.rest]).toEqual([counted, 0])
    }
    const [errors] = errorsView(record, window, EVERYTHING).groups
    expect(errors!.count).toBe(failed)
    expect(errors!.line.reduce((sum, count) => sum + count, 0)).toBe(failed)
    history.close()
  })

  test('of nothing has no rows', async () => {
    const history = openMemoryHistory()
    const record = recordOf(writeRawRun(history, [{ t: 0, requests: [] }]))
    const question = { window: { fromS: 0, toS: 5 }, filter: EVERYTHING, points: 100, latency: OK }
    const view = await heatmapView(record, question, atOnce)
    expect(view).toMatchObject({ columns: 1, rows: 0, counts: new Uint32Array(0), failed: new Uint32Array(1) })
    expect(view.edgesMs.length).toBe(1)
    history.close()
  })
})

describe('a distribution', () => {
  test('has all requests in its bars, and the percentiles of the lists in its spectrum', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.constantFrom('ok' as const, 'all' as const, 'failed' as const), (run, of) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const latency = { of, from: 'intended' } as const
        const window = { fromS: 0, toS: record.endS }
        const view = distributionView(record, { window, filter: EVERYTHING, latency })
        const list = latenciesOf(
          requestsIn(run.seconds, 0, record.endS, isRequest).filter(
            ({ series }) => of === 'all' || series.outcome === of,
          ),
        )
        expect(view.count).toBe(list.length)
        expect(view.bars.reduce((sum, { count }) => sum + count, 0)).toBe(list.length)
        for (const { fromMs, toMs, count } of view.bars) {
          const inside = list.filter((us) => {
            const ms = Math.max(1, shownUs(us)) / 1000
            return ms >= fromMs && ms < toMs
          })
          expect(count).toBe(inside.length)
        }
        if (list.length === 0) expect(view).toMatchObject({ minMs: null, meanMs: null, maxMs: null, spectrum: [] })
        else expect([view.minMs, view.maxMs]).toEqual([Math.min(...list) / 1000, Math.max(...list) / 1000])
        for (const { p, ms, above } of view.spectrum) {
          if (p === 0) continue
          expect(ms).toBe(p === 100 ? view.maxMs : percentileOf(list, p))
          expect(above).toBe(list.filter((us) => bucketIndexOf(us) > bucketIndexOf(Math.round(ms * 1000))).length)
          expect(p === 100 || above >= 10).toBe(true)
        }
        history.close()
      }),
      { numRuns: 40 },
    )
  })

  test('says of every single µs how many requests are above it', () => {
    // 1001 / 1000 * 1000 is less than 1001, and it is not the only one.
    const latencies = new LatencySum(OK)
    const latenciesUs = Array.from({ length: 2000 }, (_, at) => at + 1)
    latencies.add({ kind: 'http', outcome: 'ok' }, windowOf(latenciesUs))
    for (const us of latenciesUs) expect(latencies.countAbove(us / 1000)).toBe(2000 - us)
  })

  test('of a thousand requests ends where fewer than ten are above, with the largest', () => {
    const history = openMemoryHistory()
    const latenciesUs = Array.from({ length: 1000 }, (_, at) => (at + 1) * 100)
    const seconds = [{ t: 0, requests: [{ series: seriesOf('GET /'), latenciesUs, servicesUs: null }] }]
    const record = recordOf(writeRawRun(history, seconds))
    const window = { fromS: 0, toS: 1 }
    const { spectrum } = distributionView(record, { window, filter: EVERYTHING, latency: OK })
    const last = spectrum.at(-2)!
    expect([last.above >= 10, last.p <= 99, last.p > 98.5]).toEqual([true, true, true])
    expect(spectrum.at(-1)).toEqual({ p: 100, ms: 100, above: 0 })
    expect(spectrum[0]).toEqual({ p: 0, ms: 0.1, above: 999 })
    history.close()
  })

  test('of what was sent is the service time', () => {
    const history = openMemoryHistory()
    const seconds = [
      { t: 0, requests: [{ series: seriesOf('GET /'), latenciesUs: [9000, 9100], servicesUs: [2000, 4000] }] },
      ...steadyLoad(3).slice(1),
    ]
    const record = recordOf(writeRawRun(history, seconds))
    const view = distributionView(record, {
      window: { fromS: 0, toS: 1 },
      filter: EVERYTHING,
      latency: { of: 'ok', from: 'sent' },
    })
    expect([view.count, view.minMs, view.meanMs]).toEqual([2, 2, 3])
    expect(view.maxMs).toBeCloseTo(4, 2)
    history.close()
  })
})

test('the percentiles of a spectrum rise, are below 100, and have those that people name', () => {
  expect(PERCENTILES_OF_SPECTRUM).toEqual([...new Set(PERCENTILES_OF_SPECTRUM)].toSorted((a, b) => a - b))
  expect(PERCENTILES_OF_SPECTRUM).toEqual(expect.arrayContaining([0, 50, 75, 90, 95, 99, 99.9, 99.99]))
  expect(PERCENTILES_OF_SPECTRUM.at(-1)).toBeLessThan(100)
  expect(new Set(PERCENTILES_OF_SPECTRUM.map((p) => p.toFixed(5))).size).toBeGreaterThan(100)
})
