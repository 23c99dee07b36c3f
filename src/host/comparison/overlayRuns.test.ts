/** Runs over each other against the lists that went in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlaySchema, type OverlaidRuns, type OverlayView } from '../../contract/methods/builds.ts'
import type { Params } from '../../contract/method.ts'
import type { overlayMethods } from '../../contract/methods/builds.ts'
import { requestsNeeded } from '../../core/comparison/metrics.ts'
import { MOST_STAGES } from '../../core/comparison/overlay/alignByStage.ts'
import type { LoadShape } from '../../core/load/loadShape.ts'
import { arbitraryRun, HOSTILE, isRequest, latenciesOf, requestsIn } from '../analysis/testing/arbitraryRun.ts'
import { atOnce, percentileOf, writeRawRun, type RawSecond } from '../analysis/testing/rawRun.ts'
import { steadyLoad } from '../analysis/testing/steadyLoad.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import { seriesOf, type Requests } from '../storage/testing/syntheticSeconds.ts'
import { overlayRuns } from './overlayRuns.ts'
import { writeBuilds } from './testing/twoBuilds.ts'

type Question = Params<(typeof overlayMethods)['builds.overlay']>
const ask = (history: History, question: Question): Promise<OverlayView> =>
  overlayRuns(history, overlaySchema.parse(question), atOnce)

async function overlaid(history: History, question: Question): Promise<OverlaidRuns> {
  const view = await ask(history, question)
  if (view.kind !== 'overlaid') throw new Error(`${view.stages} stages`)
  return view
}

/** Seconds that are written, to the whole second in which the load ended, and not in doubt: dropped arrivals make nothing else false. */
function secondsOf({ seconds, loadEndMs, warmUpMs }: { seconds: RawSecond[]; loadEndMs: number; warmUpMs: number }) {
  const wholeMs = Math.floor(loadEndMs / 1000) * 1000
  // Of a load that ends in its first judged second, that second is all there is.
  const endS = wholeMs > Math.min(warmUpMs, loadEndMs) ? wholeMs / 1000 : Infinity
  return seconds.filter(({ t, doubt }) => t < endS && (doubt === undefined || doubt === 'dropped'))
}

const at = (seconds: readonly RawSecond[]): Requests[] =>
  seconds.flatMap((second) => requestsIn([second], second.t, second.t + 1, isRequest))
const okOf = (all: readonly Requests[]) => latenciesOf(all.filter(({ series }) => series.outcome === 'ok'))

/** Without gaps, some of it in doubt. */
const denseRun = fc
  .record({
    seconds: fc.array(
      fc.record({
        latenciesUs: fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 40 }),
        isDoubted: fc.integer({ max: 12, min: 0 }).map((dice) => dice === 0),
      }),
      { minLength: 12, maxLength: 60 },
    ),
    warmUpS: fc.nat(6),
    afterLoadMs: fc.nat(3000),
  })
  .map(({ seconds, warmUpS, afterLoadMs }) => ({
    seconds: seconds.map(({ latenciesUs, isDoubted }, t): RawSecond => ({
      t,
      requests: [
        { series: seriesOf('GET /'), latenciesUs, servicesUs: null },
        { series: seriesOf('GET /b', 'failed'), latenciesUs: [t], servicesUs: null },
      ],
      ...(isDoubted ? { doubt: 'scheduleLag' } : {}),
    })),
    warmUpMs: warmUpS * 1000,
    loadEndMs: seconds.length * 1000 - afterLoadMs,
  }))

