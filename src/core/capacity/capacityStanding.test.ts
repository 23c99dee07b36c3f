import { describe, expect, test } from 'vitest'
import { analyzeCapacity } from './analyzeCapacity.ts'
import { capacityStanding } from './capacityStanding.ts'
import { parameterWords, scalabilityAdvice } from './curveWords.ts'
import type { LevelRun } from './level.ts'
import type { Curve, Scalability } from './scalability.ts'
import { throughputAt } from './scalabilityLaw.ts'
import { levelRun } from './testing/levelFixture.ts'

const standing = (...runs: LevelRun[]) => capacityStanding(analyzeCapacity(runs))

describe('where the largest load stands', () => {
  test('below one that failed: found, and how often it was measured', () => {
    const over = levelRun(16, 1500, 300)
    expect(standing(levelRun(8, 800, 40), over)).toMatchObject({
      kind: 'found',
      sentence: expect.stringContaining('at 16 users, p95 over maximum: 300 ms') as string,
    })
    expect(standing(levelRun(8, 800, 40), over).advice).toContain('--confirm')
    const confirmed = standing(levelRun(8, 800, 40), levelRun(8, 805, 41, { runId: 'again' }), over)
    expect(confirmed).toMatchObject({ sentence: expect.stringContaining('measured 2 times.') as string, advice: null })
  })

  test('a largest load that was measured again by a generator in trouble was not confirmed', () => {
    const again = (runId: string) => levelRun(8, 700, 60, { runId, generatorDoubt: 'The CPU was busy.' })
    const over = levelRun(16, 1500, 300)
    expect(standing(levelRun(8, 800, 40), again('one'), over)).toMatchObject({
      kind: 'inconclusive',
      sentence: expect.stringContaining('Of 2 runs at the largest load 1 says nothing') as string,
    })
    const mostly = standing(levelRun(8, 800, 40), levelRun(8, 790, 41, { runId: 'two' }), again('one'), over)
    expect(mostly).toMatchObject({ kind: 'found', sentence: expect.stringContaining('measured 2 times.') as string })
  })

  test('without a larger one, or below a generator in the way: nobody knows', () => {
    expect(standing(levelRun(8, 800, 40))).toMatchObject({
      kind: 'inconclusive',
      advice: expect.stringContaining('--most') as string,
    })
    const starved = standing(levelRun(8, 800, 40), levelRun(16, 1500, 40, { generatorDoubt: 'The CPU was busy.' }))
    expect(starved).toMatchObject({ kind: 'inconclusive', sentence: expect.stringContaining('16 users') as string })
    const few = levelRun(16, 1, 40)
    expect(
      standing(levelRun(8, 800, 40), {
        ...few,
        maximums: few.maximums.map((each) => ({ ...each, status: 'tooFew' as const })),
      }),
    ).toMatchObject({ kind: 'inconclusive', advice: expect.stringContaining('--hold') as string })
  })

  test('with none that met them, no maximums, or nothing at all', () => {
    expect(standing(levelRun(8, 800, 400))).toMatchObject({
      kind: 'noneMet',
      advice: expect.stringContaining('--start') as string,
    })
    expect(standing(levelRun(1, 800, 400)).advice).toContain('no smaller one')
    expect(standing(levelRun(8, 800, 40, { generatorDoubt: 'Busy.' })).kind).toBe('inconclusive')
    expect(standing(levelRun(8, 800, 40, { maximums: [] })).advice).toContain('p95 < 500ms')
    expect(standing().kind).toBe('inconclusive')
  })
})

describe('the law in words', () => {
  const law = { sigma: 0.05, kappa: 0.0005, lambda: 12 }
  const runs = [1, 2, 4, 8, 16, 32, 64, 96].map((users) =>
    levelRun(users, throughputAt(law, users) * (1 + 0.002 * (users % 3)), 40),
  )
  const { scalability } = analyzeCapacity(runs)

  test('each parameter has its value, its interval and a sentence', () => {
    const words = parameterWords(scalability as Curve)
    expect(words.map(({ id }) => id)).toEqual(['lambda', 'sigma', 'kappa'])
    expect(words[0]).toMatchObject({
      name: 'λ one alone',
      sentence: expect.stringContaining('One request at a time: 12') as string,
    })
    expect(words[2]!.sentence).toMatch(/adds a tenth to the work from about 14\.\d in flight on\.$/)
    for (const { interval } of words) expect(interval).toMatch(/^[\d.]+ to [\d.]+$/)
  })

  test('without a curve, or a peak, it is said what to do', () => {
    expect(scalabilityAdvice(scalability)).toBeNull()
    expect(scalabilityAdvice(analyzeCapacity(runs.slice(0, 5)).scalability)).toContain('Measure one more load:')
    const none = (reason: Extract<Scalability, { kind: 'noCurve' }>['reason']) =>
      scalabilityAdvice({ kind: 'noCurve', reason })
    expect(none({ kind: 'onlyLinear', lowestShare: 1, needed: 0.9 })).toContain('--most')
    expect(none({ kind: 'superlinear' })).toContain('--settle')
    const noPeak: Curve = {
      ...(scalability as Curve),
      peak: { kind: 'none', reason: { kind: 'beyondMeasured', measuredTo: 96 } },
    }
    expect(scalabilityAdvice(noPeak)).toContain('--most')
  })
})
