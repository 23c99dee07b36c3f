// When arrivals are due (open model): the inverse of the integral of the rate, in closed form, so that any shard computes its
// own arrivals and no error adds up over a long run.
import type { ArrivalPositions } from './arrivalPositions.ts'
import type { OpenLoad } from './loadShape.ts'

/** A stage in which arrivals happen, with the number of arrivals planned before it and up to its end (fractions kept). */
interface Segment {
  startMs: number
  durationMs: number
  fromPerS: number
  toPerS: number
  before: number
  after: number
}

function segmentsOf(shape: OpenLoad): Segment[] {
  const segments: Segment[] = []
  let startMs = 0
  let before = 0
  for (const { durationMs, from, to } of shape.stages) {
    const planned = ((from + to) * durationMs) / 2000
    // Stages without arrivals are left out: an arrival that falls due at a pause happens when the rate is back.
    if (planned > 0) {
      const after = snapped(before + planned)
      segments.push({ startMs, durationMs, fromPerS: from, toPerS: to, before, after })
      before = after
    }
    startMs += durationMs
  }
  return segments
}

/**
 * Takes away the rounding of sums such as 31/m × 60 s = 31.000000000000004, which would make one arrival too many. The
 * margin is far below anything a plan can mean and above what double arithmetic adds over any number of stages.
 */
function snapped(arrivals: number): number {
  const whole = Math.round(arrivals)
  return Math.abs(arrivals - whole) <= 1e-9 + arrivals * 2 ** -48 ? whole : arrivals
}

/**
 * The time of position `k` within a segment that contains it: τ with from·τ + (to − from)·τ²/(2·duration) = k − before.
 * The root is taken in the form 2q / (a + √(a² + 2·slope·q)), which neither cancels at tiny slopes nor divides by a slope.
 */
function timeWithin(segment: Segment, k: number): number {
  const { startMs, durationMs, fromPerS, toPerS } = segment
  const arrivals = k - segment.before
  if (arrivals <= 0) return startMs
  if (fromPerS === toPerS) return startMs + Math.min((arrivals * 1000) / fromPerS, durationMs)
  const square = fromPerS * fromPerS + (2000 * (toPerS - fromPerS) * arrivals) / durationMs
  const ratesPerS = fromPerS + Math.sqrt(Math.max(square, 0))
  return startMs + Math.min((2000 * arrivals) / ratesPerS, durationMs)
}

/**
 * When arrival `k` (0-based) of an evenly spaced load is due, in milliseconds since the start; null when the load ends before it. Arrival 0 is due at
 * once, or as soon as the rate leaves zero; at a constant rate arrival k is due at exactly k × 1000 / rate. An arrival that
 * would fall exactly on the end of the load is not made: 200/s for 10 s are 2000 arrivals.
 */
export function arrivalTimeMs(shape: OpenLoad, k: number): number | null {
  if (!Number.isSafeInteger(k) || k < 0) throw new RangeError(`An arrival is numbered from 0, not ${k}`)
  const segment = segmentsOf(shape).find(({ after }) => k < after)
  return segment === undefined ? null : timeWithin(segment, k)
}

/** How many arrivals an evenly spaced load has: those of whole number k for which `arrivalTimeMs` is not null. */
export function arrivalCount(shape: OpenLoad): number {
  return Math.ceil(segmentsOf(shape).at(-1)?.after ?? 0)
}

/**
 * Walks through one shard's arrivals in order, amortised O(1) each; on from where the positions stand: a schedule that has changed
 * goes on where the one before has come to, so that no arrival is made twice or left out.
 */
export class ArrivalCursor {
  private readonly positions: ArrivalPositions
  private readonly segments: readonly Segment[]
  private segmentIndex = 0
  private dueMs: number | null = null

  constructor(shape: OpenLoad, positions: ArrivalPositions) {
    this.segments = segmentsOf(shape)
    this.positions = positions
    this.find()
  }

  /** The number of the arrival that `peekMs` tells; the total count's next of this shard when none is left. */
  get index(): number {
    return this.positions.index
  }

  /** When the next arrival of this shard is due, in milliseconds since the start; null when none is left. */
  peekMs(): number | null {
    return this.dueMs
  }

  /** Goes on to the shard's next arrival; does nothing when none is left. */
  advance(): void {
    if (this.dueMs === null) return
    this.positions.advance()
    this.find()
  }

  private find(): void {
    const { position } = this.positions
    let segment = this.segments[this.segmentIndex]
    while (segment !== undefined && position >= segment.after) {
      this.segmentIndex += 1
      segment = this.segments[this.segmentIndex]
    }
    this.dueMs = segment === undefined ? null : timeWithin(segment, position)
  }
}
