/** Alignments against what is found second by second by other means. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closedLoad, constantArrivals, type LoadShape, type Stage } from '../../load/loadShape.ts'
import { alignByElapsed } from './alignByElapsed.ts'
import { alignByLevel } from './alignByLevel.ts'
import { alignByStage, MOST_STAGES } from './alignByStage.ts'
import type { AlignedRuns } from './overlayAxis.ts'
import { runsLine } from './runsLine.ts'
import { stageName } from './stageName.ts'

const keptOf = (length: number, leftOut: readonly number[] = []): Uint8Array =>
  Uint8Array.from({ length }, (_, second) => (leftOut.includes(second) ? 0 : 1))
const stage = (seconds: number, from: number, to = from): Stage => ({ durationMs: seconds * 1000, from, to })
const closed = (...stages: Stage[]): LoadShape => ({ model: 'closed', stages })

/** Which seconds stand at each step. */
function secondsAt({ axis, places }: AlignedRuns, run: number): number[][] {
  return Array.from({ length: axis.count }, (_, step) =>
    [...places[run]!.keys()].filter((second) => places[run]![second] === step),
  )
}

function aligned(runs: Parameters<typeof alignByStage>[0]): AlignedRuns {
  const result = alignByStage(runs)
  if ('tooManyStages' in result) throw new Error(`${result.tooManyStages} stages`)
  return result
}

