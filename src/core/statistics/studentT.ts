/** Student's t distribution, for any df above 0, whole or not. */
import { logGamma } from './gammaFunctions.ts'

/** P(T ≤ t). NaN unless df is above 0. */
export function studentTCdf(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return NaN
  const upper = upperTail(Math.abs(t), df)
  return t > 0 ? 1 - upper : upper
}

/** P(|T| ≥ |t|): the two-sided p of a t statistic, exact also where it is tiny. */
export function studentTTwoSided(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return NaN
  return Math.min(1, 2 * upperTail(Math.abs(t), df))
}

/** The t with P(T ≤ t) = p. ±Infinity at p = 1 and 0, NaN outside them. */
export function studentTQuantile(p: number, df: number): number {
  if (!(df > 0) || !(p >= 0 && p <= 1)) return NaN
  if (p === 0.5) return 0
  if (p < 0.5) return -positiveQuantile(p, df)
  return positiveQuantile(1 - p, df)
}

/** The t with P(T ≥ t) = tail: Newton's steps on the logarithm of the tail, within bounds that halve where a step would leave them. */
function positiveQuantile(tail: number, df: number): number {
  if (tail === 0) return Infinity
  let low = 0
  let high = 1
  while (upperTail(high, df) > tail) {
    low = high
    high *= 2
  }
  const logScale = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI)
  let t = low + (high - low) / 2
  for (let step = 0; step < 200; step++) {
    const here = upperTail(t, df)
    if (here > tail) low = t
    else high = t
    const density = Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df))
    const newton = t + (here * Math.log(here / tail)) / density
    const next = newton > low && newton < high ? newton : low + (high - low) / 2
    if (Math.abs(next - t) <= 1e-15 * t || next === low || next === high) return next
    t = next
  }
  return t
}

/** P(T ≥ t) for t ≥ 0. */
function upperTail(t: number, df: number): number {
  if (t === Infinity) return 0
  // x and 1 − x are both computed: one of them is tiny at either end.
  const square = t * t
  return 0.5 * regularizedBeta(df / (df + square), square / (df + square), df / 2, 0.5)
}

/** I_x(a, b), given x and 1 − x (Press et al., Numerical Recipes, 3rd ed., §6.4). */
function regularizedBeta(x: number, oneMinusX: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (oneMinusX <= 0) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(oneMinusX))
  // The fraction converges quickly on this side of the mean only.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a
  return 1 - (front * betaFraction(oneMinusX, b, a)) / b
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const notZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / notZero(1 + even * d)
    c = notZero(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / notZero(1 + odd * d)
    c = notZero(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return fraction
}
