/**
 * Throughput against concurrency as a law, with the guards that keep it from saying what nobody measured. A good fit is no evidence for what lies
 * beyond it: the raytracer of R's package usl, measured up to 20 at once, fits with R² = 0.9996 and a peak of 203/s at 24; it did 310/s at 64.
 */
import type { RandomStream } from '../random.ts'
import { variance } from '../statistics/moments.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import { bootstrapScalability } from './bootstrapScalability.ts'
import { intervalAround, type Estimate } from './estimate.ts'
import { fitScalability, fitUnlimitedContention, type ScalabilityPoint } from './fitScalability.ts'
import { residualStructure } from './residualStructure.ts'
import { LEAST_R2, missingEvidence, peakMeasured, type NoCurve, type Peak } from './scalabilityGuards.ts'
import { throughputAt, type LawParameters } from './scalabilityLaw.ts'

export interface CurvePoint {
  concurrency: number
  throughputPerS: number
  lowPerS: number
  highPerS: number
}

export interface Residual {
  concurrency: number
  residualPerS: number
  /** Of what the curve says. */
  share: number
}

export interface Curve {
  kind: 'curve'
  sigma: Estimate
  kappa: Estimate
  /** Requests per second of one alone. */
  lambda: Estimate
  /** Throughput grew faster than the concurrency: caches that warm up, say, or a lowest level that was measured cold. */
  isSuperlinear: boolean
  peak: Peak
  /** Solid to here; beyond, the curve is a guess. */
  measuredTo: number
  /** With its 95 % band, to `MOST_SHOWN` times what was measured. */
  points: CurvePoint[]
  /** In the order of the concurrency. */
  residuals: Residual[]
  /** No evidence for what lies beyond the points. */
  r2: number
  replicates: number
}

export type Scalability = Curve | { kind: 'noCurve'; reason: NoCurve }

/** Structure is believed at this chance, and minded where a residual is this large. */
const STRUCTURE_P = 0.01
const STRUCTURE_SHARE = 0.05
/** A curve is drawn so far beyond what was measured. */
export const MOST_SHOWN = 1.5
const CURVE_STEPS = 60

/**
 * @param points one per run at a level, of levels whose generator was trusted
 * @param random seeded with the ids of the runs
 */
export function scalabilityOf(points: readonly ScalabilityPoint[], random: RandomStream): Scalability {
  const sorted = points
    .filter(({ concurrency, throughputPerS }) => isPositive(concurrency) && isPositive(throughputPerS))
    .toSorted((a, b) => a.concurrency - b.concurrency)
  const missing = missingEvidence(sorted)
  if (missing !== null) return { kind: 'noCurve', reason: missing }
  const fit = fitScalability(sorted)
  if (fit === null) return { kind: 'noCurve', reason: { kind: 'notFitted' } }
  const residuals = residualsOf(sorted, fit)
  const r2 = determination(sorted, residuals)
  const isSuperlinear = fit.sigma === 0 && isBelowNone(sorted, random)
  const misfit = misfitOf(residuals, r2, random)
  if (misfit !== null) return { kind: 'noCurve', reason: isSuperlinear ? { kind: 'superlinear' } : misfit }
  const laws = bootstrapScalability(sorted, (drawn) => fitScalability(drawn, fit), random)
  const t = studentTQuantile(0.975, fit.degreesOfFreedom)
  const estimateOf = (name: keyof LawParameters): Estimate => {
    const { value, low, high } = intervalAround(
      fit[name],
      laws.map((law) => law[name]),
      t * fit.standardErrors[name],
    )
    return { value, low: Math.max(0, low), high }
  }
  const kappa = estimateOf('kappa')
  const measuredTo = sorted.at(-1)!.concurrency
  return {
    kind: 'curve',
    sigma: estimateOf('sigma'),
    kappa,
    lambda: estimateOf('lambda'),
    isSuperlinear,
    peak: peakMeasured(fit, kappa, laws, measuredTo),
    measuredTo,
    points: curvePoints(fit, laws, sorted[0]!.concurrency, measuredTo),
    residuals,
    r2,
    replicates: laws.length,
  }
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value)
}

function residualsOf(points: readonly ScalabilityPoint[], law: LawParameters): Residual[] {
  return points.map(({ concurrency, throughputPerS }) => {
    const expected = throughputAt(law, concurrency)
    const residualPerS = throughputPerS - expected
    return { concurrency, residualPerS, share: residualPerS / expected }
  })
}

/** R²: what the curve explains of the differences between the throughputs. */
function determination(points: readonly ScalabilityPoint[], residuals: readonly Residual[]): number {
  const total = variance(points.map(({ throughputPerS }) => throughputPerS)) * (points.length - 1)
  return 1 - residuals.reduce((sum, { residualPerS }) => sum + residualPerS ** 2, 0) / total
}

function misfitOf(residuals: readonly Residual[], r2: number, random: RandomStream): NoCurve | null {
  if (!(r2 >= LEAST_R2)) return { kind: 'poorFit', r2, needed: LEAST_R2 }
  const shares = residuals.map(({ share }) => share)
  const { p, largestShare } = residualStructure(shares, random)
  const isStructured = p <= STRUCTURE_P && largestShare > STRUCTURE_SHARE
  return isStructured ? { kind: 'structuredResiduals', p, largestShare } : null
}

/** Whether σ would be below 0, beyond chance, if it might. */
function isBelowNone(points: readonly ScalabilityPoint[], random: RandomStream): boolean {
  const whole = fitUnlimitedContention(points)
  if (whole === null || whole.sigma >= 0) return false
  const sigmas = bootstrapScalability(points, fitUnlimitedContention, random).map(({ sigma }) => sigma)
  const { high } = intervalAround(whole.sigma, sigmas)
  return high !== null && high < 0
}

function curvePoints(
  law: LawParameters,
  laws: readonly LawParameters[],
  from: number,
  measuredTo: number,
): CurvePoint[] {
  const to = measuredTo * MOST_SHOWN
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const concurrency = from + ((to - from) * step) / CURVE_STEPS
    const throughputPerS = throughputAt(law, concurrency)
    const band = intervalAround(
      throughputPerS,
      laws.map((each) => throughputAt(each, concurrency)),
    )
    return { concurrency, throughputPerS, lowPerS: band.low, highPerS: band.high ?? throughputPerS }
  })
}
