/** How long the blocks of a bootstrap have to be, for what goes on from one value to the next to be kept. */

/**
 * The block length of the circular block bootstrap of a mean that makes its variance best: a flat-top estimate of the long-run variance
 * over as many lags as have autocorrelations beyond chance (D. Politis, H. White, "Automatic block-length selection for the dependent
 * bootstrap", 2004; corrected by A. Patton, D. Politis, H. White, 2009). Not rounded; at most 3√n and n/3; 0 where nothing varies.
 */
export function circularBlockLength(values: ArrayLike<number>): number {
  const count = values.length
  if (count < 4) return 0
  const deviations = deviationsOf(values)
  const { products, lags } = relevantLags(deviations)
  let slope = 0
  let longRunVariance = products[0]! / count
  for (let lag = 1; lag <= lags; lag++) {
    const weight = Math.min(1, 2 * (1 - lag / lags))
    const covariance = (products[lag] ?? productAtLag(deviations, lag)) / count
    slope += 2 * weight * lag * covariance
    longRunVariance += 2 * weight * covariance
  }
  if (!(longRunVariance !== 0)) return 0
  const length = Math.cbrt(((2 * slope ** 2) / ((4 / 3) * longRunVariance ** 2)) * count)
  return Math.min(length, Math.ceil(Math.min(3 * Math.sqrt(count), count / 3)))
}

/**
 * Twice as many lags as come before the first stretch of them without an autocorrelation beyond chance; with the products of those that
 * were looked at. Both ends are scaled by what is left of the series there, without the value that only one of them has (as in
 * Python's arch).
 */
function relevantLags(deviations: Float64Array): { lags: number; products: number[] } {
  const count = deviations.length
  const stretch = Math.max(5, Math.trunc(Math.log10(count)))
  const atMost = Math.min(count - 2, Math.ceil(Math.sqrt(count)) + stretch)
  const limit = 2 * Math.sqrt(Math.log10(count) / count)
  const products = [productAtLag(deviations, 0)]
  let head = products[0]!
  let tail = products[0]!
  let small = 0
  for (let lag = 0; lag < atMost; lag++) {
    const product = (products[lag] ??= productAtLag(deviations, lag))
    head -= deviations[count - 1 - lag]! ** 2
    tail -= deviations[lag]! ** 2
    small = Math.abs(product) < limit * Math.sqrt(Math.max(0, head * tail)) ? small + 1 : 0
    if (small === stretch) return { lags: Math.min(atMost, 2 * Math.max(1, lag + 1 - stretch)), products }
  }
  return { lags: atMost, products }
}

function deviationsOf(values: ArrayLike<number>): Float64Array {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  const mean = sum / values.length
  const deviations = new Float64Array(values.length)
  for (let at = 0; at < values.length; at++) deviations[at] = values[at]! - mean
  return deviations
}

function productAtLag(deviations: Float64Array, lag: number): number {
  let product = 0
  for (let at = lag; at < deviations.length; at++) product += deviations[at]! * deviations[at - lag]!
  return product
}
