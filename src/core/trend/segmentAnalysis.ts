/** One segment of a trend: the builds of one fingerprint, enough of them. Places count within the segment. */
import { median } from '../statistics/order.ts'
import { likelyPlaces, type PlaceWithProbability } from './buildSet.ts'
import { changePoints } from './changePoints.ts'
import { drifts } from './drift.ts'
import { EFFECT_LEVEL } from './effect.ts'
import { differenceMargin, levelsBetween, type Level } from './levels.ts'
import type { ResidualNoise } from './residualNoise.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import { chanceOfStrength, strengthThreshold } from './thresholds.ts'

/** Fewer builds at the new level could still be chance runs. */
const CONFIRMED_BUILDS = 3
/** A level that is gone after so many builds went away. */
const WENT_AWAY_BUILDS = 5
/** What may be left of the change, as a share of it. */
const LEFT_OVER = 0.5

interface ChangeOfAnyKind {
  before: number
  after: number
  /** Half the width of the 95 % interval of after − before. */
  margin: number
  strength: number
  p: number
  state: 'suspected' | 'confirmed' | 'wentAway'
  returnedAt: number | null
  buildsBefore: number
  buildsSince: number
}
export type SegmentChange =
  | (ChangeOfAnyKind & { kind: 'step'; place: number; places: PlaceWithProbability[] })
  | (ChangeOfAnyKind & { kind: 'drift'; from: number; to: number; steps: number[] })

export interface SegmentAnalysis {
  changes: SegmentChange[]
  levels: Level[]
  /** Of every place; along a drift, the ramp's. */
  fitted: Float64Array
  noise: ResidualNoise
  outliers: number[]
  threshold: number
  /** Chance of a change as strong as the strongest seen. */
  p: number
}

/** Of the smallest set of builds that is shown. */
const BUILD_SET_LEVEL = 0.95

/**
 * @param values on the scale, at least LEAST_BUILDS
 * @param weights runs of each
 * @param alpha chance of any change where there is none
 */
export function analyseSegment(
  values: Float64Array,
  weights: Float64Array,
  alpha: number,
  known: { autocorrelation: number; leastVariance: number },
): SegmentAnalysis {
  const count = values.length
  const centre = median([...values])
  const series = values.map((value) => value - centre)
  const threshold = strengthThreshold(count, alpha)
  const found = changePoints(series, weights, threshold, known)
  const { levels, noise, sums, outliers } = levelsBetween(series, weights, found, known)
  const fitted = new Float64Array(count)
  for (const level of levels) fitted.fill(level.mean + centre, level.from, level.to)

  const returned = returns(levels, count)
  const asDrifts = drifts(levels, found.values, weights, found.sums, noise.inflation)
  const changes: SegmentChange[] = []
  for (let change = 0; change < found.changes.length;) {
    const drift = asDrifts.find(({ first }) => first === change)
    const end = drift?.end ?? change + 1
    const strength = Math.max(...found.strengths.slice(change, end))
    const any = {
      strength,
      // Of two changes that only hold together, the stronger one is no better founded than the weaker one.
      p: chanceOfStrength(count, Math.min(strength, found.peak)),
      returnedAt: null,
      buildsBefore: levels[change]!.to - levels[change]!.from,
    }
    if (drift === undefined) {
      const before = levels[change]!
      const after = levels[change + 1]!
      // A slow way back is told as a drift of its own.
      const slowly = asDrifts.some(({ first }) => first === change + 1)
      const returnedAt = slowly ? null : (returned.get(change) ?? null)
      changes.push({
        ...any,
        kind: 'step',
        place: after.from,
        places: likelyPlaces(sums, before.from, after.to, noise, BUILD_SET_LEVEL),
        before: before.mean + centre,
        after: after.mean + centre,
        margin: differenceMargin(before, after, noise, EFFECT_LEVEL),
        state: returnedAt === null ? stateOf(buildsAtLevel(series, before, after)) : 'wentAway',
        returnedAt,
        buildsSince: after.to - after.from,
      })
      // The return is the end of this story, not a finding of its own.
      change += returnedAt === null ? 1 : 2
    } else {
      const { ramp } = drift
      for (let place = ramp.from; place <= ramp.to; place++) {
        const share = (place - ramp.from) / (ramp.to - ramp.from)
        fitted[place] = ramp.before + share * (ramp.after - ramp.before) + centre
      }
      fitted.fill(ramp.before + centre, levels[change]!.from, ramp.from)
      fitted.fill(ramp.after + centre, ramp.to + 1, levels[end]!.to)
      const error = Math.sqrt((noise.variance * noise.inflation) / ramp.information)
      const steps = levels.slice(change + 1, end + 1).map(({ from }) => from)
      changes.push({
        ...any,
        kind: 'drift',
        from: ramp.from,
        to: ramp.to,
        steps,
        before: ramp.before + centre,
        after: ramp.after + centre,
        margin: studentTQuantile((1 + EFFECT_LEVEL) / 2, noise.df) * error,
        state: stateOf(count - steps[0]!),
        buildsSince: levels[end]!.to - ramp.to,
      })
      change = end
    }
  }
  const placed = levels.map((level) => ({ ...level, mean: level.mean + centre }))
  return { changes, levels: placed, fitted, noise, outliers, threshold, p: chanceOfStrength(count, found.peak) }
}

/** Those since the change that lie nearer to the new level than to the old one; whatever came after the new level counts. */
function buildsAtLevel(series: Float64Array, before: Level, after: Level): number {
  let builds = series.length - after.to
  for (let at = after.from; at < after.to; at++) {
    if (Math.abs(series[at]! - after.mean) < Math.abs(series[at]! - before.mean)) builds++
  }
  return builds
}

function stateOf(buildsAfter: number): 'suspected' | 'confirmed' {
  return buildsAfter < CONFIRMED_BUILDS ? 'suspected' : 'confirmed'
}

/** Changes that are taken back by the next one soon, with the place where: only returns that are confirmed. */
function returns(levels: readonly Level[], count: number): Map<number, number> {
  const found = new Map<number, number>()
  for (let change = 0; change + 2 < levels.length; change++) {
    if (found.has(change - 1)) continue
    const [before, during, after] = [levels[change]!, levels[change + 1]!, levels[change + 2]!]
    const leftOver = Math.abs(after.mean - before.mean) / Math.abs(during.mean - before.mean)
    const confirmed = stateOf(count - after.from) === 'confirmed'
    if (during.to - during.from <= WENT_AWAY_BUILDS && leftOver <= LEFT_OVER && confirmed) found.set(change, after.from)
  }
  return found
}
