import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { heatmapView } from './heatmapView.ts'
import { createStepMemory, readMissing } from './stepMemory.ts'
import { stripsView } from './stripsView.ts'
import { arbitraryRun } from './testing/arbitraryRun.ts'
import { atOnce, writeRawRun } from './testing/rawRun.ts'
import { timelineView, type TimelineQuestion } from './timelineView.ts'

const QUESTION: Omit<TimelineQuestion, 'window' | 'points'> = {
  filter: { endpoint: null, userType: null, trustedOnly: false },
  latency: { of: 'ok', from: 'intended' },
  percentiles: [50, 99],
}

test('a window looked at after others is as it would be by itself', async () => {
  const window = fc.record({ fromS: fc.nat(40), length: fc.nat(40), points: fc.integer({ min: 1, max: 60 }) })
  const of = fc.constantFrom('ok', 'all', 'failed')
  await fc.assert(
    fc.asyncProperty(
      arbitraryRun,
      fc.array(fc.tuple(window, of), { minLength: 2, maxLength: 6 }),
      async (run, asked) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const memory = createStepMemory()
        for (const [{ fromS, length, points }, of] of asked) {
          const question: TimelineQuestion = {
            ...QUESTION,
            latency: { of, from: 'intended' },
            window: { fromS, toS: fromS + length },
            points,
          }
          expect(await timelineView(record, question, atOnce, memory)).toEqual(
            await timelineView(record, question, atOnce),
          )
          expect(await heatmapView(record, question, atOnce, memory)).toEqual(
            await heatmapView(record, question, atOnce),
          )
        }
        history.close()
      },
    ),
    { numRuns: 25 },
  )
})

test('strips of some endpoints after those of others are as they would be by themselves', async () => {
  const window = fc.record({ fromS: fc.nat(40), length: fc.nat(40), some: fc.array(fc.nat(5), { maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(arbitraryRun, fc.array(window, { minLength: 2, maxLength: 6 }), async (run, asked) => {
      const history = openMemoryHistory()
      const record = recordOf(writeRawRun(history, run.seconds, run))
      const all = record.reader.series().map(({ endpoint: name, kind }) => ({ name, kind }))
      const memory = createStepMemory()
      for (const { fromS, length, some } of asked) {
        const endpoints = some.length === 0 ? null : some.flatMap((at) => all[at] ?? [])
        const question = { window: { fromS, toS: fromS + length }, filter: QUESTION.filter, endpoints }
        expect(await stripsView(record, question, atOnce, memory)).toEqual(await stripsView(record, question, atOnce))
      }
      history.close()
    }),
    { numRuns: 25 },
  )
})

test('only steps that are missing are read, those in a row at once', async () => {
  const rows = new Map([[10, 'ten'], [25, 'twenty-five']]) // prettier-ignore
  const read: [number, number][] = []
  await readMissing(
    { stepS: 5, fromS: 5, toS: 38, count: 7 },
    rows,
    (fromS, toS) => {
      read.push([fromS, toS])
      return fromS === 15 ? [[15, 'fifteen'], [20, 'twenty']] : [[fromS, 'one']] // prettier-ignore
    },
    atOnce,
  )
  expect(read).toEqual([[5, 10], [15, 25], [30, 38]]) // prettier-ignore
  expect([...rows.keys()].toSorted((a, b) => a - b)).toEqual([5, 10, 15, 20, 25, 30])
})

test('what was asked for longest ago is forgotten first, and nothing grows without end', () => {
  const memory = createStepMemory()
  const first = memory.rows<number>({ stepS: 0 })
  first.set(1, 1)
  for (let stepS = 1; stepS < 12; stepS++) memory.rows({ stepS })
  expect(memory.rows({ stepS: 0 })).toBe(first)
  for (let stepS = 20; stepS < 31; stepS++) memory.rows({ stepS })
  expect(memory.rows({ stepS: 0 })).toBe(first)
  for (let stepS = 40; stepS < 52; stepS++) memory.rows({ stepS })
  const again = memory.rows<number>({ stepS: 0 })
  expect(again.size).toBe(0)
  for (let t = 0; t < 8000; t++) again.set(t, t)
  expect(memory.rows({ stepS: 0 }).size).toBe(0)
})
