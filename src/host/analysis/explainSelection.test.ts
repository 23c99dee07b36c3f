/** A selection against the plain lists that the run was made of. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { explainSelection } from './explainSelection.ts'
import { heatmapView } from './heatmapView.ts'
import { arbitraryRun, HOSTILE } from './testing/arbitraryRun.ts'
import { atOnce, writeRawRun, type RawSecond } from './testing/rawRun.ts'

const EVERYTHING = { endpoint: null, userType: null, trustedOnly: false }
const latency = { of: 'all', from: 'intended' } as const

/** One slow request of a hostile name among nine fast ones, in the middle third only. */
const seconds: RawSecond[] = Array.from({ length: 30 }, (_, t) => ({
  t,
  requests: [
    { series: seriesOf('GET /'), latenciesUs: Array.from({ length: 9 }, () => 2000), servicesUs: null },
    ...(t >= 10 && t < 20
      ? [{ series: seriesOf(HOSTILE, 'failed', '__proto__'), latenciesUs: [900_000], servicesUs: null }]
      : []),
  ],
}))

test('says who is in it and who is not', () => {
  const record = recordOf(writeRawRun(openMemoryHistory(), seconds))
  const selection = { fromS: 15, toS: 30, fromMs: 500, toMs: 2000 }
  const view = explainSelection(record, { window: { fromS: 0, toS: 30 }, filter: EVERYTHING, latency, selection })
  expect([view.selected, view.rest]).toEqual([5, 275])
  expect(view.endpoints.toSorted((a, b) => a.rest - b.rest)).toEqual([
    { name: HOSTILE, kind: 'http', selected: 5, rest: 5 },
    { name: 'GET /', kind: 'http', selected: 0, rest: 270 },
  ])
  expect(view.userTypes.find(({ name }) => name === '__proto__')).toEqual({ name: '__proto__', selected: 5, rest: 5 })
  expect(view.outcomes.find(({ name }) => name === 'failed')).toEqual({ name: 'failed', selected: 5, rest: 5 })
})

test('asks only of those that the filter and the latency choice leave', () => {
  const record = recordOf(writeRawRun(openMemoryHistory(), seconds))
  const window = { fromS: 0, toS: 30 }
  const selection = { fromS: 0, toS: 30, fromMs: 0, toMs: 1e10 }
  const ask = (filter: Parameters<typeof explainSelection>[1]['filter'], of: 'ok' | 'failed') =>
    explainSelection(record, { window, filter, latency: { of, from: 'sent' }, selection })
  expect(ask(EVERYTHING, 'ok')).toMatchObject({ selected: 270, rest: 0 })
  expect(
    ask({ endpoint: { name: HOSTILE, kind: 'http' }, userType: null, trustedOnly: false }, 'failed').selected,
  ).toBe(10)
  expect(ask({ endpoint: null, userType: 'nobody', trustedOnly: false }, 'failed')).toEqual({
    selected: 0,
    rest: 0,
    endpoints: [],
    userTypes: [],
    outcomes: [],
  })
})

test('outside of the window nothing is selected', () => {
  const record = recordOf(writeRawRun(openMemoryHistory(), seconds))
  const selection = { fromS: 20, toS: 30, fromMs: 0, toMs: 1e10 }
  const view = explainSelection(record, { window: { fromS: 0, toS: 10 }, filter: EVERYTHING, latency, selection })
  expect([view.selected, view.rest]).toEqual([0, 90])
})

test('of any run and any rectangle, counts are those of the cells of the heatmap', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), async (run, corners) => {
      const record = recordOf(writeRawRun(openMemoryHistory(), run.seconds, run))
      const question = { window: { fromS: 0, toS: 81 }, filter: EVERYTHING, latency, points: 20 }
      const heatmap = await heatmapView(record, question, atOnce)
      const { columns, rows, counts, edgesMs, stepS, window } = heatmap
      if (rows === 0) return
      const [a, b, c, d] = corners
      const [left, right] = [a % columns, b % columns].toSorted((one, other) => one - other) as [number, number]
      const [low, high] = [c % rows, d % rows].toSorted((one, other) => one - other) as [number, number]
      let selected = 0
      for (let column = left; column <= right; column++)
        for (let row = low; row <= high; row++) selected += counts[column * rows + row]!
      const selection = {
        fromS: window.fromS + left * stepS,
        toS: window.fromS + (right + 1) * stepS,
        fromMs: edgesMs[low]!,
        toMs: edgesMs[high + 1]!,
      }
      const view = explainSelection(record, { window, filter: EVERYTHING, latency, selection })
      const all = counts.reduce((sum, count) => sum + count, 0)
      expect([view.selected, view.rest]).toEqual([selected, all - selected])
      for (const parts of [view.endpoints, view.userTypes, view.outcomes])
        expect(parts.reduce((sum, part) => sum + part.selected + part.rest, 0)).toBe(all)
    }),
    { numRuns: 15 },
  )
})
