/** Held to SciPy, whose outputs are in test/regression/stats-reference, and to closed forms. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { benjaminiHochberg } from './benjaminiHochberg.ts'
import { digamma, inverseTrigamma, logGamma, trigamma } from './gammaFunctions.ts'
import { mean, variance } from './moments.ts'
import { median, medianAbsoluteDeviation } from './order.ts'
import { seededStream } from './seededStream.ts'
import { studentTCdf, studentTQuantile, studentTTwoSided } from './studentT.ts'

interface Reference {
  two_sample: {
    x: number[]
    y: number[]
    welch: { t: number; df: number; p: number }
    student: { t: number; p: number }
  }[]
  padjust: { p: number[]; bh: number[] }
  t_quantiles: { p: number; df: number; q: number }[]
}
const FILE = join(import.meta.dirname, '../../../test/regression/stats-reference/two_sample.json')
const scipy = JSON.parse(readFileSync(FILE, 'utf8')) as Reference

/** Within a relative error. */
function expectNear(value: number, reference: number, relative: number): void {
  expect(Math.abs(value - reference), `${value} beside ${reference}`).toBeLessThanOrEqual(
    Math.abs(reference) * relative,
  )
}

describe("Student's t", () => {
  test('has the quantiles of SciPy, of whole and fractional df', () => {
    expect(scipy.t_quantiles.length).toBeGreaterThan(40)
    for (const { p, df, q } of scipy.t_quantiles) {
      expectNear(studentTQuantile(p, df), q, 1e-11)
      expectNear(studentTQuantile(1 - p, df), -q, 1e-11)
      expectNear(studentTCdf(q, df), p, 1e-12)
    }
  })

  test('gives the p of Welch and Student of SciPy', () => {
    for (const { x, y, welch, student } of scipy.two_sample) {
      expectNear(studentTTwoSided(welch.t, welch.df), welch.p, 1e-10)
      expectNear(studentTTwoSided(student.t, x.length + y.length - 2), student.p, 1e-10)
    }
  })

  test('is the Cauchy distribution at 1 df, and that of 2 df has a closed form', () => {
    for (const t of [1e-6, 0.1, 1, 7, 1e3, 1e8]) {
      expectNear(studentTTwoSided(t, 1), (2 * Math.atan(1 / t)) / Math.PI, 1e-12)
      // 1 − t/√(2+t²), without its cancellation.
      const root = Math.sqrt(2 + t * t)
      expectNear(studentTTwoSided(t, 2), 2 / (root * (root + t)), 1e-11)
    }
  })

  test('ends, and nonsense', () => {
    expect([studentTQuantile(0.5, 3), studentTQuantile(1, 3), studentTQuantile(0, 3)]).toEqual([0, Infinity, -Infinity])
    expect([studentTCdf(Infinity, 3), studentTCdf(-Infinity, 3), studentTCdf(0, 3)]).toEqual([1, 0, 0.5])
    expect([studentTQuantile(2, 3), studentTQuantile(0.9, 0), studentTCdf(NaN, 3), studentTTwoSided(1, -1)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ])
  })
})

describe('ln Γ and its derivatives', () => {
  const EULER = 0.5772156649015329

  test('closed forms', () => {
    let factorial = 1
    for (let n = 1; n < 25; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12)
      factorial *= n
    }
    expectNear(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14)
    expectNear(logGamma(0.1), 2.252712651734206, 1e-13)
    expectNear(digamma(1), -EULER, 1e-14)
    expectNear(digamma(0.5), -EULER - 2 * Math.LN2, 1e-14)
    expectNear(digamma(4), -EULER + 11 / 6, 1e-14)
    expectNear(trigamma(1), Math.PI ** 2 / 6, 1e-14)
    expectNear(trigamma(0.5), Math.PI ** 2 / 2, 1e-14)
    expectNear(trigamma(3), Math.PI ** 2 / 6 - 1.25, 1e-13)
  })

  test('each is the derivative of the one before', () => {
    for (const x of [0.3, 1, 2.5, 8, 9.99, 40, 1_000]) {
      const h = x * 1e-5
      expectNear((logGamma(x + h) - logGamma(x - h)) / (2 * h), digamma(x), 1e-6)
      expectNear((digamma(x + h) - digamma(x - h)) / (2 * h), trigamma(x), 1e-6)
    }
  })

  test('the inverse of ψ′', () => {
    for (const x of [1e-5, 0.01, 0.5, 1, 3, 50, 1e4, 1e8]) expectNear(inverseTrigamma(trigamma(x)), x, 1e-6)
    expect([inverseTrigamma(0), inverseTrigamma(-1), digamma(0), trigamma(-2), logGamma(0)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
    ])
  })
})

test('Benjamini and Hochberg as SciPy', () => {
  benjaminiHochberg(scipy.padjust.p).forEach((q, at) => expectNear(q, scipy.padjust.bh[at]!, 1e-12))
  expect(benjaminiHochberg([])).toEqual([])
  expect(benjaminiHochberg([0.04, 0.01])).toEqual([0.04, 0.02])
})

test('medians and moments', () => {
  expect([median([]), median([3]), median([9, 1, 5]), median([4, 1, 3, 2])]).toEqual([NaN, 3, 5, 2.5])
  expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
  expect([mean([]), mean([1, 2, 6]), variance([5]), variance([2, 4, 4, 4, 5, 5, 7, 9])]).toEqual([NaN, 3, NaN, 32 / 7])
})

test('a stream is named by its texts, each by itself', () => {
  const first = (...names: string[]): number => seededStream(...names).nextUint32()
  expect(first('ab', 'c')).toBe(first('ab', 'c'))
  const others = [first('ab', 'c'), first('a', 'bc'), first('abc'), first('ab', 'c', ''), first(), first('c', 'ab')]
  expect(new Set(others).size).toBe(others.length)
  // Verdicts that were given depend on it: it may never change.
  expect(first('1sd1ef-zve1', 'GET /api', 'p95')).toBe(3_432_482_760)
})
