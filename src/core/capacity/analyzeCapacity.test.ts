import { describe, expect, test } from 'vitest'
import { seededStream } from '../statistics/seededStream.ts'
import { analyzeCapacity } from './analyzeCapacity.ts'
import {
  capacitySentences,
  endSentence,
  kneeSentence,
  loadText,
  outcomeText,
  saturationSentence,
} from './capacityWords.ts'
import type { LevelRun } from './level.ts'
import { outcomeOf } from './maximumsMet.ts'
import { throughputAt } from './scalabilityLaw.ts'
import { nextStep, type Answer, type Tried } from './search/nextStep.ts'
import { levelRun, p95Maximum } from './testing/levelFixture.ts'

const LAW = { sigma: 0.03, kappa: 0.0008, lambda: 100 }
const LEVELS = [1, 2, 4, 8, 16, 24, 32, 48, 64]

/** A target that follows the law, whose p95 is five times its mean. */
function measured(levels: readonly number[] = LEVELS): LevelRun[] {
  return levels.map((level) => {
    const throughputPerS = throughputAt(LAW, level)
    return levelRun(level, throughputPerS, (5000 * level) / throughputPerS)
  })
}

describe('the largest load with all maximums met', () => {
  test('in a sentence, with what limits it', () => {
    const { knee } = analyzeCapacity(measured())
    expect(knee).toMatchObject({ load: { level: 32 }, limitedBy: { load: { level: 48 }, outcome: { kind: 'over' } } })
    expect(kneeSentence(knee)).toBe('Largest load with all maximums met: 1,175 req/s at 32.0 in flight (32 users).')
  })

  test('the bound has to meet the maximum, not only what was measured', () => {
    const close = levelRun(32, 1173, 199, { maximums: [p95Maximum(199, { bound: 203 })] })
    const { knee, levels } = analyzeCapacity([...measured([1, 16]), close, ...measured([48])])
    expect(knee).toMatchObject({ load: { level: 16 }, limitedBy: { outcome: { kind: 'tooClose' } } })
    expect(outcomeText(levels[2]!.outcome)).toBe('p95 too close to its maximum to be sure: 199 ms, p95 < 200ms')
  })

  test('one run of several that fails is enough, and a larger load that passed is luck', () => {
    const twice = [...measured([1, 8, 16]), levelRun(16, 900, 300, { runId: 'again' }), ...measured([24])]
    expect(analyzeCapacity(twice).knee).toMatchObject({ load: { level: 8 } })
  })

  test('a run whose generator was in the way says nothing where another does, in numbers neither', () => {
    const starved = levelRun(16, 1, 5, { runId: 'starved', generatorDoubt: 'The event loop was late.' })
    const { knee, levels } = analyzeCapacity([...measured([1, 8, 16]), starved])
    expect(knee).toMatchObject({ load: { level: 16 } })
    expect(levels[2]!.throughputPerS).toBeCloseTo(throughputAt(LAW, 16), 9)
    expect(levels[2]!.runs).toHaveLength(2)
    const alone = analyzeCapacity([...measured([1, 8]), starved])
    expect(alone.knee).toMatchObject({ load: { level: 8 }, limitedBy: { outcome: { kind: 'starved' } } })
  })

  test('too few samples at a small load say nothing against larger ones', () => {
    const few = levelRun(1, 1, 30, { maximums: [p95Maximum(30, { status: 'tooFew', bound: null })] })
    expect(analyzeCapacity([few, ...measured([8, 16])]).knee).toMatchObject({ load: { level: 16 } })
    expect(analyzeCapacity([few]).knee).toMatchObject({ kind: 'none', reason: { kind: 'noneMet' } })
  })

  test('none: nothing measured, no maximums, none met', () => {
    const sentenceOf = (runs: LevelRun[]): string => kneeSentence(analyzeCapacity(runs).knee)
    expect(sentenceOf([])).toBe('Nothing was measured.')
    expect(sentenceOf([levelRun(1, 5, 5, { maximums: [] })])).toContain('has no maximums')
    expect(sentenceOf([levelRun(2, 5, 500)])).toBe(
      'No load met all maximums; at 2 users: p95 over maximum: 500 ms, p95 < 200ms.',
    )
  })
})

