/**
 * The changes of one metric over builds: where they began, how large they are, how sure. Pure and without chance: the same points give the
 * same answer, byte by byte, anywhere.
 *
 * What it promises (bench/analysis/trendCells.ts measures it): in a series without change, of independent builds, a finding with the
 * chance `alpha` and no more.
 */
import { atOnce, type InTurn } from '../inTurn.ts'
import { buildsOfRunsInTurn, type BuildPoint } from './buildsOfRuns.ts'
import { DEFAULT_IMPORTANT_CHANGE, EFFECT_LEVEL, effectOf, isMinor, verdictOf } from './effect.ts'
import { differenceMargin } from './levels.ts'
import { newestBuild, nextRunLimit, type LevelForNextRun } from './nextRun.ts'
import { unscaled } from './scale.ts'
import { analyseSegmentInTurn, type SegmentAnalysis, type SegmentChange } from './segmentAnalysis.ts'
import { LEAST_BUILDS } from './thresholds.ts'
import type {
  Trend,
  TrendBuild,
  TrendEnvironment,
  TrendFinding,
  TrendOptions,
  TrendSegment,
  TrendSeries,
} from './trendTypes.ts'

export const DEFAULT_ALPHA = 0.01

const NOTHING_KNOWN: TrendEnvironment = { autocorrelation: null, noise: null }

interface Question extends Required<Omit<TrendOptions, 'since'>> {
  since: string | null
  scale: TrendSeries['scale']
  worse: TrendSeries['worse']
}

/**
 * @param series points in any order; they are put in the order of their times
 * @throws RangeError when an option or a point's number of runs is out of its range
 */
export function findChanges(series: TrendSeries, options: TrendOptions = {}): Trend {
  return atOnce(changesOfOneInTurn(series, options))
}

/** The same, with pauses. */
export function* changesOfOneInTurn(series: TrendSeries, options: TrendOptions = {}): InTurn<Trend> {
  const { endpoint, metric, scale, worse } = series
  const question: Question = {
    alpha: options.alpha ?? DEFAULT_ALPHA,
    importantChange: options.importantChange ?? DEFAULT_IMPORTANT_CHANGE[scale],
    environment: options.environment ?? NOTHING_KNOWN,
    since: options.since ?? null,
    scale,
    worse,
  }
  const { builds: points, segments: segmentCount, boundaries, skipped } = yield* buildsOfRunsInTurn(series)
  yield
  const builds = points.map((point, index) => asBuild(point, index, scale))
  const bySegment = Array.from({ length: segmentCount }, (): TrendBuild[] => [])
  for (const build of builds) build.place = bySegment[build.segment]!.push(build) - 1
  const segments: TrendSegment[] = []
  const findings: TrendFinding[] = []
  for (const [segment, own] of bySegment.entries()) {
    const indices = own.map(({ index }) => index)
    const ownPoints = indices.map((index) => points[index]!)
    if (own.length < LEAST_BUILDS) {
      segments.push(fewBuilds(ownPoints, indices, question))
      continue
    }
    yield
    const analysis = yield* analysed(ownPoints, question)
    own.forEach((build, place) => (build.level = unscaled(analysis.fitted[place]!, scale)))
    for (const place of analysis.outliers) own[place]!.outlier = true
    segments.push(manyBuilds(ownPoints, indices, analysis, question))
    findings.push(...analysis.changes.map((change) => asFinding(change, indices, segment, question)))
  }
  return {
    endpoint,
    metric,
    scale,
    worse,
    alpha: question.alpha,
    importantChange: question.importantChange,
    builds,
    segments,
    boundaries,
    findings: findings.toSorted((a, b) => firstBuild(a) - firstBuild(b)),
    withdrawn: [],
    outliers: builds.filter(({ outlier }) => outlier).map(({ index }) => index),
    skipped,
  }
}

/** Where a finding begins. */
export function firstBuild(finding: TrendFinding): number {
  return finding.kind === 'step' ? finding.build : finding.from
}

function asBuild(
  { build, runIds, value, requests, counted, runs, startedAtMs, segment }: BuildPoint,
  index: number,
  scale: TrendSeries['scale'],
): TrendBuild {
  return {
    index,
    build,
    runIds,
    // On the scale no share is ever quite 0.
    value: scale === 'share' ? counted / requests : unscaled(value, scale),
    runs,
    startedAtMs,
    segment,
    place: 0,
    level: null,
    outlier: false,
  }
}

