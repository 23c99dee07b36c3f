/** A level that rises or falls over many builds, between two flat ones. */

export interface Ramp {
  /** Last place of the level before, first place of the level after. */
  from: number
  to: number
  before: number
  after: number
  /** Weighted squares around it. */
  squares: number
  /** Of the change from before to after: its variance is that of a value of weight 1, divided by this. */
  information: number
}

/** Fewer places than that are a step. */
export const SHORTEST_RAMP = 5
/** Places of either end that are tried at first; then the best is moved by ever smaller steps. */
const COARSE_PLACES = 40

/** The flat-ramp-flat with the least squares in [from, to), or null where it is too short. */
export function bestRamp(series: Float64Array, weights: Float64Array, from: number, to: number): Ramp | null {
  const last = to - 1 - from
  if (last < SHORTEST_RAMP) return null
  const fit = rampFitter(series, weights, from, to)
  let best = fit(0, last)
  const attempt = (begin: number, end: number): boolean => {
    if (begin < 0 || end > last || end - begin < SHORTEST_RAMP) return false
    const ramp = fit(begin, end)
    if (!(ramp.squares < best.squares)) return false
    best = ramp
    return true
  }
  let step = Math.max(1, Math.floor(last / COARSE_PLACES))
  for (let begin = 0; begin <= last; begin += step) {
    for (let end = begin + SHORTEST_RAMP; end <= last; end += step) attempt(begin, end)
  }
  while (step > 1) {
    step >>= 1
    for (let moved = true; moved;) {
      const begin = best.from - from
      const end = best.to - from
      moved = false
      for (const a of [-step, 0, step]) for (const b of [-step, 0, step]) moved = attempt(begin + a, end + b) || moved
    }
  }
  return best
}

/** Weighted regression on 0 … 1 along the ramp, by prefix sums. */
function rampFitter(
  series: Float64Array,
  weights: Float64Array,
  from: number,
  to: number,
): (begin: number, end: number) => Ramp {
  const count = to - from
  const w = new Float64Array(count + 1)
  const wi = new Float64Array(count + 1)
  const wii = new Float64Array(count + 1)
  const wy = new Float64Array(count + 1)
  const wiy = new Float64Array(count + 1)
  let wyy = 0
  for (let at = 0; at < count; at++) {
    const weight = weights[from + at]!
    const value = series[from + at]!
    w[at + 1] = w[at]! + weight
    wi[at + 1] = wi[at]! + weight * at
    wii[at + 1] = wii[at]! + weight * at * at
    wy[at + 1] = wy[at]! + weight * value
    wiy[at + 1] = wiy[at]! + weight * at * value
    wyy += weight * value * value
  }
  const total = w[count]!
  const sum = wy[count]!
  return (begin, end) => {
    // x = (i − begin)/(end − begin) in [begin, end), 1 from end on.
    const span = end - begin
    const part = (sums: Float64Array): number => sums[end]! - sums[begin]!
    const tail = total - w[end]!
    const x = (part(wi) - begin * part(w)) / span + tail
    const xx = (part(wii) - 2 * begin * part(wi) + begin * begin * part(w)) / (span * span) + tail
    const xy = (part(wiy) - begin * part(wy)) / span + sum - wy[end]!
    const information = xx - (x * x) / total
    const slope = (xy - (x * sum) / total) / information
    const before = (sum - slope * x) / total
    const squares = Math.max(0, wyy - (sum * sum) / total - slope * slope * information)
    return { from: from + begin, to: from + end, before, after: before + slope, squares, information }
  }
}
