/** Steps of one direction that are a slow change instead: nobody's build, and never one large step. */
import type { InTurn } from '../inTurn.ts'
import type { Level } from './levels.ts'
import { bestRamp, type Ramp } from './ramp.ts'
import type { SegmentSums } from './segmentSums.ts'
import { createStepCounter } from './stepCounter.ts'

/** A stretch of neighbouring steps, as places in the list of changes, half open, and the ramp that says it better. */
export interface Drift {
  first: number
  end: number
  ramp: Ramp
}

/** Difference of the Bayesian information criteria from which on a ramp is believed. */
const BETTER_BY = 2
/** Ramp: two levels, two ends. */
const RAMP_PARAMETERS = 4
/** Longest stretch of steps that is tried as one. */
const MOST_STEPS = 12
/** What a place of a ramp costs, in values. */
const VALUES_PER_PLACE = 30

/**
 * The longest stretches of neighbouring steps of one direction that a flat-ramp-flat describes better than they do (G. Schwarz, "Estimating
 * the dimension of a model", 1978).
 *
 * @param inflation how much more neighbours say the same than independent values would: so many fewer values count
 */
export function* driftsInTurn(
  levels: readonly Level[],
  series: Float64Array,
  weights: Float64Array,
  sums: SegmentSums,
  inflation: number,
): InTurn<Drift[]> {
  const isStep = createStepCounter()
  const rises = levels.slice(1).map((level, change) => level.mean > levels[change]!.mean)
  const found: Drift[] = []
  let first = 0
  while (first < rises.length) {
    let end = first + 1
    while (end < rises.length && rises[end] === rises[first]) end++
    found.push(...(yield* driftsWithin(first, end)))
    first = end
  }
  return found

  function* driftsWithin(from: number, to: number): InTurn<Drift[]> {
    for (let count = Math.min(to - from, MOST_STEPS); count > 0; count--) {
      for (let begin = from; begin + count <= to; begin++) {
        if (isStep((levels[begin + count]!.to - levels[begin]!.from) * VALUES_PER_PLACE)) yield
        const ramp = betterRamp(begin, begin + count)
        if (ramp === null) continue
        const drift = { first: begin, end: begin + count, ramp }
        return [...(yield* driftsWithin(from, begin)), drift, ...(yield* driftsWithin(begin + count, to))]
      }
    }
    return []
  }

  function betterRamp(begin: number, end: number): Ramp | null {
    const from = levels[begin]!.from
    const to = levels[end]!.to
    const ramp = bestRamp(series, weights, from, to)
    if (ramp === null || ramp.after > ramp.before !== rises[begin]) return null
    let squares = 0
    for (let level = begin; level <= end; level++) squares += sums.squaresAround(levels[level]!.from, levels[level]!.to)
    const count = (to - from) / inflation
    const criterion = (around: number, parameters: number): number =>
      count * Math.log(around / count) + parameters * Math.log(count)
    const steps = end - begin
    // Levels, and places between them.
    const gain = criterion(squares, 2 * steps + 1) - criterion(ramp.squares, RAMP_PARAMETERS)
    return gain > BETTER_BY ? ramp : null
  }
}
