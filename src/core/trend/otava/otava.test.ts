/** Held to runs of Apache Otava itself (test/regression/README.md). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { otavaChangePoints } from './otavaChangePoints.ts'

interface Case {
  name: string
  series: string
  window_len: number
  max_pvalue: number
  min_magnitude: number
  expected: number[]
  got: {
    index: number
    qhat: number
    pvalue: number
    mean_before: number
    mean_after: number
    std_before_ddof0: number
    std_after_ddof0: number
  }[]
}
const FOLDER = join(import.meta.dirname, '../../../../test/regression')
const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))
const { cases } = read('otava/cases.json') as { cases: Case[] }
const series = read('series.json') as Record<string, (number | null)[]>
const { histories } = read('synthetic-trend/histories.json') as {
  histories: { id: string; values: number[]; otava_default: number[] }[]
}

function expectNear(value: number, reference: number, relative: number): void {
  expect(Math.abs(value - reference), `${value} beside ${reference}`).toBeLessThanOrEqual(
    Math.abs(reference) * relative,
  )
}

test.each(cases)('$name, window $window_len, p $max_pvalue, magnitude $min_magnitude', (one) => {
  const found = otavaChangePoints(series[one.series]!, {
    windowLength: one.window_len,
    maxPValue: one.max_pvalue,
    minMagnitude: one.min_magnitude,
  })
  expect(found.map(({ index }) => index)).toEqual(one.expected)
  expect(found).toHaveLength(one.got.length)
  found.forEach((point, place) => {
    const reference = one.got[place]!
    expect(point.index).toBe(reference.index)
    expectNear(point.qhat, reference.qhat, 1e-9)
    expectNear(point.pValue, reference.pvalue, 1e-9)
    expectNear(point.meanBefore, reference.mean_before, 1e-9)
    expectNear(point.meanAfter, reference.mean_after, 1e-9)
    expectNear(point.deviationBefore, reference.std_before_ddof0, 1e-9)
    expectNear(point.deviationAfter, reference.std_after_ddof0, 1e-9)
  })
})

test('the default of all 261 synthetic histories', () => {
  expect(histories).toHaveLength(261)
  const others = histories.filter(
    ({ values, otava_default }) =>
      JSON.stringify(otavaChangePoints(values).map(({ index }) => index)) !== JSON.stringify(otava_default),
  )
  expect(others.map(({ id }) => id)).toEqual([])
})

test('gaps, and too little', () => {
  expect([
    otavaChangePoints([]),
    otavaChangePoints([null, null]),
    otavaChangePoints([1]),
    otavaChangePoints([1, 9]),
  ]).toEqual([[], [], [], []])
  const gaps = otavaChangePoints([null, 1, 1.1, null, 1, 1.05, 2, 2.1, null, 2.05, 2])
  expect(gaps).toEqual(otavaChangePoints([1, 1, 1.1, 1.1, 1, 1.05, 2, 2.1, 2.1, 2.05, 2]))
  expect(gaps.map(({ index }) => index)).toEqual([6])
  expect(otavaChangePoints([5, 5, 5, 5, 5, 5])).toEqual([])
  expect(() => otavaChangePoints([1, 2, 3], { windowLength: 1, maxPValue: 0.01, minMagnitude: 0 })).toThrow(RangeError)
})