describe('every step has what the lists say of its seconds', () => {
  test('by elapsed time', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, arbitraryRun, async (one, other) => {
        fc.pre([one, other].every(({ loadEndMs, warmUpMs }) => Math.floor(loadEndMs / 1000) * 1000 > warmUpMs))
        const history = openMemoryHistory()
        const ids = [one, other].map((run) => writeRawRun(history, run.seconds, run).run().id)
        const view = await overlaid(history, { baseline: [ids[0]!], candidate: [ids[1]!] })
        expect([view.axis.step, view.warmUpS]).toEqual([1, Math.max(one.warmUpMs, other.warmUpMs) / 1000])
        for (const [run, of] of [
          [one, view.baseline[0]!],
          [other, view.candidate[0]!],
        ] as const) {
          const known = secondsOf(run)
          for (let step = 0; step < view.axis.count; step++) {
            const own = known.filter(({ t }) => t === step)
            const all = at(own)
            const ok = okOf(all)
            expect(of.requestsPerS[step]).toBe(own.length === 0 ? NaN : latenciesOf(all).length)
            expect([of.p50Ms[step], of.p99Ms[step]]).toEqual([percentileOf(ok, 50), percentileOf(ok, 99)])
            expect(of.failurePercent[step]).toBe(
              (100 * (latenciesOf(all).length - ok.length)) / latenciesOf(all).length,
            )
          }
        }
        history.close()
      }),
      { numRuns: 25 },
    )
  })

  test('by the rate that was achieved: of all seconds of one rate together', async () => {
    await fc.assert(
      fc.asyncProperty(denseRun, async (run) => {
        const history = openMemoryHistory()
        const { id } = writeRawRun(history, run.seconds, run).run()
        const { axis, candidate } = await overlaid(history, { baseline: [id], candidate: [id], align: 'rate' })
        const known = secondsOf(run)
        const endS = Math.floor(run.loadEndMs / 1000)
        for (let step = 0; step < axis.count; step++) {
          const [low, high] = [axis.from + step * axis.step, axis.from + (step + 1) * axis.step]
          const blocks = Array.from({ length: Math.floor(endS / 5) }, (_, block) => block * 5).filter((fromS) => {
            const own = known.filter(({ t }) => t >= fromS && t < fromS + 5)
            const rate = latenciesOf(requestsIn(run.seconds, fromS, fromS + 5, isRequest)).length / 5
            return fromS * 1000 >= run.warmUpMs && own.length === 5 && rate >= low && rate < high
          })
          const seconds = known.filter(({ t }) => blocks.some((fromS) => t >= fromS && t < fromS + 5))
          const all = at(seconds)
          const ok = okOf(all)
          const expected = (p: number): number => (ok.length < requestsNeeded(p) ? NaN : percentileOf(ok, p))
          expect(candidate[0]!.requestsPerS[step]).toBe(latenciesOf(all).length / seconds.length)
          expect([candidate[0]!.p50Ms[step], candidate[0]!.p95Ms[step]]).toEqual([expected(50), expected(95)])
        }
        history.close()
      }),
      { numRuns: 40 },
    )
  })
})

test('by stage, requests of a stage stand in it, however long it took', async () => {
  const history = openMemoryHistory()
  const shape = (...lengths: number[]): LoadShape => ({
    model: 'closed',
    stages: lengths.map((seconds, index) => ({ durationMs: seconds * 1000, from: 5 * index, to: 5 * (index + 1) })),
  })
  // Of the stage that it is in, the latency tells.
  const seconds = (...lengths: number[]): RawSecond[] =>
    lengths
      .flatMap((length, stage) => Array<number>(length).fill(stage))
      .map((stage, t) => ({
        t,
        requests: [
          { series: seriesOf('GET /'), latenciesUs: Array<number>(20).fill((stage + 1) * 1000), servicesUs: null },
        ],
      }))
  const run = (...lengths: number[]): string =>
    writeRawRun(history, seconds(...lengths), { load: shape(...lengths) }).run().id
  const [short, long] = [run(10, 5, 10), run(20, 40, 10)]
  const { axis, baseline, candidate } = await overlaid(history, {
    baseline: [short],
    candidate: [long],
    align: 'stage',
  })
  expect(axis.stages.map(({ name, from, to }) => [name, from, to])).toEqual([
    ['1: 0 → 5 users', 0, 10],
    ['2: 5 → 10 users', 10, 15],
    ['3: 10 → 15 users', 15, 25],
  ])
  const expected = [...Array<number>(10).fill(1), ...Array<number>(5).fill(2), ...Array<number>(10).fill(3)]
  for (const { p95Ms, requestsPerS } of [baseline[0]!, candidate[0]!]) {
    expect([...p95Ms]).toEqual(expected)
    expect([...requestsPerS]).toEqual(expected.map(() => 20))
  }
  const many = writeRawRun(history, steadyLoad(70), {
    load: {
      model: 'open',
      maxUsers: 5,
      stages: Array.from({ length: 70 }, (_, to) => ({ durationMs: 1000, from: 0, to })),
    },
  })
  expect(await ask(history, { baseline: [short], candidate: [many.run().id], align: 'stage' })).toEqual({
    kind: 'tooManyStages',
    stages: 70,
  })
  expect(MOST_STAGES).toBeLessThan(70)
  history.close()
})

