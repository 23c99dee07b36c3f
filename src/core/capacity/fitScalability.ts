/** Fits the Universal Scalability Law to measured points by weighted least squares (Levenberg and Marquardt), with σ, κ, λ ≥ 0. */
import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import { throughputAt, type LawParameters } from './scalabilityLaw.ts'
import { inverseOf, multiplied } from './symmetricMatrix.ts'

export interface ScalabilityPoint {
  /** What was asked for: runs with the same are of one level, whatever concurrency came of it. */
  level: number
  /** Requests at the target at once; above 0. */
  concurrency: number
  /** Above 0. */
  throughputPerS: number
  /** Standard error of the throughput, which is the weight 1/SE² of the point; null: all points weigh the same. */
  standardErrorPerS: number | null
}

export interface ScalabilityFit extends LawParameters {
  /** Of a linear approximation at the fit; NaN for what was held at its limit of 0, or where there are no points to spare. */
  standardErrors: LawParameters
  /** Weighted sum of squared residuals over the points that were to spare. */
  residualVariance: number
  /** Points − parameters that were not held at 0. */
  degreesOfFreedom: number
}

type Free = readonly ('sigma' | 'kappa')[]
type Sharing = Pick<LawParameters, 'sigma' | 'kappa'>

/** Where the search begins, as in usl4j; λ begins at the highest throughput of one. */
const START = { sigma: 0.1, kappa: 0.01 }
/** The library has no other end: it is asked for so many, until they bring nothing any more. */
const ITERATIONS_AT_ONCE = 6
const MOST_ROUNDS = 30
/** The sum of squares does not fall by more any more. */
const CONVERGED = 1e-12

/**
 * The constrained optimum: of the fits with each of σ and κ free or held at 0, the best that breaks no limit.
 * @param near σ and κ of a fit to nearly the same points, where there is one: the search begins there only
 * @returns null for fewer than 3 points
 */
export function fitScalability(points: readonly ScalabilityPoint[], near?: Sharing): ScalabilityFit | null {
  if (points.length < 3) return null
  const problem = scaled(points)
  const all = search(problem, ['sigma', 'kappa'], near)
  if (all !== null && all.sigma >= 0 && all.kappa >= 0) return describe(problem, all, ['sigma', 'kappa'])
  let best: { law: LawParameters; free: Free; error: number } | null = null
  for (const free of [['sigma'], ['kappa'], []] as const) {
    const law = search(problem, free, near)
    if (law === null || law.sigma < 0 || law.kappa < 0) continue
    const error = errorOf(problem, law)
    if (best === null || error < best.error) best = { law, free, error }
  }
  return best === null ? null : describe(problem, best.law, best.free)
}

/** As `fitScalability`, with σ as low as the points want it: below 0 throughput grows faster than the concurrency. */
export function fitUnlimitedContention(points: readonly ScalabilityPoint[]): LawParameters | null {
  if (points.length < 3) return null
  const problem = scaled(points)
  const law = search(problem, ['sigma', 'kappa'])
  const kept = law !== null && law.kappa < 0 ? search(problem, ['sigma']) : law
  return kept === null ? null : { ...kept, lambda: kept.lambda * problem.scale }
}

interface Problem {
  x: number[]
  /** Throughput over the highest one. */
  y: number[]
  scale: number
  /** 1/SE², up to a common factor. */
  weights: number[]
}

/** In units in which every number is near 1: the library's damping is the same for all parameters. */
function scaled(points: readonly ScalabilityPoint[]): Problem {
  const scale = Math.max(...points.map(({ throughputPerS }) => throughputPerS))
  const known = points.map(({ standardErrorPerS }) => standardErrorPerS)
  const isWeighted = known.every((error) => error !== null && error > 0)
  const mean = isWeighted ? known.reduce<number>((sum, error) => sum + (error ?? 0), 0) / known.length : 1
  return {
    x: points.map(({ concurrency }) => concurrency),
    y: points.map(({ throughputPerS }) => throughputPerS / scale),
    scale,
    weights: known.map((error) => (isWeighted ? (mean / (error ?? mean)) ** 2 : 1)),
  }
}

/** The best law with these free, others 0; limits are not looked at. Null when no search finds its way. */
function search(problem: Problem, free: Free, near?: Sharing): LawParameters | null {
  // The library takes every step, also one that makes it worse: where a search gets to depends on where it begins.
  const starts = near === undefined ? [START, straightened(problem, free)] : [near]
  let best: Found | null = null
  for (const start of starts) {
    const found = start === null ? null : descend(problem, free, start)
    if (found !== null && (best === null || found.error < best.error)) best = found
  }
  return best?.law ?? null
}

interface Found {
  law: LawParameters
  error: number
}

