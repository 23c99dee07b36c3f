/** From which load on more load brings no more throughput. */
import type { AskedLoad } from './level.ts'
import type { Level } from './levels.ts'
import { LEAST_ACHIEVED } from './maximumsMet.ts'
import { inverseOf, multiplied } from './symmetricMatrix.ts'

export type Saturation =
  | {
      kind: 'saturated'
      /** The lowest that was tried of which it is true. */
      load: AskedLoad
      throughputPerS: number
      cause:
        | { kind: 'notAchieved'; achievedShare: number }
        /** Throughput of one more user (arrival per second) beyond `bend`, of that at the beginning. */
        | { kind: 'flat'; bend: number; marginalShare: number }
    }
  | { kind: 'none'; reason: NoSaturation }

export type NoSaturation =
  | { kind: 'tooFewLevels'; levels: number; needed: number }
  /** One straight line explains the throughputs as well as two do. */
  | { kind: 'straight' }
  /** It bends, and still rises. */
  | { kind: 'stillRising'; bend: number; marginalShare: number }

const LEAST_LEVELS = 5
/** Of the throughput that one more brings at the beginning. */
const FLAT_SHARE = 0.1
/** Places of a bend that are tried between two levels. */
const PLACES_BETWEEN = 8

/** @param levels by load, of trusted runs */
export function saturationOf(levels: readonly Level[]): Saturation {
  for (const { load, throughputPerS, runs } of levels) {
    const shares = runs.flatMap(({ achievedShare }) => (achievedShare === null ? [] : [achievedShare]))
    const achievedShare = Math.min(...shares)
    if (achievedShare < LEAST_ACHIEVED)
      return { kind: 'saturated', load, throughputPerS, cause: { kind: 'notAchieved', achievedShare } }
  }
  if (levels.length < LEAST_LEVELS)
    return { kind: 'none', reason: { kind: 'tooFewLevels', levels: levels.length, needed: LEAST_LEVELS } }
  const bent = bendOf(levels.map(({ load, throughputPerS }) => ({ x: load.level, y: throughputPerS })))
  if (bent === null) return { kind: 'none', reason: { kind: 'straight' } }
  const { bend, marginalShare } = bent
  const first = levels.find(({ load }) => load.level >= bend)
  if (marginalShare >= FLAT_SHARE || first === undefined)
    return { kind: 'none', reason: { kind: 'stillRising', bend, marginalShare } }
  const { load, throughputPerS } = first
  return { kind: 'saturated', load, throughputPerS, cause: { kind: 'flat', bend, marginalShare } }
}

interface Point {
  x: number
  y: number
}

/**
 * Two straight lines that meet at the place of least squares, if BIC (G. Schwarz, "Estimating the dimension of a model", 1978) prefers them to one; the
 * place of the bend counts as a parameter. Throughputs vary in proportion to themselves, so that residuals are weighed by their inverse.
 */
function bendOf(points: readonly Point[]): { bend: number; marginalShare: number } | null {
  const count = points.length
  const straight = leastSquares(points, null)
  let best: { bend: number; squares: number; before: number; after: number } | null = null
  // Two levels on either side: a line through one goes anywhere.
  for (let at = 1; at < count - 2; at++) {
    const [from, to] = [points[at]!.x, points[at + 1]!.x]
    for (let step = 0; step <= PLACES_BETWEEN; step++) {
      const bend = from + ((to - from) * step) / PLACES_BETWEEN
      const { squares, slope, change } = leastSquares(points, bend)
      if (Number.isFinite(squares) && (best === null || squares < best.squares))
        best = { bend, squares, before: slope, after: slope + change }
    }
  }
  if (best === null || !(best.before > 0)) return null
  // Of a perfect fit the logarithm is −∞: what is left over is at least what is lost by rounding.
  const noise = 1e-9 * count
  const bic = (squares: number, parameters: number): number =>
    count * Math.log((squares + noise) / count) + parameters * Math.log(count)
  if (bic(best.squares, 4) >= bic(straight.squares, 2)) return null
  return { bend: best.bend, marginalShare: best.after / best.before }
}

/** y = a + slope·x + change·max(0, x − bend), by the normal equations with x and bend in units of the largest x. */
function leastSquares(
  points: readonly Point[],
  bend: number | null,
): { squares: number; slope: number; change: number } {
  const unit = Math.max(...points.map(({ x }) => x))
  const rows = points.map(({ x }) => [1, x / unit, ...(bend === null ? [] : [Math.max(0, x - bend) / unit])])
  const weights = points.map(({ y }) => 1 / Math.max(y, 1e-9) ** 2)
  const normal = rows[0]!.map((_, a) =>
    rows[0]!.map((_unused, b) => rows.reduce((sum, row, i) => sum + weights[i]! * row[a]! * row[b]!, 0)),
  )
  const right = rows[0]!.map((_, a) => rows.reduce((sum, row, i) => sum + weights[i]! * row[a]! * points[i]!.y, 0))
  const inverse = inverseOf(normal)
  if (inverse === null) return { squares: Infinity, slope: NaN, change: NaN }
  const solved = multiplied(inverse, right)
  const squares = points.reduce((sum, { y }, i) => {
    const expected = rows[i]!.reduce((all, value, at) => all + value * solved[at]!, 0)
    return sum + weights[i]! * (y - expected) ** 2
  }, 0)
  return { squares, slope: solved[1]! / unit, change: (solved[2] ?? 0) / unit }
}
