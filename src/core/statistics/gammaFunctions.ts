/** ln Γ and its derivatives, for x > 0. */

/** Lanczos' approximation with g = 7 and 9 terms (P. Godfrey's coefficients); relative error below 1e-14 for x ≥ 0.5. */
const LANCZOS_G = 7
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const

/** @param x above 0 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  let sum: number = LANCZOS[0]
  for (let term = 1; term < LANCZOS.length; term++) sum += LANCZOS[term]! / (shifted + term)
  const base = shifted + LANCZOS_G + 0.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** From here on the asymptotic series below are exact to the last digits. */
const ASYMPTOTIC_FROM = 10

/** d/dx ln Γ(x): upwards by ψ(x) = ψ(x+1) − 1/x, then the asymptotic series (Abramowitz & Stegun 6.3.18). @param x above 0 */
export function digamma(x: number): number {
  if (!(x > 0)) return NaN
  let sum = 0
  let at = x
  for (; at < ASYMPTOTIC_FROM; at++) sum -= 1 / at
  const inverse = 1 / (at * at)
  const tail =
    inverse *
    (1 / 12 -
      inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (5 / 660 - inverse * (691 / 32_760))))))
  return sum + Math.log(at) - 0.5 / at - tail
}

/** d²/dx² ln Γ(x): upwards by ψ′(x) = ψ′(x+1) + 1/x², then the asymptotic series (Abramowitz & Stegun 6.4.12). @param x above 0 */
export function trigamma(x: number): number {
  if (!(x > 0)) return NaN
  let sum = 0
  let at = x
  for (; at < ASYMPTOTIC_FROM; at++) sum += 1 / (at * at)
  const inverse = 1 / (at * at)
  const tail =
    1 / 6 - inverse * (1 / 30 - inverse * (1 / 42 - inverse * (1 / 30 - inverse * (5 / 66 - inverse * (691 / 2_730)))))
  return sum + 1 / at + inverse / 2 + (inverse / at) * tail
}

/**
 * The x with trigamma(x) = y, by Newton's steps on 1/ψ′, which is convex (G. K. Smyth, "Linear models and empirical Bayes methods",
 * 2004, appendix).
 *
 * @param y above 0
 */
export function inverseTrigamma(y: number): number {
  if (!(y > 0)) return NaN
  // The ends, where ψ′(x) is 1/x² and 1/x.
  if (y > 1e7) return 1 / Math.sqrt(y)
  if (y < 1e-6) return 1 / y
  let x = 0.5 + 1 / y
  for (let step = 0; step < 50; step++) {
    const value = trigamma(x)
    const change = (value * (1 - value / y)) / tetragamma(x)
    x += change
    if (-change / x < 1e-12) break
  }
  return x
}

/** d³/dx³ ln Γ(x), as the other two (Abramowitz & Stegun 6.4.13). */
function tetragamma(x: number): number {
  let sum = 0
  let at = x
  for (; at < ASYMPTOTIC_FROM; at++) sum -= 2 / (at * at * at)
  const inverse = 1 / (at * at)
  const tail = inverse * inverse * (1 / 2 - inverse * (1 / 6 - inverse * (1 / 6 - inverse * (3 / 10))))
  return sum - inverse - inverse / at - tail
}
