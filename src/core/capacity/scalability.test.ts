import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededStream } from '../statistics/seededStream.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import { fitScalability, type ScalabilityPoint } from './fitScalability.ts'
import { scalabilityOf, type Curve } from './scalability.ts'
import { peakOf, throughputAt, type LawParameters } from './scalabilityLaw.ts'

interface Expected {
  sigma: number
  kappa: number
  lambda_: number
  n_max?: number
  x_max?: number
  se?: [number, number, number]
  ci95?: { sigma: [number, number]; kappa: [number, number]; lambda_: [number, number] }
}
interface Case {
  name: string
  data: [number, number][]
  upstream_expected?: Expected
  scipy_nls: Expected & { se: { sigma: number; kappa: number; lambda_: number } }
}
const FILE = join(import.meta.dirname, '../../../test/regression/usl/usl.json')
const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }

function caseOf(name: string): Case & { points: ScalabilityPoint[] } {
  const found = cases.find((each) => each.name.startsWith(name))
  if (found === undefined) throw new Error(`There is no case ${name}.`)
  return { ...found, points: pointsOf(found.data) }
}

function pointsOf(data: readonly (readonly [number, number])[]): ScalabilityPoint[] {
  return data.map(([level, throughputPerS]) => ({
    level,
    concurrency: level,
    throughputPerS,
    standardErrorPerS: null,
  }))
}

function lawPoints(law: LawParameters, levels: readonly number[], factors: readonly number[] = []): ScalabilityPoint[] {
  return pointsOf(levels.map((level, at) => [level, throughputAt(law, level) * (factors[at] ?? 1)]))
}

function curveOf(points: readonly ScalabilityPoint[], seed = 'test'): Curve {
  const scalability = scalabilityOf(points, seededStream(seed))
  if (scalability.kind !== 'curve') throw new Error(`There is no curve: ${JSON.stringify(scalability.reason)}`)
  return scalability
}

function expectNear(value: number, reference: number, relative: number): void {
  expect(Math.abs(value - reference), `${value} beside ${reference}`).toBeLessThanOrEqual(
    Math.abs(reference) * relative,
  )
}

function fitOf(points: readonly ScalabilityPoint[]): NonNullable<ReturnType<typeof fitScalability>> {
  const fit = fitScalability(points)
  if (fit === null) throw new Error('There is no fit.')
  return fit
}

describe('the law fitted to public measurements', () => {
  test('as usl4j fits it, to its own 2 in 10,000', () => {
    const { points, upstream_expected: expected } = caseOf('cisco')
    const fit = fitOf(points)
    expectNear(fit.sigma, expected!.sigma, 2e-4)
    expectNear(fit.kappa, expected!.kappa, 2e-4)
    expectNear(fit.lambda, expected!.lambda_, 2e-4)
    expect(Math.floor(peakOf(fit)!.concurrency)).toBe(expected!.n_max)
    expectNear(peakOf(fit)!.throughputPerS, expected!.x_max!, 2e-4)
  })

  test("as R's usl fits it, with its standard errors", () => {
    const coefficients = fitOf(caseOf('coef test').points)
    expect(
      [coefficients.sigma, coefficients.kappa, coefficients.lambda].map((each) => Number(each.toFixed(3))),
    ).toEqual([0.02, 0.02, 1])
    const { points, upstream_expected: expected } = caseOf('specsdm91')
    const fit = fitOf(points)
    const { sigma, kappa, lambda } = fit.standardErrors
    expectNear(fit.sigma, expected!.sigma, 2e-4)
    expectNear(fit.kappa, expected!.kappa, 5e-4)
    expectNear(fit.lambda, expected!.lambda_, 2e-4)
    ;[sigma, kappa, lambda].forEach((error, at) => expectNear(error, expected!.se![at]!, 5e-4))
    expectNear(peakOf(fit)!.concurrency, expected!.n_max!, 1e-6)
    expectNear(peakOf(fit)!.throughputPerS, expected!.x_max!, 2e-4)
  })

  test("R's intervals, which are of Student's t at 0.95 with n − 1 degrees of freedom, to 3 digits", () => {
    const { points, upstream_expected: expected } = caseOf('raytracer[1:6]')
    const fit = fitOf(points)
    const t = studentTQuantile(0.95, points.length - 1)
    for (const [name, [low, high]] of [
      ['sigma', expected!.ci95!.sigma],
      ['kappa', expected!.ci95!.kappa],
      ['lambda', expected!.ci95!.lambda_],
    ] as const) {
      // As R prints them: five decimals.
      expect(Math.abs(fit[name] - t * fit.standardErrors[name] - low)).toBeLessThan(6e-6)
      expect(Math.abs(fit[name] + t * fit.standardErrors[name] - high)).toBeLessThan(6e-6)
    }
  })

  test.each(cases.map(({ name }) => name))('%s: as SciPy fits it', (name) => {
    const { points, scipy_nls: scipy } = caseOf(name)
    const fit = fitOf(points)
    expectNear(fit.sigma, scipy.sigma, 1e-5)
    expectNear(fit.lambda, scipy.lambda_, 1e-5)
    if (scipy.kappa < 1e-20) expect(fit.kappa).toBe(0)
    else expectNear(fit.kappa, scipy.kappa, 1e-5)
  })
})

