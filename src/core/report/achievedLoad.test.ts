import { expect, test } from 'vitest'
import { ACHIEVED_SHARE_AT_LEAST, achievedLoad } from './achievedLoad.ts'
import type { RunReport } from './report.ts'

/** Twenty seconds with so many iterations started in each. */
function timeline(started: number): RunReport['timeline'] {
  const steps = Array.from({ length: 20 }, () => started)
  return { stepMs: 1000, iterationsStarted: steps, users: steps } as unknown as RunReport['timeline']
}

function planned(perS: number, isRandom: boolean) {
  return { kind: 'arrivals' as const, perStep: Array.from({ length: 20 }, () => perS), isRandom, userTypes: [] }
}

test('evenly spaced, what is missing is missing', () => {
  expect(achievedLoad(planned(10, false), timeline(8), { from: 0, to: 20 })).toMatchObject({ share: 0.8, chance: 0 })
})

test('at random, 152 of 190 are what chance may bring about, and 15,200 of 19,000 are not', () => {
  const judged = { from: 0, to: 20 }
  const few = achievedLoad(planned(10, true), timeline(8), judged)!
  // 5 / √190
  expect(few.chance).toBeCloseTo(0.3627, 4)
  expect(few.share + few.chance).toBeGreaterThan(ACHIEVED_SHARE_AT_LEAST)
  const many = achievedLoad(planned(1000, true), timeline(800), judged)!
  expect(many.share + many.chance).toBeLessThan(ACHIEVED_SHARE_AT_LEAST)
})
