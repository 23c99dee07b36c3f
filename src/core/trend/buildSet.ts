/** Which builds a change may have come with. */
import type { ResidualNoise } from './residualNoise.ts'
import type { SegmentSums } from './segmentSums.ts'

export interface PlaceWithProbability {
  place: number
  probability: number
}

/**
 * The smallest set of places that holds the change within [from, to) with at least that probability, in order: the posterior of one change
 * of normal values with known variance, unknown levels and equal chances for all places (A. F. M. Smith, "A Bayesian approach to inference
 * about a change-point in a sequence of random variables", Biometrika 62, 1975).
 */
export function likelyPlaces(
  sums: SegmentSums,
  from: number,
  to: number,
  { variance, inflation }: ResidualNoise,
  level: number,
): PlaceWithProbability[] {
  const total = sums.weight(from, to)
  const logs: number[] = []
  for (let at = from + 1; at < to; at++) {
    const left = sums.weight(from, at)
    const gain = sums.cusum(from, at, to) ** 2 / (2 * variance * inflation)
    logs.push(gain - Math.log((left * (total - left)) / total) / 2)
  }
  const highest = logs.reduce((high, log) => Math.max(high, log), -Infinity)
  const chances = logs.map((log) => Math.exp(log - highest))
  const sum = chances.reduce((whole, chance) => whole + chance, 0)
  const places = chances.map((chance, place) => ({ place: from + 1 + place, probability: chance / sum }))
  places.sort((a, b) => b.probability - a.probability || a.place - b.place)
  let held = 0
  const cut = places.findIndex(({ probability }) => (held += probability) >= level)
  return places.slice(0, cut < 0 ? places.length : cut + 1).toSorted((a, b) => a.place - b.place)
}
