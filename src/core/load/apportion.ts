// Which type each user is: weights become whole numbers of users, and those are spread so evenly that the mix is right at every
// number of users on the way up and down, not only at the top.

/**
 * Divides `n` seats among weights in proportion, by largest remainder (Hamilton's method): every part is its exact quota
 * rounded down or up, the sum is exactly `n`, and of equal remainders the earlier gets the seat. Weight zero gets nothing.
 *
 * @throws RangeError when n is not a whole number >= 0, a weight is negative or not finite, or there are seats but no weight
 */
export function apportion(weights: readonly number[], n: number): number[] {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`The number to divide must be whole and >= 0, not ${n}`)
  for (const weight of weights) {
    if (!Number.isFinite(weight) || weight < 0) throw new RangeError(`A weight must be 0 or above, not ${weight}`)
  }
  if (n === 0) return weights.map(() => 0)
  const largest = weights.reduce((max, weight) => Math.max(max, weight), 0)
  if (largest === 0) throw new RangeError(`${n} cannot be divided: no weight is above 0`)
  // Weights beyond what multiplies exactly are scaled first; ordinary ones (whole numbers) stay exact.
  const scale = largest * n * weights.length > Number.MAX_SAFE_INTEGER ? largest : 1
  const scaled = weights.map((weight) => weight / scale)
  const total = scaled.reduce((sum, weight) => sum + weight, 0)
  const parts = scaled.map((weight, index) => {
    const remainder = (n * weight) % total
    return { index, remainder, seats: Math.round((n * weight - remainder) / total) }
  })
  let left = n - parts.reduce((sum, part) => sum + part.seats, 0)
  const byRemainder = parts
    .filter((part) => (scaled[part.index] ?? 0) > 0)
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const part of byRemainder) {
    if (left <= 0) break
    part.seats += 1
    left -= 1
  }
  return parts.map((part) => part.seats)
}

/**
 * A sequence of type indices, type i exactly `counts[i]` times, in which every prefix is in proportion: after t places each
 * type has been used within 1 − 1/(2k − 2) of t × share (k: types with a count above zero), always less than one.
 *
 * Tijdeman's algorithm (R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980, 323–330; the bound is
 * the best possible): among the types that have fallen at least 1/(2k − 2) behind, take the one that would first be too far
 * behind. Computed in whole numbers. Greedy "furthest behind" was rejected: with many types it leaves the bound.
 *
 * @throws RangeError when a count is not whole and >= 0, or there are more than 65,536 types or too many places to be exact
 */
export function interleave(counts: readonly number[]): Uint16Array {
  const types = counts.map((count, index) => ({ index, count, used: 0 })).filter(({ count }) => count !== 0)
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`A count must be whole and >= 0, not ${count}`)
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  const width = Math.max(2 * types.length - 2, 1)
  if (counts.length > 65_536 || total * total * width > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`${total} users of ${counts.length} types are too many`)
  }
  const sequence = new Uint16Array(total)
  for (let place = 1; place <= total; place++) {
    let chosen: (typeof types)[number] | undefined
    let earliest = Infinity
    for (const type of types) {
      // How far behind its share this type is, in units of 1 / (total × width).
      const behind = (type.count * place - type.used * total) * width
      if (behind < total && types.length > 1) continue
      const placesLeft = ((width - 1) * total - behind) / type.count
      if (placesLeft < earliest) {
        earliest = placesLeft
        chosen = type
      }
    }
    // Tijdeman proves that one is always far enough behind; without it the counts would not add up.
    if (chosen === undefined) throw new Error(`No type is due at place ${place}`)
    chosen.used += 1
    sequence[place - 1] = chosen.index
  }
  return sequence
}

/** The type of each of `n` users: weights apportioned exactly, then spread evenly over the user numbers. */
export function userTypeSequence(weights: readonly number[], n: number): Uint16Array {
  return interleave(apportion(weights, n))
}

/** A sequence that repeats is of so many types, at which weights are met as exactly as anyone can see. */
const REPEATED_LENGTH = 10_000

/** Types for any number of users or arrivals: number i is of type `sequence[i % sequence.length]`. */
export function repeatingTypeSequence(weights: readonly number[]): Uint16Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return userTypeSequence(weights, Number.isInteger(total) && total <= REPEATED_LENGTH ? total : REPEATED_LENGTH)
}