describe('the fit', () => {
  test('finds the law again, over many powers of ten', () => {
    for (const scale of [1e-3, 1, 1e6])
      for (const widest of [10, 300, 10_000]) {
        const law = { sigma: 0.3 / widest, kappa: 2 / widest ** 2, lambda: scale }
        const fit = fitOf(
          lawPoints(
            law,
            [0.001, 0.1, 0.3, 0.6, 0.8, 1].map((share) => 1 + share * widest),
          ),
        )
        expectNear(fit.sigma, law.sigma, 1e-6)
        expectNear(fit.kappa, law.kappa, 1e-6)
        expectNear(fit.lambda, law.lambda, 1e-6)
      }
  })

  test('never goes below 0, and stays the best of what is left', () => {
    const linear = fitOf(pointsOf([1, 2, 4, 8, 16].map((n) => [n, 10 * n])))
    expect(linear.sigma).toBeLessThan(1e-9)
    expect(linear.kappa).toBeLessThan(1e-9)
    const superlinear = fitOf(pointsOf([1, 2, 4, 8, 16].map((n) => [n, 10 * n ** 1.2])))
    expect([superlinear.sigma, superlinear.kappa]).toEqual([0, 0])
  })

  test('a point that is known better counts more', () => {
    const points = lawPoints({ sigma: 0.05, kappa: 0.001, lambda: 10 }, [1, 4, 8, 16, 24, 32], [1, 1, 1, 1.2])
    const weighed = (error: number): number =>
      fitOf(points.map((point, at) => ({ ...point, standardErrorPerS: at === 3 ? error : 1 }))).sigma
    expect(Math.abs(weighed(50) - 0.05)).toBeLessThan(0.001)
    expect(Math.abs(weighed(0.2) - 0.05)).toBeGreaterThan(0.005)
  })

  test('of too few points is none', () => {
    expect(fitScalability([])).toBeNull()
    expect(
      fitScalability(
        pointsOf([
          [1, 1],
          [2, 2],
        ]),
      ),
    ).toBeNull()
  })
})

describe('a peak is told where it was measured', () => {
  test.each(['cisco', 'coef test', 'specsdm91'])('%s', (name) => {
    const { points, scipy_nls: scipy } = caseOf(name)
    const { peak } = curveOf(points)
    if (peak.kind !== 'peak') throw new Error(JSON.stringify(peak))
    expectNear(peak.concurrency.value, scipy.n_max!, 1e-4)
    expect(peak.concurrency.low).toBeLessThanOrEqual(scipy.n_max!)
    expect(peak.concurrency.high).toBeGreaterThanOrEqual(scipy.n_max!)
    expectNear(peak.throughputPerS.value, scipy.x_max!, 1e-4)
  })

  test('and nowhere else: the raytracer, measured up to 20 and up to 64', () => {
    expect(curveOf(caseOf('raytracer[1:6]').points).peak).toEqual({
      kind: 'none',
      reason: { kind: 'placeUncertain', measuredTo: 20 },
    })
    expect(curveOf(caseOf('raytracer full').points).peak).toEqual({
      kind: 'none',
      reason: { kind: 'noCoherency', measuredTo: 64 },
    })
  })

  test('whatever the seed of the bootstrap', () => {
    for (let seed = 0; seed < 10; seed++) {
      expect(curveOf(caseOf('raytracer[1:6]').points, `seed ${seed}`).peak.kind).toBe('none')
      expect(curveOf(caseOf('specsdm91').points, `seed ${seed}`).peak.kind).toBe('peak')
    }
  })

  test('far beyond what was measured: not', () => {
    const points = lawPoints({ sigma: 0.02, kappa: 1e-5, lambda: 10 }, [1, 4, 12, 24, 48, 64, 96])
    expect(curveOf(points).peak).toMatchObject({ kind: 'none', reason: { kind: 'beyondMeasured' } })
  })
})

