/**
 * More changes than there are, each near enough to a true one: the strongest split of many intervals of all lengths, which are laid over
 * the series by a fixed rule, so that no chance decides (S. Kovács, H. Li, P. Bühlmann, A. Munk, "Seeded binary segmentation",
 * arXiv 2002.06633, 2020). What does not hold is taken away afterwards (elimination.ts).
 */
import { atOnce, type InTurn } from '../inTurn.ts'
import type { SegmentSums } from './segmentSums.ts'
import { createStepCounter } from './stepCounter.ts'

/** Each layer's intervals are as much shorter than those of the layer before. */
const DECAY = Math.SQRT1_2
/** Values on either side of a change: one run is no level. */
export const LEAST_LENGTH = 2
/** Weakest split that is looked at, in standard deviations. Low: true changes must be among them. */
const WEAKEST = 2.2

interface Candidate {
  at: number
  from: number
  to: number
  strength: number
}

/** Positions in order. @param deviation standard deviation of a value of weight 1 */
export function pilotChanges(sums: SegmentSums, deviation: number): number[] {
  return atOnce(pilotChangesInTurn(sums, deviation))
}

export function* pilotChangesInTurn(sums: SegmentSums, deviation: number): InTurn<number[]> {
  const candidates: Candidate[] = []
  const weakest = WEAKEST * deviation
  const isStep = createStepCounter()
  for (const [from, to] of seededIntervals(sums.length)) {
    if (isStep(to - from)) yield
    const at = sums.strongestSplit(from, to, LEAST_LENGTH)
    if (at < 0) continue
    const strength = sums.cusum(from, at, to)
    if (strength > weakest) candidates.push({ at, from, to, strength })
  }
  // The strongest first; of equals the shorter interval, then the earlier one.
  candidates.sort((a, b) => b.strength - a.strength || a.to - a.from - (b.to - b.from) || a.from - b.from)
  const changes: number[] = []
  for (const { at, from, to } of candidates) {
    const place = placeOf(changes, from + 1)
    // An interval that holds a change already would find it again.
    if (place < changes.length && changes[place]! < to) continue
    changes.splice(placeOf(changes, at), 0, at)
  }
  return changes
}

function* seededIntervals(length: number): Generator<[from: number, to: number]> {
  yield [0, length]
  for (let layer = 1; ; layer++) {
    const span = length * DECAY ** layer
    if (span < 2 * LEAST_LENGTH) return
    const count = 2 * Math.ceil(DECAY ** -layer) - 1
    const shift = (length - span) / (count - 1)
    for (let place = 0; place < count; place++) {
      yield [Math.floor(place * shift), Math.min(length, Math.ceil(place * shift + span))]
    }
  }
}

/** First place whose position is at least that. */
function placeOf(positions: readonly number[], least: number): number {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (positions[middle]! < least) low = middle + 1
    else high = middle
  }
  return low
}
