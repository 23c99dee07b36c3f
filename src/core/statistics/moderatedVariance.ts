/**
 * Variances of many things measured a few times each, helped by each other: empirical Bayes (G. K. Smyth, "Linear models and empirical
 * Bayes methods for assessing differential expression", 2004; the R package limma).
 */
import { digamma, inverseTrigamma, trigamma } from './gammaFunctions.ts'
import { mean, variance } from './moments.ts'

export interface SampleVariance {
  variance: number
  /** Degrees of freedom, above 0. */
  df: number
}

/** More would say that all have the same variance, which is never quite so. */
const PRIOR_DF_AT_MOST = 30

/**
 * What the variances have in common, as a scaled inverse χ²: z = ln s², e = z − ψ(d/2) + ln(d/2), ψ′(d₀/2) = var(e) − mean ψ′(d/2),
 * s₀² = exp(mean(e) + ψ(d₀/2) − ln(d₀/2)).
 *
 * @param samples with variances above 0; others are left out
 * @param shared df that the common variance itself is known with (see `sharedDf`); Infinity: exactly
 * @returns 0 df of fewer than two: they say nothing of each other.
 */
export function commonVariance(samples: readonly SampleVariance[], shared: number): SampleVariance {
  const known = samples.filter((sample) => sample.variance > 0 && sample.df > 0)
  if (known.length < 2 || !(shared > 0)) return { variance: NaN, df: 0 }
  const corrected = known.map(({ variance: own, df }) => Math.log(own) - digamma(df / 2) + Math.log(df / 2))
  const between = variance(corrected) - mean(known.map(({ df }) => trigamma(df / 2)))
  // No more differences between them than chance makes: one variance for all.
  if (!(between > 0)) return { variance: Math.exp(mean(corrected)), df: Math.min(PRIOR_DF_AT_MOST, shared) }
  const halfDf = inverseTrigamma(between)
  const common = Math.exp(mean(corrected) + digamma(halfDf) - Math.log(halfDf))
  // How far a thing is from what is common, and how far that is from what was found: variances of logarithms, about 2 / df each, add up.
  return { variance: common, df: Math.min(PRIOR_DF_AT_MOST, 1 / (0.5 / halfDf + 1 / shared)) }
}

/** s̃² = (d₀ s₀² + d s²) / (d₀ + d), with d₀ + d degrees of freedom. */
export function moderate(own: SampleVariance, common: SampleVariance): SampleVariance {
  if (common.df === 0) return own
  const df = common.df + own.df
  return { variance: (common.df * common.variance + own.df * own.variance) / df, df }
}

/**
 * What things that were measured in the same runs know of each other's variance, in degrees of freedom. Limma takes them to be
 * independent; endpoints are not: where all follow the machine's mood, their variances are one variance, measured once. K variances of
 * d df with a mean squared correlation ρ² are worth K / (1 + (K − 1) ρ²) independent ones, of which one is the thing's own.
 *
 * @param residuals of each thing, its deviations from what was expected in each run; 0 where it has none. All of one length.
 * @param df degrees of freedom that they have
 */
export function sharedDf(residuals: readonly ArrayLike<number>[], df: number): number {
  const rows = residuals.flatMap((row) => unit(row))
  if (rows.length < 2 || !(df > 0)) return 0
  const runs = rows[0]!.length
  // Σ over pairs of rows of (their product)² is Σ over pairs of columns of (theirs)²: far fewer.
  let all = 0
  for (let left = 0; left < runs; left++) {
    for (let right = 0; right < runs; right++) {
      let product = 0
      for (const row of rows) product += row[left]! * row[right]!
      all += product ** 2
    }
  }
  const squared = Math.max(0, (all - rows.length) / (rows.length * (rows.length - 1)))
  // Independent rows have 1/df by chance. With one df every row is every other's double, and nothing can be told.
  const byChance = 1 / df
  const correlation = df > 1 ? Math.min(1, Math.max(0, (squared - byChance) / (1 - byChance))) : 0
  return df * (rows.length / (1 + (rows.length - 1) * correlation) - 1)
}

/** Of length 1; none where all is 0. */
function unit(row: ArrayLike<number>): Float64Array[] {
  let square = 0
  for (let at = 0; at < row.length; at++) square += row[at]! ** 2
  if (!(square > 0)) return []
  const length = Math.sqrt(square)
  return [Float64Array.from(row, (value) => value / length)]
}
