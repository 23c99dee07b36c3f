/** One segment of a trend: the builds of one fingerprint, enough of them. Places count within the segment. */
import type { InTurn } from '../inTurn.ts'
import { median } from '../statistics/order.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import { likelyPlaces, type PlaceWithProbability } from './buildSet.ts'
import { changePointsInTurn } from './changePoints.ts'
import { driftsInTurn } from './drift.ts'
import { EFFECT_LEVEL } from './effect.ts'
import { differenceMargin, levelsBetween, type Level } from './levels.ts'
import type { Ramp } from './ramp.ts'
import type { NoiseKnowledge, ResidualNoise } from './residualNoise.ts'
import { createStepCounter } from './stepCounter.ts'
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
  /** Of two changes that only hold together, the stronger one is no better founded than the weaker one. */
  p: number
  state: 'suspected' | 'confirmed' | 'wentAway'
  returnedAt: number | null
  buildsBefore: number
  buildsSince: number
}
interface StepChange extends ChangeOfAnyKind {
  kind: 'step'
  place: number
  /** The smallest set of places that holds it with 95 %. */
  places: PlaceWithProbability[]
}
interface DriftChange extends ChangeOfAnyKind {
  kind: 'drift'
  from: number
  to: number
  /** Of the steps that it stands for. */
  steps: number[]
}
export type SegmentChange = StepChange | DriftChange

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
/** What a place costs that may be in that set, in values. */
const VALUES_PER_PLACE = 100

/**
 * @param values on the scale, at least LEAST_BUILDS
 * @param weights how many independent runs each is worth
 * @param alpha chance of any change where there is none
 */
export function* analyseSegmentInTurn(
  values: Float64Array,
  weights: Float64Array,
  alpha: number,
  known: NoiseKnowledge,
): InTurn<SegmentAnalysis> {
  const count = values.length
  const centre = median(values)
  const series = values.map((value) => value - centre)
  const threshold = strengthThreshold(count, alpha)
  const found = yield* changePointsInTurn(series, weights, threshold, known)
  yield
  const { levels, noise, sums, outliers } = levelsBetween(series, weights, found, known)
  const fitted = new Float64Array(count)
  for (const level of levels) fitted.fill(level.mean, level.from, level.to)

  const p = (strength: number): number => chanceOfStrength(count, Math.min(strength, found.peak))
  const returned = returns(levels, count)
  yield
  const asDrifts = yield* driftsInTurn(levels, found.values, weights, found.sums, noise.inflation)
  const isStep = createStepCounter()
  const changes: SegmentChange[] = []
  for (let change = 0; change < found.changes.length;) {
    const drift = asDrifts.find(({ first }) => first === change)
    if (drift === undefined) {
      const strength = found.strengths[change]!
      // A slow way back is told as a drift of its own.
      const slowly = asDrifts.some(({ first }) => first === change + 1)
      const returnedAt = slowly ? null : (returned.get(change) ?? null)
      const [before, after] = [levels[change]!, levels[change + 1]!]
      if (isStep((after.to - before.from) * VALUES_PER_PLACE)) yield
      const places = likelyPlaces(sums, before.from, after.to, noise, BUILD_SET_LEVEL)
      changes.push({ ...stepOf(series, before, after, noise, returnedAt), strength, p: p(strength), places })
      // The return is the end of this story, not a finding of its own.
      change += returnedAt === null ? 1 : 2
    } else {
      const strength = Math.max(...found.strengths.slice(change, drift.end))
      changes.push({ ...driftOf(levels.slice(change, drift.end + 1), drift.ramp, noise), strength, p: p(strength) })
      fillRamp(fitted, drift.ramp, levels[change]!.from, levels[drift.end]!.to)
      change = drift.end
    }
  }
  const onScale = changes.map((change) => ({ ...change, before: change.before + centre, after: change.after + centre }))
  return {
    changes: onScale,
    levels: levels.map((level) => ({ ...level, mean: level.mean + centre })),
    fitted: fitted.map((value) => value + centre),
    noise,
    outliers,
    threshold,
    p: p(found.peak),
  }
}

type Measured = 'strength' | 'p'

function stepOf(
  series: Float64Array,
  before: Level,
  after: Level,
  noise: ResidualNoise,
  returnedAt: number | null,
): Omit<StepChange, Measured | 'places'> {
  return {
    kind: 'step',
    place: after.from,
    before: before.mean,
    after: after.mean,
    margin: differenceMargin(before, after, noise, EFFECT_LEVEL),
    state: returnedAt === null ? stateOf(buildsAtLevel(series, before, after)) : 'wentAway',
    returnedAt,
    buildsBefore: before.to - before.from,
    buildsSince: after.to - after.from,
  }
}

/** @param levels those of its steps, with the one before them */
function driftOf(levels: readonly Level[], ramp: Ramp, noise: ResidualNoise): Omit<DriftChange, Measured> {
  const [before, ...later] = levels as [Level, ...Level[]]
  const error = Math.sqrt((noise.variance * noise.inflation) / ramp.information)
  return {
    kind: 'drift',
    from: ramp.from,
    to: ramp.to,
    steps: later.map(({ from }) => from),
    before: ramp.before,
    after: ramp.after,
    margin: studentTQuantile((1 + EFFECT_LEVEL) / 2, noise.df) * error,
    // A ramp has more builds than a confirmation needs.
    state: 'confirmed',
    returnedAt: null,
    buildsBefore: before.to - before.from,
    buildsSince: later.at(-1)!.to - ramp.to,
  }
}

function fillRamp(fitted: Float64Array, ramp: Ramp, from: number, to: number): void {
  for (let place = from; place < to; place++) {
    const share = Math.min(Math.max((place - ramp.from) / (ramp.to - ramp.from), 0), 1)
    fitted[place] = ramp.before + share * (ramp.after - ramp.before)
  }
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