function analysed(points: readonly BuildPoint[], { alpha, environment }: Question): InTurn<SegmentAnalysis> {
  const values = Float64Array.from(points, ({ value }) => value)
  const weights = Float64Array.from(points, ({ weight }) => weight)
  const measured = points.reduce((sum, { measuredVariance }) => sum + measuredVariance, 0)
  return analyseSegmentInTurn(values, weights, alpha, {
    autocorrelation: environment.autocorrelation,
    leastVariance: measured / points.length,
  })
}

/** Until there is a trend, the next run is held to the builds there are. */
function fewBuilds(points: readonly BuildPoint[], builds: number[], { environment, scale }: Question): TrendSegment {
  const newest = points.at(-1)!
  const earlier = points.slice(0, -1)
  return {
    state: 'tooFewBuilds',
    buildsNeeded: LEAST_BUILDS - points.length,
    fingerprint: newest.fingerprint,
    builds,
    nextRun: nextRunLimit(oneLevel(points, environment), newest.weight, environment.noise, scale),
    newest:
      earlier.length === 0
        ? null
        : newestBuild(newest.value, newest.weight, oneLevel(earlier, environment), environment.noise),
  }
}

function oneLevel(points: readonly BuildPoint[], { autocorrelation }: TrendEnvironment): LevelForNextRun {
  const whole = points.reduce((sum, { weight }) => sum + weight, 0)
  const mean = points.reduce((sum, { weight, value }) => sum + weight * value, 0) / whole
  const squares = points.reduce((sum, { weight, value }) => sum + weight * (value - mean) ** 2, 0)
  const measured = points.reduce((sum, { measuredVariance }) => sum + measuredVariance, 0) / points.length
  const df = points.length - 1
  const shared = autocorrelation ?? 0
  const variance = df > 0 ? Math.max(squares / df, measured) : 0
  return { mean, weight: whole, variance, df, inflation: (1 + shared) / (1 - shared) }
}

function manyBuilds(
  points: readonly BuildPoint[],
  builds: number[],
  { levels, noise, threshold, p }: SegmentAnalysis,
  { environment, scale, since }: Question,
): TrendSegment {
  const last = levels.at(-1)!
  const newest = points.at(-1)!
  const { variance, df, inflation } = noise
  const level = { mean: last.mean, weight: last.weight, variance, df, inflation }
  // The newest level without the newest build; a level has two at least.
  const weight = last.weight - newest.weight
  const mean = (last.mean * last.weight - newest.value * newest.weight) / weight
  const found = since === null ? -1 : points.findLastIndex(({ build }) => build === since)
  const sincePlace = Math.max(found, 0)
  const reference = levels.find(({ to }) => to > sincePlace) ?? last
  const margin = differenceMargin(reference, last, noise, EFFECT_LEVEL)
  return {
    state: 'analysed',
    fingerprint: newest.fingerprint,
    builds,
    noise: Math.sqrt(variance / newest.weight),
    autocorrelation: noise.autocorrelation,
    residualAutocorrelation: noise.residualAutocorrelation,
    levels: levels.length,
    cumulative:
      reference === last
        ? null
        : { since: builds[sincePlace]!, effect: effectOf(reference.mean, last.mean, margin, scale) },
    nextRun: nextRunLimit(level, newest.weight, environment.noise, scale),
    newest: newestBuild(newest.value, newest.weight, { ...level, mean, weight }, environment.noise),
    p,
    threshold,
  }
}

/** From places in a segment to the builds of the trend. */
function asFinding(
  change: SegmentChange,
  builds: readonly number[],
  segment: number,
  { scale, worse, importantChange }: Question,
): TrendFinding {
  const effect = effectOf(change.before, change.after, change.margin, scale)
  const any = {
    verdict: verdictOf(effect, worse),
    minor: isMinor(effect, importantChange),
    state: change.state,
    returnedAt: change.returnedAt === null ? null : builds[change.returnedAt]!,
    segment,
    buildsSince: change.buildsSince,
    buildsBefore: change.buildsBefore,
    effect,
    statistic: change.strength,
    p: change.p,
    q: null,
  }
  if (change.kind === 'drift') {
    const steps = change.steps.map((place) => builds[place]!)
    return { kind: 'drift', ...any, from: builds[change.from]!, to: builds[change.to]!, steps }
  }
  const buildSet = change.places.map(({ place, probability }) => ({ build: builds[place]!, probability }))
  return { kind: 'step', ...any, build: builds[change.place]!, buildSet }
}