describe('no curve', () => {
  const levels = [1, 2, 4, 8, 16, 32]
  const reasonOf = (points: readonly ScalabilityPoint[]): unknown => {
    const scalability = scalabilityOf(points, seededStream('test'))
    return scalability.kind === 'noCurve' ? scalability.reason : scalability.kind
  }

  test('for fewer than 6 levels, however often they were run', () => {
    const five = lawPoints({ sigma: 0.1, kappa: 0.001, lambda: 10 }, [1, 2, 4, 8, 16])
    expect(reasonOf([...five, ...five])).toEqual({ kind: 'tooFewLevels', levels: 5, needed: 6 })
    expect(reasonOf([])).toEqual({ kind: 'tooFewLevels', levels: 0, needed: 6 })
  })

  test('for a span below 4, and for levels that are all proportional', () => {
    const law = { sigma: 0.1, kappa: 0.001, lambda: 10 }
    expect(reasonOf(lawPoints(law, [10, 14, 18, 22, 26, 30]))).toEqual({ kind: 'tooNarrow', span: 3, needed: 4 })
    expect(reasonOf(lawPoints({ sigma: 0.001, kappa: 0, lambda: 10 }, levels))).toMatchObject({ kind: 'onlyLinear' })
  })

  test('where the law has another shape, or explains nothing', () => {
    // Up, a plateau, a collapse to nearly nothing, a plateau.
    const collapse = pointsOf(
      [1, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44].map((n) => [n, n <= 24 ? Math.min(10 * n, 120) : 60]),
    )
    expect(reasonOf(collapse)).toMatchObject({ kind: expect.stringMatching(/poorFit|structuredResiduals/) })
    expect(reasonOf(pointsOf(levels.map((n, at) => [n, at % 2 === 0 ? 10 : 90])))).toMatchObject({ kind: 'poorFit' })
  })

  test('of what is no number', () => {
    const broken = pointsOf([
      [NaN, 1],
      [1, Infinity],
      [0, 5],
      [3, -1],
      [Infinity, 2],
      [5, 0],
      [6, NaN],
    ])
    expect(reasonOf(broken)).toEqual({ kind: 'tooFewLevels', levels: 0, needed: 6 })
  })
})

test('throughput that grew faster than the concurrency is said, and has no contention', () => {
  const grown = (by: number): ScalabilityPoint[] =>
    pointsOf(
      [1, 2, 4, 8, 16, 32, 40, 48].map((n) => [n, (10 * n * (1 + by * Math.min(n, 16))) / (1 + 0.0008 * n * (n - 1))]),
    )
  const curve = curveOf(grown(0.002))
  expect([curve.sigma.value, curve.isSuperlinear]).toEqual([0, true])
  expect(scalabilityOf(grown(0.02), seededStream('test'))).toEqual({ kind: 'noCurve', reason: { kind: 'superlinear' } })
  expect(curveOf(caseOf('cisco').points).isSuperlinear).toBe(false)
})

test('the band holds the curve, which ends at 1.5 times what was measured', () => {
  const { points, measuredTo } = curveOf(caseOf('specsdm91').points)
  expect(points.at(-1)!.concurrency).toBeCloseTo(1.5 * measuredTo, 6)
  for (const { throughputPerS, lowPerS, highPerS } of points) {
    expect(lowPerS).toBeLessThanOrEqual(throughputPerS)
    expect(highPerS).toBeGreaterThanOrEqual(throughputPerS)
  }
})