describe('saturation', () => {
  test('users: where more of them bring less than a tenth of what they brought at first', () => {
    const flat = LEVELS.map((level) => levelRun(level, Math.min(100 * level, 1600), 10))
    const { saturation } = analyzeCapacity(flat)
    expect(saturation).toMatchObject({ kind: 'saturated', load: { level: 16 }, cause: { kind: 'flat' } })
    expect(saturationSentence(saturation)).toBe(
      'Throughput stops rising at 16 users, 1,600 req/s: more load brings 0.00 % of what it brought at first.',
    )
  })

  test('arrivals: where less than 98 % of them could begin', () => {
    const open = [10, 20, 40].map((level) =>
      levelRun(level, Math.min(level, 30), 10, {
        load: { unit: 'perS', level },
        achievedShare: Math.min(1, 30 / level),
      }),
    )
    expect(analyzeCapacity(open).saturation).toMatchObject({
      kind: 'saturated',
      load: { level: 40, unit: 'perS' },
      cause: { kind: 'notAchieved', achievedShare: 0.75 },
    })
    expect(outcomeOf(open[2]!)).toEqual({ kind: 'notAchieved', achievedShare: 0.75 })
  })

  test('not: a straight line, a bend that still rises, too few loads', () => {
    const reason = (throughputOf: (level: number) => number, levels = LEVELS): unknown => {
      const { saturation } = analyzeCapacity(levels.map((level) => levelRun(level, throughputOf(level), 10)))
      return saturation.kind === 'none' ? saturation.reason.kind : saturation
    }
    expect(reason((level) => 100 * level)).toBe('straight')
    expect(reason((level) => Math.min(100 * level, 1200 + 25 * level))).toBe('stillRising')
    expect(reason((level) => 100 * level, [1, 2, 4, 8])).toBe('tooFewLevels')
  })

  test('noise of 3 % on a straight line is taken for saturation in less than 1 of 100', () => {
    let wrong = 0
    for (let at = 0; at < 300; at++) {
      const random = seededStream('line', String(at))
      const runs = LEVELS.map((level) => levelRun(level, 100 * level * (0.95 + 0.1 * random.nextFloat()), 10))
      if (analyzeCapacity(runs.slice(0, 5)).saturation.kind === 'saturated') wrong++
    }
    expect(wrong).toBeLessThan(3)
  })
})

test('everything in sentences, and the same again from the same runs in any order, byte by byte', () => {
  const analysis = analyzeCapacity(measured())
  expect(capacitySentences(analysis)).toEqual([
    'Largest load with all maximums met: 1,175 req/s at 32.0 in flight (32 users).',
    expect.stringContaining('Throughput stops rising at '),
    expect.stringMatching(/^Throughput peaks near 1,178 req\/s at 34\.8 in flight/),
    expect.stringContaining('Contention 3.00 %: at most about 33.3 times the throughput of one.'),
  ])
  const text = JSON.stringify(analysis)
  expect(JSON.stringify(analyzeCapacity(measured()))).toBe(text)
  expect(JSON.stringify(analyzeCapacity(measured().toReversed()))).toBe(text)
  expect(JSON.parse(text)).toEqual(analysis)
})

test('a search and the analysis of its runs name the same load', () => {
  const settings = {
    start: 4,
    least: 1,
    most: 500,
    isWhole: true,
    factor: 2,
    tolerance: 0.1,
    confirmations: 1,
    mostRuns: 25,
  }
  for (let at = 0; at < 200; at++) {
    const random = seededStream('both', String(at))
    const runs: LevelRun[] = []
    const tried: Tried[] = []
    for (;;) {
      const step = nextStep(settings, tried)
      if (step.kind === 'ended') {
        const { knee } = analyzeCapacity(runs.map((run) => ({ ...run, concurrency: null })))
        if (step.why.kind !== 'runsUsedUp') expect(knee.kind === 'knee' ? knee.load.level : null).toBe(step.largest)
        break
      }
      const p95Ms = 2 * step.load * (0.8 + 0.4 * random.nextFloat())
      const doubt = random.nextFloat() < 0.05 ? 'Busy.' : null
      const run = levelRun(step.load, step.load, p95Ms, { runId: `r${tried.length}`, generatorDoubt: doubt })
      runs.push(run)
      const { kind } = outcomeOf(run)
      const answer: Answer = kind === 'over' || kind === 'notAchieved' ? 'notMet' : kind
      tried.push({ load: step.load, answer })
    }
  }
})

test('hostile names are words like any other', () => {
  const name = '<img src=x onerror=alert(1)>'
  const run = levelRun(1, 5, 500, { maximums: [p95Maximum(500, { subject: name })] })
  expect(outcomeText(outcomeOf(run))).toBe(`p95 of ${name} over maximum: 500 ms, p95 < 200ms`)
})

test('loads and ends in words', () => {
  expect([1, 2, 1500].map((level) => loadText({ unit: 'users', level }))).toEqual(['1 user', '2 users', '1,500 users'])
  expect([0.5, 40, 1234].map((level) => loadText({ unit: 'perS', level }))).toEqual([
    '0.5 arrivals/s',
    '40 arrivals/s',
    '1,234 arrivals/s',
  ])
  expect(endSentence({ kind: 'found', failing: 20 }, 'users', true)).toBe(
    'The target is the limit: 20 users did not meet the maximums.',
  )
  expect(endSentence({ kind: 'starved', at: 20 }, 'perS', false)).toContain('It was not confirmed by further runs.')
})
