/**
 * Takes the weakest change away, time and again, while it is no stronger than noise: from the pilot's changes to those that hold. The
 * strength of a change is the CUSUM between its neighbours in standard errors, those of the noise around all levels, with what neighbours
 * share of it. How strong noise alone makes the weakest change on the way is known by simulation of all of this (thresholds.ts).
 */
import type { InTurn } from '../inTurn.ts'
import { LEAST_LENGTH } from './pilot.ts'
import { residualNoise, type NoiseKnowledge } from './residualNoise.ts'
import type { SegmentSums } from './segmentSums.ts'
import { createStepCounter } from './stepCounter.ts'

export interface KeptChanges {
  /** First places of new levels, in order. */
  changes: number[]
  /** Of each, in standard errors. */
  strengths: number[]
  /** Strongest of all weakest changes on the way down to no change at all: by its distribution without change p values are known. */
  peak: number
}

/** Sweeps over the pilot's changes, in which each moves to its best place between its neighbours. */
const FIRST_SWEEPS = 3
/** What a change costs in a look at all of them, in values. */
const VALUES_PER_CHANGE = 40

/** @param threshold what the weakest change must exceed for all to be kept */
export function* eliminateInTurn(
  sums: SegmentSums,
  pilot: readonly number[],
  threshold: number,
  known: NoiseKnowledge,
): InTurn<KeptChanges> {
  const changes = [...pilot]
  const cusums = changes.map(() => 0)
  const before = (place: number): number => (place > 0 ? changes[place - 1]! : 0)
  const after = (place: number): number => (place + 1 < changes.length ? changes[place + 1]! : sums.length)
  /** Whether it moved. */
  const refine = (place: number): boolean => {
    if (place < 0 || place >= changes.length) return false
    const at = sums.strongestSplit(before(place), after(place), LEAST_LENGTH)
    if (at < 0 || at === changes[place]) return false
    changes[place] = at
    return true
  }
  const measure = (place: number): void => {
    if (place < 0 || place >= changes.length) return
    cusums[place] = sums.cusum(before(place), changes[place]!, after(place))
  }

  for (let sweep = 0; sweep < FIRST_SWEEPS; sweep++) {
    let moved = false
    for (let place = 0; place < changes.length; place++) moved = refine(place) || moved
    if (!moved) break
  }
  for (let place = 0; place < changes.length; place++) measure(place)

  let kept: Pick<KeptChanges, 'changes' | 'strengths'> | null = null
  let peak = 0
  const isStep = createStepCounter()
  while (changes.length > 0) {
    // Of every change a stretch is summed up, which is more than a value looked at.
    if (isStep(changes.length * VALUES_PER_CHANGE)) yield
    const noise = residualNoise(sums, changes, known)
    const error = Math.sqrt(noise.variance * noise.inflation)
    let weakest = 0
    for (let place = 1; place < changes.length; place++) if (cusums[place]! < cusums[weakest]!) weakest = place
    // No variance at all, not even that of the measurement: any difference is infinitely strong.
    const strength = noise.df > 0 ? cusums[weakest]! / error : 0
    peak = Math.max(peak, strength)
    if (kept === null && strength > threshold) {
      kept = { changes: [...changes], strengths: cusums.map((cusum) => cusum / error) }
    }
    changes.splice(weakest, 1)
    cusums.splice(weakest, 1)
    // The neighbours have more room now; where they move, theirs have it too.
    refine(weakest - 1)
    refine(weakest)
    for (let place = weakest - 2; place <= weakest + 1; place++) measure(place)
  }
  return { ...(kept ?? { changes: [], strengths: [] }), peak }
}
