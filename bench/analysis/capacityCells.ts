/** What capacity is held to: rows U1, U2 and S3 (capacity) of the demands on analyses. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyzeCapacity } from '../../src/core/capacity/analyzeCapacity.ts'
import { fitScalability, type ScalabilityPoint } from '../../src/core/capacity/fitScalability.ts'
import type { LevelRun } from '../../src/core/capacity/level.ts'
import { scalabilityOf } from '../../src/core/capacity/scalability.ts'
import { peakOf, throughputAt, type LawParameters } from '../../src/core/capacity/scalabilityLaw.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { studentTQuantile } from '../../src/core/statistics/studentT.ts'
import type { RandomStream } from '../../src/core/random.ts'
import type { Cell } from './cell.ts'

interface Reference {
  name: string
  data: [number, number][]
  upstream_expected?: {
    sigma: number
    kappa: number
    lambda_: number
    n_max?: number
    x_max?: number
    ci95?: Record<'sigma' | 'kappa' | 'lambda_', [number, number]>
  }
}

const FILE = join(import.meta.dirname, '../../test/regression/usl/usl.json')

/** @param series simulated for U2; the demands ask for 1,000 */
export function capacityCells(series = 1000): Cell[] {
  const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Reference[] }
  return [
    fitCell(cases),
    intervalCell(cases),
    raytracerCell(cases),
    inventedPeakCell(series),
    foundPeakCell(series),
    determinismCell(),
  ]
}

function pointsOf(data: readonly (readonly [number, number])[]): ScalabilityPoint[] {
  return data.map(([level, throughputPerS]) => ({ level, concurrency: level, throughputPerS, standardErrorPerS: null }))
}

function fitted(reference: Reference): NonNullable<ReturnType<typeof fitScalability>> {
  const fit = fitScalability(pointsOf(reference.data))
  if (fit === null) throw new Error(`${reference.name} cannot be fitted.`)
  return fit
}

/** How far from the reference, beyond what its printed digits can tell. */
function fitCell(cases: readonly Reference[]): Cell {
  let worst = 0
  let compared = 0
  const compare = (value: number, reference: number | undefined): void => {
    if (reference === undefined) return
    const digits = String(reference).replace(/^0\.0*|e.*|\./g, '').length
    const rounding = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(reference))) - digits + 1)
    worst = Math.max(worst, Math.max(0, Math.abs(value - reference) - rounding) / Math.abs(reference))
    compared++
  }
  for (const reference of cases) {
    const expected = reference.upstream_expected
    // R's test of coefficients rounds to three decimals before it compares.
    if (expected === undefined || reference.name === 'coef test') continue
    const fit = fitted(reference)
    compare(fit.sigma, expected.sigma)
    compare(fit.kappa, expected.kappa)
    compare(fit.lambda, expected.lambda_)
    const peak = peakOf(fit)
    compare(peak?.throughputPerS ?? NaN, expected.x_max)
    if (!Number.isInteger(expected.n_max)) compare(peak?.concurrency ?? NaN, expected.n_max)
  }
  return {
    id: 'U1',
    claim: 'USL parameters and peak as in usl4j and R usl',
    demand: 'relative difference <= 2e-4',
    reached: `${worst.toExponential(1)} at most, of ${compared} values, beyond the rounding of the references`,
    ok: worst <= 2e-4,
  }
}

function intervalCell(cases: readonly Reference[]): Cell {
  let worst = 0
  let compared = 0
  for (const reference of cases) {
    const intervals = reference.upstream_expected?.ci95
    if (intervals === undefined) continue
    const fit = fitted(reference)
    // R's package takes the one-sided quantile, with n − 1 degrees of freedom.
    const t = studentTQuantile(0.95, reference.data.length - 1)
    for (const [name, own] of [
      ['sigma', 'sigma'],
      ['kappa', 'kappa'],
      ['lambda_', 'lambda'],
    ] as const) {
      const [low, high] = intervals[name]
      const margin = t * fit.standardErrors[own]
      worst = Math.max(worst, Math.abs(fit[own] - margin - low), Math.abs(fit[own] + margin - high))
      compared += 2
    }
  }
  return {
    id: 'U1',
    claim: 'intervals of R usl, from our standard errors and its t',
    demand: 'as printed (five decimals)',
    reached: `${worst.toExponential(1)} off at most, of ${compared} ends`,
    ok: compared > 0 && worst <= 6e-6,
  }
}

