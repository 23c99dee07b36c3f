/**
 * Sums over any stretch of a series in constant time, by prefix sums: what the search for changes asks thousands of times. Stretches are
 * half open, [from, to).
 *
 * Each value has a weight: its variance is that of a value of weight 1, divided by the weight.
 */
export class SegmentSums {
  readonly length: number
  private readonly weights: Float64Array
  private readonly values: Float64Array
  private readonly squares: Float64Array
  /** Of neighbours i and i + 1: their common weight √(w·w′), and that times y, y′ and y·y′. Entry i + 1 ends with pair i. */
  private readonly pairWeights: Float64Array
  private readonly pairLefts: Float64Array
  private readonly pairRights: Float64Array
  private readonly pairProducts: Float64Array

  /** @param series finite, of moderate size: the caller takes their middle away, so that nothing is lost to rounding */
  constructor(series: Float64Array, weights: Float64Array) {
    const length = series.length
    this.length = length
    this.weights = new Float64Array(length + 1)
    this.values = new Float64Array(length + 1)
    this.squares = new Float64Array(length + 1)
    this.pairWeights = new Float64Array(length + 1)
    this.pairLefts = new Float64Array(length + 1)
    this.pairRights = new Float64Array(length + 1)
    this.pairProducts = new Float64Array(length + 1)
    for (let at = 0; at < length; at++) {
      const value = series[at]!
      const weight = weights[at]!
      this.weights[at + 1] = this.weights[at]! + weight
      this.values[at + 1] = this.values[at]! + weight * value
      this.squares[at + 1] = this.squares[at]! + weight * value * value
      if (at + 1 === length) break
      const next = series[at + 1]!
      const pair = Math.sqrt(weight * weights[at + 1]!)
      this.pairWeights[at + 1] = this.pairWeights[at]! + pair
      this.pairLefts[at + 1] = this.pairLefts[at]! + pair * value
      this.pairRights[at + 1] = this.pairRights[at]! + pair * next
      this.pairProducts[at + 1] = this.pairProducts[at]! + pair * value * next
    }
  }

  weight(from: number, to: number): number {
    return this.weights[to]! - this.weights[from]!
  }

  mean(from: number, to: number): number {
    return (this.values[to]! - this.values[from]!) / this.weight(from, to)
  }

  /** Weighted squares around the stretch's own mean. */
  squaresAround(from: number, to: number): number {
    const sum = this.values[to]! - this.values[from]!
    return Math.max(0, this.squares[to]! - this.squares[from]! - (sum * sum) / this.weight(from, to))
  }

  /** Products of neighbouring deviations, of the pairs that begin in [from, to), with `left` and `right` as the levels of the pairs' sides. */
  private products(from: number, to: number, left: number, right: number): number {
    return (
      this.pairProducts[to]! -
      this.pairProducts[from]! -
      right * (this.pairLefts[to]! - this.pairLefts[from]!) -
      left * (this.pairRights[to]! - this.pairRights[from]!) +
      left * right * (this.pairWeights[to]! - this.pairWeights[from]!)
    )
  }

  /** Squares, and products of neighbours, around the levels that begin at 0 and at each of `changes` (in order). */
  residuals(changes: readonly number[]): { squares: number; products: number } {
    let squares = 0
    let products = 0
    let from = 0
    let level = 0
    for (let place = 0; place <= changes.length; place++) {
      const to = place < changes.length ? changes[place]! : this.length
      const next = this.mean(from, to)
      if (from > 0) products += this.products(from - 1, from, level, next)
      level = next
      squares += this.squaresAround(from, to)
      products += this.products(from, to - 1, level, level)
      from = to
    }
    return { squares, products }
  }

  /** The difference of the two means in [from, at) and [at, to) in units of a value's standard deviation (CUSUM): |L − R|·√(W_L·W_R/W). */
  cusum(from: number, at: number, to: number): number {
    const weight = this.weight(from, to)
    const left = this.weight(from, at)
    const sum = this.values[to]! - this.values[from]!
    const leftSum = this.values[at]! - this.values[from]!
    return Math.abs(leftSum - (left / weight) * sum) * Math.sqrt(weight / (left * (weight - left)))
  }

  /** Where the CUSUM of [from, to) is largest with at least `least` values on either side; −1 where there is no room. The first of equals. */
  strongestSplit(from: number, to: number, least: number): number {
    const { weights, values } = this
    const begin = weights[from]!
    const weight = weights[to]! - begin
    const sumBegin = values[from]!
    const slope = (values[to]! - sumBegin) / weight
    let best = -1
    let strongest = -1
    for (let at = from + least; at <= to - least; at++) {
      const left = weights[at]! - begin
      const deviation = values[at]! - sumBegin - left * slope
      const strength = (deviation * deviation) / (left * (weight - left))
      if (strength > strongest) {
        strongest = strength
        best = at
      }
    }
    return best
  }
}
