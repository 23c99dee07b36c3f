import { expect, test } from 'vitest'
import { atOnce, type InTurn } from '../../core/inTurn.ts'
import { createComparisonWork, toldInTurn, type ComparisonProgress } from './comparisonProgress.ts'

function heardOf(runs: number, tells: number): ComparisonProgress[] {
  const heard: ComparisonProgress[] = []
  const work = createComparisonWork(runs, (progress) => heard.push(progress))
  const pieces = [
    ...Array.from({ length: runs }, () => ['warmUp'] as const),
    ...Array.from({ length: runs }, () => ['reading', 'evidence'] as const),
  ]
  for (const kinds of pieces) {
    for (const kind of kinds) {
      const progress = work.piece(kind)
      for (let at = 1; at <= tells; at++) progress(at / tells)
    }
    if (kinds[0] === 'reading') work.runIsRead()
  }
  const comparing = work.piece('comparing')
  for (let at = 1; at <= tells; at++) comparing(at / tells)
  return heard
}

test('every hundredth of the work is told, however much is done in it, and none twice', () => {
  for (const runs of [2, 10, 60]) {
    const heard = heardOf(runs, 1_000)
    const shares = [0, ...heard.map(({ share }) => share)]
    const steps = shares.slice(1).map((share, at) => share - shares[at]!)
    expect(Math.max(...steps)).toBeLessThan(0.011)
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0)
    expect(heard.length).toBeLessThanOrEqual(100 + runs)
    expect(shares.at(-1)).toBeGreaterThan(0.985)
    expect([...new Set(heard.map(({ done }) => done))]).toEqual(Array.from({ length: runs + 1 }, (_, done) => done))
  }
})

test('pieces that tell nothing in between are told at their end', () => {
  expect(heardOf(2, 1).map(({ done, share }) => [done, Math.round(100 * share)])).toEqual(
    [[0, 5], [0, 10], [0, 28], [0, 48], [1, 48], [1, 65], [1, 85], [2, 85], [2, 100]], // prettier-ignore
  )
})

test('work that pauses tells of its pauses, is never more than done, and has the same answer', () => {
  function* work(): InTurn<string> {
    for (let at = 0; at < 5; at++) yield
    return 'answer'
  }
  const told: number[] = []
  expect(atOnce(toldInTurn(work(), 4, (share) => told.push(share)))).toBe('answer')
  expect(told).toEqual([0.25, 0.5, 0.75, 1, 1])
})