function raytracerCell(cases: readonly Reference[]): Cell {
  const told = cases
    .filter(({ name }) => name.startsWith('raytracer'))
    .map(({ name, data }) => {
      const scalability = scalabilityOf(pointsOf(data), seededStream(name))
      if (scalability.kind === 'noCurve') return { name, text: `no curve (${scalability.reason.kind})`, isPeak: false }
      const { peak } = scalability
      const text = peak.kind === 'peak' ? 'a peak' : `no peak (${peak.reason.kind})`
      return { name, text, isPeak: peak.kind === 'peak' }
    })
  return {
    id: 'U2',
    claim: 'raytracer full and [1:6]: no fabricated peak',
    demand: 'none in either',
    reached: told.map(({ name, text }) => `${name}: ${text}`).join('; '),
    ok: told.length === 2 && told.every(({ isPeak }) => !isPeak),
  }
}

const LEVELS = [1, 2, 4, 8, 16, 24, 32, 48, 64]

function simulated(law: LawParameters, noise: number, random: RandomStream): ScalabilityPoint[] {
  return LEVELS.map((level) => {
    const throughputPerS = throughputAt(law, level) * Math.exp(noise * normal(random))
    return { level, concurrency: level, throughputPerS, standardErrorPerS: 0.02 * throughputPerS }
  })
}

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}

function peaks(law: LawParameters, noise: number, series: number): number[] {
  return Array.from({ length: series }, (_, at) => {
    const random = seededStream('capacity cells', JSON.stringify([law, noise]), String(at))
    const scalability = scalabilityOf(simulated(law, noise, random), random)
    const isPeak = scalability.kind === 'curve' && scalability.peak.kind === 'peak'
    return isPeak && scalability.peak.kind === 'peak' ? scalability.peak.throughputPerS.value : NaN
  }).filter((peak) => !Number.isNaN(peak))
}

/** Levels to 64, and laws that rise at least to twice that. */
function inventedPeakCell(series: number): Cell {
  const laws = [
    { sigma: 0.05, kappa: 0, lambda: 100 },
    { sigma: 0.02, kappa: 0.98 / 128 ** 2, lambda: 100 },
  ]
  const shares = laws.map((law) => peaks(law, 0.03, series).length / series)
  return {
    id: 'U2',
    claim: `no peak, or one at twice what was measured, 3 % noise, ${series} series each: a peak is told`,
    demand: '<= 1 %',
    reached: shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', '),
    ok: shares.every((share) => share <= 0.01),
  }
}

function foundPeakCell(series: number): Cell {
  const law = { sigma: 0.03, kappa: 0.0008, lambda: 100 }
  const truth = peakOf(law)?.throughputPerS ?? NaN
  const told = peaks(law, 0.03, series)
  const near = told.filter((peak) => Math.abs(peak / truth - 1) <= 0.05).length
  return {
    id: 'U2',
    claim: `a peak within what was measured, 3 % noise, ${series} series: told; within 5 % of the truth`,
    demand: 'none set',
    reached: `${((100 * told.length) / series).toFixed(1)} %; ${((100 * near) / Math.max(1, told.length)).toFixed(1)} % of these`,
    ok: null,
  }
}

function determinismCell(): Cell {
  const runs = LEVELS.map((level, at): LevelRun => {
    const throughputPerS = throughputAt({ sigma: 0.03, kappa: 0.0008, lambda: 100 }, level) * (1 + 0.01 * (at % 3))
    return {
      runId: `run-${at}`,
      load: { unit: 'users', level },
      steadyS: 30,
      requests: Math.round(30 * throughputPerS),
      failures: 0,
      throughputPerS,
      throughputErrorPerS: 0.01 * throughputPerS,
      concurrency: level,
      p50Ms: 5,
      p95Ms: 20,
      p99Ms: 40,
      achievedShare: null,
      maximums: [],
      generatorDoubt: null,
    }
  })
  const texts = [runs, runs, runs.toReversed()].map((list) => JSON.stringify(analyzeCapacity(list)))
  return {
    id: 'S3',
    claim: 'capacity: the same runs give the same answer, byte by byte, in any order',
    demand: 'identical on repeat (other systems: not run here)',
    reached: new Set(texts).size === 1 ? 'identical' : 'different',
    ok: new Set(texts).size === 1,
  }
}
