/** Block lengths and Anderson-Darling, held to arch and SciPy. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { andersonDarling, standardizedAndersonDarling } from './andersonDarling.ts'
import { circularBlockLength } from './politisWhite.ts'

interface Reference {
  two_sample: { x: number[]; y: number[]; anderson_ksamp: { A2_normalised: number } }[]
  politis_white: { cases: { x: number[]; circular: number }[] }
}
const FILE = join(import.meta.dirname, '../../../test/regression/stats-reference/two_sample.json')
const reference = JSON.parse(readFileSync(FILE, 'utf8')) as Reference

/** How often each of the distinct values of all samples is in each. */
function talliesOf(samples: readonly number[][]): number[][] {
  const distinct = [...new Set(samples.flat())].toSorted((a, b) => a - b)
  return samples.map((sample) => distinct.map((value) => sample.filter((own) => own === value).length))
}

test('block lengths of Politis and White as arch has them', () => {
  for (const { x, circular } of reference.politis_white.cases) expect(circularBlockLength(x)).toBeCloseTo(circular, 9)
})

test('what does not vary has no block length, and what is too short', () => {
  expect([circularBlockLength([]), circularBlockLength([1, 2, 3]), circularBlockLength(Array(50).fill(7))]).toEqual([
    0, 0, 0,
  ])
  expect(circularBlockLength([1, 2, 3, 4])).toBeGreaterThan(0)
})

test("Anderson and Darling's statistic as SciPy has it", () => {
  for (const { x, y, anderson_ksamp } of reference.two_sample) {
    expect(standardizedAndersonDarling(talliesOf([x, y]))).toBeCloseTo(anderson_ksamp.A2_normalised, 9)
  }
})

test('ties, one value, no values', () => {
  expect(
    andersonDarling([
      [3, 3],
      [3, 3],
    ]),
  ).toBeCloseTo(0, 12)
  expect(
    andersonDarling([
      [4, 0, 0],
      [0, 0, 4],
    ]),
  ).toBeGreaterThan(
    andersonDarling([
      [2, 2, 0],
      [0, 2, 2],
    ]),
  )
  expect(andersonDarling([[5], [7]])).toBe(0)
  expect([andersonDarling([[1, 2]]), andersonDarling([[1], [0]])]).toEqual([NaN, NaN])
})