test('by requests in flight, at the means of blocks', async () => {
  const history = openMemoryHistory()
  // Second t has t + 1 in flight: see writeRawRun.
  const { id } = writeRawRun(history, steadyLoad(20)).run()
  const { axis, baseline } = await overlaid(history, { baseline: [id], candidate: [id], align: 'inFlight' })
  expect(axis).toEqual({ from: 3, step: 1, count: 16, stages: [] })
  const measured = [...baseline[0]!.p50Ms.entries()].filter(([, ms]) => !Number.isNaN(ms))
  expect(measured.map(([step]) => axis.from + step)).toEqual([3, 8, 13, 18])
  // 50 requests: enough for p50, not for p95.
  expect([...baseline[0]!.p95Ms].every(Number.isNaN)).toBe(true)
  history.close()
})

test('of one endpoint, of two builds; names that are anything', async () => {
  const history = openMemoryHistory()
  const endpoints = ['__proto__', HOSTILE].map((name): [string, number] => [name, 30])
  const [a, b] = writeBuilds(history, [
    { build: 'a', runs: 3, endpoints },
    { build: 'b', runs: 2, endpoints, slower: { [HOSTILE]: 2 }, failing: { ['__proto__']: 0.5 } },
  ]) as [string[], string[]]
  const of = (name: string, kind = 'http') => overlaid(history, { baseline: a, candidate: b, endpoint: { name, kind } })
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const hostile = await of(HOSTILE)
  expect([hostile.baseline, hostile.candidate].map((runs) => runs.map(({ runId }) => runId))).toEqual([a, b])
  expect(mean(hostile.candidate[0]!.p50Ms) / mean(hostile.baseline[0]!.p50Ms)).toBeCloseTo(2, 0)
  expect(mean(hostile.candidate[1]!.failurePercent)).toBe(0)
  const proto = await of('__proto__')
  expect([proto.baseline, proto.candidate].map(([first]) => mean(first!.failurePercent))).toEqual([0, 50])
  const nothing = await of('x'.repeat(10_000), 'constructor')
  expect([...nothing.baseline[0]!.p50Ms].every(Number.isNaN)).toBe(true)
  expect([...nothing.baseline[0]!.requestsPerS].every((rate) => rate === 0)).toBe(true)
  history.close()
})

test('a run that there is not is told, and what nobody waits for any more is given up', async () => {
  const history = openMemoryHistory()
  const { id } = writeRawRun(history, steadyLoad(30)).run()
  await expect(ask(history, { baseline: ['zzzzzz-zzzz'], candidate: [id] })).rejects.toThrow('zzzzzz-zzzz')
  const stopped: string[] = []
  const stop = async (): Promise<void> => {
    stopped.push('asked')
    if (stopped.length > 10) throw new Error('stopped')
  }
  const question = overlaySchema.parse({ baseline: [id], candidate: [id] })
  await expect(overlayRuns(history, question, stop)).rejects.toThrow('stopped')
  expect(stopped).toHaveLength(11)
  expect(() => overlaySchema.parse({ baseline: [], candidate: [id] })).toThrow()
  expect(() => overlaySchema.parse({ baseline: [id], candidate: [id], align: '__proto__' })).toThrow()
  history.close()
})