function descend({ x, y, weights }: Problem, free: Free, start: Sharing): Found | null {
  // The library's own weights are of one kind in its steps and of the inverse kind in its errors (5.1.0): points are weighed before they come to it.
  const root = weights.map(Math.sqrt)
  const places = x.map((_, i) => i)
  const weighed = y.map((each, i) => each * root[i]!)
  // Below these the denominator of the law could be 0 within the points: a step too far would find no way back.
  const widest = Math.max(2, ...x)
  const least = { sigma: -0.5 / (widest - 1), kappa: -0.25 / (widest * (widest - 1)) }
  let law: LawParameters = { sigma: 0, kappa: 0, lambda: Math.max(...x.map((at, i) => y[i]! / at)) }
  for (const name of free) law[name] = Math.max(start[name], least[name])
  let error = Infinity
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // The library damps all parameters alike: each is told in the unit in which it moves the points as far as any other.
    const slopes = x.map((at, i) => gradient(law, at, free).map((part) => part * root[i]!))
    const units = slopes[0]!.map((_, at) => 1 / Math.hypot(...slopes.map((slope) => slope[at]!)))
    if (!units.every(Number.isFinite)) return null
    const inUnits = (values: readonly number[]): number[] => values.map((value, at) => value / units[at]!)
    const lawOf = (values: readonly number[]): LawParameters => ({
      sigma: 0,
      kappa: 0,
      ...Object.fromEntries(free.map((name, at) => [name, values[at]! * units[at]!])),
      lambda: values[free.length]! * units[free.length]!,
    })
    const found = levenbergMarquardt(
      { x: places, y: weighed },
      (given) => (i) => throughputAt(lawOf(given), x[i]!) * root[i]!,
      {
        initialValues: inUnits([...free.map((name) => law[name]), law.lambda]),
        minValues: inUnits([...free.map((name) => least[name]), 0]),
        maxValues: units.map(() => Infinity),
        maxIterations: ITERATIONS_AT_ONCE,
        errorTolerance: 0,
        jacobianFunction: (given) => (i) =>
          gradient(lawOf(given), x[i]!, free).map((part, at) => part * units[at]! * root[i]!),
      },
    )
    if (!Number.isFinite(found.parameterError)) return null
    law = lawOf(found.parameterValues)
    const isDone = error - found.parameterError <= CONVERGED * error
    error = found.parameterError
    if (isDone) break
  }
  return { law, error }
}

/** σ and κ of the straight line that the law is when it is turned over: N/X = 1/λ + σ/λ·(N − 1) + κ/λ·N(N − 1). Null where there is none. */
function straightened({ x, y, weights }: Problem, free: Free): Sharing | null {
  const rows = x.map((n) => [1, ...free.map((name) => (name === 'sigma' ? n - 1 : n * (n - 1)))])
  // An error of X is one of N/X by N/X².
  const weightOf = (i: number): number => weights[i]! * (y[i]! ** 2 / x[i]!) ** 2
  const size = free.length + 1
  const normal = Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (_unused, b) =>
      rows.reduce((sum, row, i) => sum + weightOf(i) * row[a]! * row[b]!, 0),
    ),
  )
  const right = Array.from({ length: size }, (_, a) =>
    rows.reduce((sum, row, i) => sum + (weightOf(i) * row[a]! * x[i]!) / y[i]!, 0),
  )
  const inverse = inverseOf(normal)
  if (inverse === null) return null
  const solved = multiplied(inverse, right)
  const lambda = 1 / solved[0]!
  if (!(lambda > 0)) return null
  return { sigma: 0, kappa: 0, ...Object.fromEntries(free.map((name, at) => [name, solved[at + 1]! * lambda])) }
}

/** ∂X/∂ of what is free, then of λ. */
function gradient({ sigma, kappa, lambda }: LawParameters, n: number, free: Free): number[] {
  const denominator = 1 + sigma * (n - 1) + kappa * n * (n - 1)
  const bySigma = (-lambda * n * (n - 1)) / denominator ** 2
  return [...free.map((name) => (name === 'sigma' ? bySigma : bySigma * n)), n / denominator]
}

function errorOf({ x, y, weights }: Problem, law: LawParameters): number {
  return x.reduce((sum, at, i) => sum + weights[i]! * (y[i]! - throughputAt(law, at)) ** 2, 0)
}

function describe(problem: Problem, law: LawParameters, free: Free): ScalabilityFit {
  const { x, weights, scale } = problem
  const count = free.length + 1
  const degreesOfFreedom = x.length - count
  const variance = degreesOfFreedom > 0 ? errorOf(problem, law) / degreesOfFreedom : NaN
  const information = Array.from({ length: count }, () => Array.from({ length: count }, () => 0))
  x.forEach((at, i) => {
    const slope = gradient(law, at, free)
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) information[a]![b]! += weights[i]! * slope[a]! * slope[b]!
  })
  const inverse = inverseOf(information)
  const errorAt = (at: number): number => (at < 0 ? NaN : Math.sqrt(variance * (inverse?.[at]?.[at] ?? NaN)))
  return {
    sigma: law.sigma,
    kappa: law.kappa,
    lambda: law.lambda * scale,
    standardErrors: {
      sigma: errorAt(free.indexOf('sigma')),
      kappa: errorAt(free.indexOf('kappa')),
      lambda: errorAt(free.length) * scale,
    },
    residualVariance: variance * scale ** 2,
    degreesOfFreedom,
  }
}
