/** The generator over time, beside what the seconds of a run add up to. */
import { describe, expect, test } from 'vitest'
import type { LoadShape } from '../../core/load/loadShape.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { healthOf, seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { healthView } from './healthView.ts'
import { atOnce, writeRawRun, type RawRunOptions, type RawSecond } from './testing/rawRun.ts'
import { steadyLoad } from './testing/steadyLoad.ts'

function recordIn(seconds: readonly RawSecond[], options: RawRunOptions = {}): RunRecord {
  return recordOf(writeRawRun(openMemoryHistory(), seconds, options))
}

describe('the generator', () => {
  const seconds: RawSecond[] = steadyLoad(30).map((second) =>
    second.t >= 10 && second.t < 16 ? { ...second, doubt: 'eventLoopDelay' } : second,
  )

  test('over time: the highest of delays, gaps where an engine said nothing, words as in the window', async () => {
    const view = await healthView(recordIn(seconds), { fromS: 0, toS: 30 }, 6, atOnce)
    expect([view.stepS, ...view.t]).toEqual([5, 0, 5, 10, 15, 20, 25])
    expect([...view.trust]).toEqual([0, 0, 2, 2, 0, 0])
    expect(view.engines.map(({ engine }) => engine)).toEqual([0, 1])
    // 20 + t and 50 + t percent; the second engine is silent in every third second.
    expect(view.engines[0]!.cpuPercent[1]).toBe(27)
    expect(view.engines[1]!.cpuPercent[1]).toBeCloseTo(50 + (5 + 7 + 8) / 3, 10)
    expect([view.engines[0]!.eventLoopMaxMs[0], view.engines[0]!.scheduleLagP99Ms[0]]).toEqual([3, NaN])
    expect(view.reasons[0]).toContain('The event loop of engine 1 was late')
    expect(view.seconds.map(({ t }) => t)).toEqual([10, 11, 12, 13, 14, 15])
    const second = await healthView(recordIn(seconds), { fromS: 0, toS: 3 }, 10, atOnce)
    expect([second.reasons, Number.isNaN(second.engines[1]!.cpuPercent[0]!)]).toEqual([[], true])
  })

  test('the load beside its plan, and the bytes of all that came, messages too, as the seconds add up to', async () => {
    const spoken = [...Array(20).keys()].map((t): RawSecond => ({
      t,
      requests: [
        { series: seriesOf('GET /'), latenciesUs: Array<number>(t).fill(1000), servicesUs: null },
        { series: seriesOf('GET /', 'failed', 'admin'), latenciesUs: [5000], servicesUs: null },
        { series: { ...seriesOf('WS /ws messages'), kind: 'events' }, latenciesUs: [1, 1, 1], servicesUs: null },
      ],
    }))
    // Of seconds 12 to 14 nothing is written.
    const written = spoken.filter(({ t }) => t < 12 || t >= 15)
    const load: LoadShape = { model: 'open', maxUsers: 50, stages: [{ durationMs: 20_000, from: 0, to: 20 }] }
    const view = await healthView(recordIn(written, { load }), { fromS: 0, toS: 20 }, 8, atOnce)
    expect([view.stepS, ...view.t]).toEqual([5, 0, 5, 10, 15])
    const sum = (fromS: number, of: (t: number) => number): number =>
      written.filter(({ t }) => t >= fromS && t < fromS + 5).reduce((total, { t }) => total + of(t), 0) / 5
    // A window of rawRun has 100 bytes a request in, 10 out; t + 1 iterations begin in second t, and as many are dropped.
    const each = (of: (fromS: number) => number): number[] => [0, 5, 10, 15].map(of)
    expect([...view.bytesInPerS]).toEqual(each((fromS) => sum(fromS, (t) => 100 * (t + 1 + 3))))
    expect([...view.bytesOutPerS]).toEqual(each((fromS) => sum(fromS, (t) => 10 * (t + 1 + 3))))
    expect([...view.startedPerS]).toEqual(each((fromS) => sum(fromS, (t) => t + 1)))
    expect([...view.droppedPerS]).toEqual([...view.startedPerS])
    expect([...view.planned]).toEqual([2.5, 7.5, 12.5, 17.5])
    expect([view.plannedUnit, ...view.users]).toEqual(['perS', 4 + 3, 9 + 3, 11 + 3, 19 + 3])
    const gap = await healthView(recordIn(written, { load }), { fromS: 11, toS: 16 }, 10, atOnce)
    expect([...gap.bytesInPerS]).toEqual([1500, NaN, NaN, NaN, 1900])
    expect([...gap.users]).toEqual([14, NaN, NaN, NaN, 18])
  })

  test('local ports are the most of a step; of runs without them there are gaps', async () => {
    const told = steadyLoad(4).map((second): RawSecond => ({
      ...second,
      health: [
        { ...healthOf(1), ports: { used: 100 - second.t, limit: 28_232 } },
        { ...healthOf(1), ports: null },
      ],
    }))
    const { engines } = await healthView(recordIn(told), { fromS: 0, toS: 4 }, 2, atOnce)
    expect(engines.map(({ portsUsed, portsLimit }) => [[...portsUsed], [...portsLimit]])).toEqual([
      [
        [100, 98],
        [28_232, 28_232],
      ],
      [
        [NaN, NaN],
        [NaN, NaN],
      ],
    ])
    const old = await healthView(recordIn(steadyLoad(2)), { fromS: 0, toS: 2 }, 2, atOnce)
    expect([...old.engines[0]!.portsUsed]).toEqual([NaN, NaN])
  })
})
