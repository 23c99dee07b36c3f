/**
 * The Universal Scalability Law (N. J. Gunther, "A Simple Capacity Model of Massively Parallel Transaction Systems", CMG 1993; "Guerrilla Capacity
 * Planning", 2007): X(N) = λN / (1 + σ(N − 1) + κN(N − 1)).
 */

export interface LawParameters {
  /** Contention: the share of the work that only one can do at a time. */
  sigma: number
  /** Coherency: what each has to do for each other one; with it throughput falls beyond a peak. */
  kappa: number
  /** Throughput of one alone, per second. */
  lambda: number
}

/** Requests per second at a concurrency; NaN where the law has no meaning: parameters below 0 take its denominator there. */
export function throughputAt({ sigma, kappa, lambda }: LawParameters, concurrency: number): number {
  const denominator = 1 + sigma * (concurrency - 1) + kappa * concurrency * (concurrency - 1)
  return denominator > 0 ? (lambda * concurrency) / denominator : NaN
}

export interface LawPeak {
  concurrency: number
  throughputPerS: number
}

/** Where throughput is highest; null where it rises for ever: without coherency, or with a contention of 1 or more it falls from the first one on. */
export function peakOf(law: LawParameters): LawPeak | null {
  if (!(law.kappa > 0) || law.sigma >= 1) return null
  const concurrency = Math.sqrt((1 - law.sigma) / law.kappa)
  return { concurrency, throughputPerS: throughputAt(law, concurrency) }
}
