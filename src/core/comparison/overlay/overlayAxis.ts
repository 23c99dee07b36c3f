/** Runs laid over each other: which second of each stands at which step of an axis that they have in common. */
import type { LoadShape } from '../../load/loadShape.ts'

/**
 * `elapsed`: by the time since the start · `stage`: by the stages of the load, however long each took · `rate`, `inFlight`: by the load itself,
 * requests per second of the whole run and requests under way.
 */
export const ALIGNMENTS = ['elapsed', 'stage', 'rate', 'inFlight'] as const
export type Alignment = (typeof ALIGNMENTS)[number]

/** A part of the axis, [from, to). */
export interface AxisStage {
  name: string
  from: number
  to: number
}

/** `count` steps of the same width, beginning at `from`: seconds, requests per second, or requests in flight. */
export interface OverlayAxis {
  from: number
  step: number
  count: number
  /** Where runs are aligned by them; else empty. */
  stages: AxisStage[]
}

export interface RunToAlign {
  /** Of each second from the start of the run to the end of its load: 1 where it is written, and the generator was trusted. */
  kept: Uint8Array
  /** As it was steered. */
  load: LoadShape
}

export interface AlignedRuns {
  axis: OverlayAxis
  /** Of each run, of each of its seconds, the step that it belongs to; −1: it is left out. */
  places: Int32Array[]
}

/** In a second that is left out nothing stands. */
export const NO_PLACE = -1

/** Lengths of which stored windows can be made up cheaply. */
const STEPS_S = [1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600] as const
const MOST_STEPS = 200

/** Seconds that are one step where so many are looked at. */
export function stepOf(lengthS: number): number {
  const longest = STEPS_S.at(-1)!
  return STEPS_S.find((stepS) => lengthS <= MOST_STEPS * stepS) ?? Math.ceil(lengthS / (MOST_STEPS * longest)) * longest
}