describe('by elapsed time', () => {
  test('every second stands where its step is, however long the runs, and those left out nowhere', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 4 }), fc.nat(4999), (lengths, leftOut) => {
        const result = alignByElapsed(lengths.map((length) => ({ kept: keptOf(length, [leftOut]) })))
        const { step, count, from } = result.axis
        expect([from, count <= 200, count * step >= Math.max(...lengths)]).toEqual([0, true, true])
        for (const [run, length] of lengths.entries()) {
          const wrong = [...result.places[run]!.entries()].filter(([second, place]) =>
            second === leftOut ? place !== -1 : second < place * step || second >= (place + 1) * step,
          )
          expect([result.places[run]!.length, wrong]).toEqual([length, []])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('of nothing there is nothing', () => {
    expect(alignByElapsed([{ kept: keptOf(0) }])).toEqual({
      axis: { from: 0, step: 1, count: 0, stages: [] },
      places: [new Int32Array(0)],
    })
  })
})

describe('by stage', () => {
  test('a stage that took longer in one run is drawn together, the next ones begin at the same place', () => {
    const result = aligned([
      { kept: keptOf(20), load: closed(stage(10, 1, 10), stage(10, 10)) },
      { kept: keptOf(50, [31]), load: closed(stage(30, 1, 10), stage(20, 10)) },
    ])
    expect(result.axis).toEqual({
      from: 0,
      step: 1,
      count: 20,
      stages: [
        { name: '1: 1 → 10 users', from: 0, to: 10 },
        { name: '2: 10 users', from: 10, to: 20 },
      ],
    })
    expect(secondsAt(result, 0)).toEqual(Array.from({ length: 20 }, (_, second) => [second]))
    const second = secondsAt(result, 1)
    expect(second.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, step) => [0, 1, 2].map((at) => 3 * step + at)))
    expect(second[10]).toEqual([30])
    expect(second[19]).toEqual([48, 49])
  })

  test('a second stands at the share of its stage that has passed at its middle, and no step is without one', () => {
    const lengths = fc.array(fc.integer({ min: 1000, max: 90_000 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(lengths, lengths, (one, other) => {
        const runs = [one, other].map((own) => ({
          load: closed(...own.map((durationMs, at) => ({ durationMs, from: at, to: at }))),
          kept: keptOf(Math.floor(own.reduce((sum, ms) => sum + ms, 0) / 1000)),
        }))
        const result = aligned(runs)
        for (const [run, own] of [one, other].entries()) {
          const begins = own.map((_, at) => own.slice(0, at).reduce((sum, ms) => sum + ms, 0))
          for (const [second, place] of result.places[run]!.entries()) {
            const middleMs = second * 1000 + 500
            const at = begins.findLastIndex((begin) => begin <= middleMs)
            const { from, to } = result.axis.stages[at]!
            const share = (middleMs - begins[at]!) / own[at]!
            const begin = from + Math.floor(share * ((to - from) / result.axis.step)) * result.axis.step
            expect(place * result.axis.step).toBe(begin)
          }
          // A stage of a run that is not the other's, or is not there to its end, may have steps without a second.
          const { from } = result.axis.stages[Math.min(one.length, other.length) - 1]!
          const whole = secondsAt(result, run).slice(0, from / result.axis.step)
          expect(whole.filter((seconds) => seconds.length === 0)).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('what took no second is no stage; one that only one run has stands there alone', () => {
    const result = aligned([
      { kept: keptOf(30), load: closedLoad(10, 1000, 30_000) },
      { kept: keptOf(50), load: closed(stage(0.009, 1, 10), stage(30, 12), stage(0, 5), stage(20, 5)) },
    ])
    expect(result.axis.stages).toEqual([
      { name: '1', from: 0, to: 29 },
      { name: '2: 5 users', from: 29, to: 49 },
    ])
    expect(secondsAt(result, 0).slice(29).flat()).toEqual([])
    expect(secondsAt(result, 1).slice(29).flat()).toEqual(Array.from({ length: 20 }, (_, at) => 30 + at))
  })

  test('what comes after the last stage is left out, and too many stages are told', () => {
    const after = aligned([{ kept: keptOf(12), load: constantArrivals(2.5, 10_000, 5) }])
    expect(after.axis.stages).toEqual([{ name: '1: 2.5/s', from: 0, to: 10 }])
    expect(after.places[0]!.slice(9)).toEqual(Int32Array.of(9, -1, -1))
    const many = closed(...Array.from({ length: MOST_STAGES + 1 }, (_, at) => stage(1, at)))
    expect(alignByStage([{ kept: keptOf(61), load: many }])).toEqual({ tooManyStages: MOST_STAGES + 1 })
    expect(aligned([{ kept: keptOf(5), load: closed() }]).axis).toEqual({ from: 0, step: 1, count: 0, stages: [] })
  })

  test('names say what all runs have in common', () => {
    const named = (...stages: (Stage | undefined)[]): string =>
      stageName(
        3,
        stages.map((each) => ({ model: 'closed', stage: each })),
      )
    expect(named(stage(1, 1), undefined)).toBe('3: 1 user')
    expect(named(stage(1, 0, 2500), stage(9, 0, 2500))).toBe('3: 0 → 2,500 users')
    expect(named(stage(1, 5), stage(1, 6))).toBe('3')
    expect(named(undefined)).toBe('3')
  })
})

describe('by level', () => {
  const blocksOf = (levels: readonly number[], lengthS = 5) =>
    levels.map((level, at) => ({ fromS: at * lengthS, toS: (at + 1) * lengthS, level }))

  test('blocks of equal load stand at one step, whenever they were', () => {
    const result = alignByLevel([
      { kept: keptOf(20), judgedFromS: 0, blocks: blocksOf([100, 190, 104, 200]) },
      { kept: keptOf(10), judgedFromS: 0, blocks: blocksOf([195, 109]) },
    ])
    expect(result.axis).toEqual({ from: 100, step: 10, count: 11, stages: [] })
    expect([...result.places[0]!]).toEqual([0, 9, 0, 10].flatMap((place) => Array<number>(5).fill(place)))
    expect([...result.places[1]!]).toEqual([9, 0].flatMap((place) => Array<number>(5).fill(place)))
  })

  test('against a step looked up for every block by itself', () => {
    const levels = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(levels, fc.nat(149), fc.nat(20), (own, leftOut, judgedFromS) => {
        const length = 5 * own.length
        const run = { kept: keptOf(length, [leftOut]), judgedFromS, blocks: blocksOf(own) }
        const { axis, places } = alignByLevel([run])
        expect(axis.count).toBeLessThanOrEqual(21)
        for (const { fromS, toS, level } of run.blocks) {
          const isUsed = fromS >= judgedFromS && !(leftOut >= fromS && leftOut < toS)
          for (let second = fromS; second < toS; second++) {
            const place = places[0]![second]!
            if (!isUsed) expect(place).toBe(-1)
            else {
              const begin = axis.from + place * axis.step
              expect(place).toBeLessThan(axis.count)
              expect(level >= begin && level < begin + axis.step).toBe(true)
            }
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  test('of warm-up alone, or of nothing that can be trusted, there is nothing', () => {
    const run = { kept: keptOf(10, [2, 7]), judgedFromS: 0, blocks: blocksOf([5, 6]) }
    expect(alignByLevel([run]).axis.count).toBe(0)
    expect(alignByLevel([{ ...run, kept: keptOf(10), judgedFromS: 6 }]).places[0]).toEqual(new Int32Array(10).fill(-1))
  })
})

describe('several runs as a line', () => {
  test('their median between the least and the most; runs without a value are not counted', () => {
    const columns = [
      [1, 5, NaN, NaN],
      [2, NaN, NaN, 0],
      [9, 7, NaN, 4],
    ].map((values) => Float64Array.from(values))
    expect(runsLine(columns, 4)).toEqual({
      middle: Float64Array.of(2, 6, NaN, 2),
      low: Float64Array.of(1, 5, NaN, 0),
      high: Float64Array.of(9, 7, NaN, 4),
    })
    expect(runsLine([], 1).middle).toEqual(Float64Array.of(NaN))
  })
})
