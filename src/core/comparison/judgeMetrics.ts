/** Verdicts over endpoints and metrics, all of one comparison together: how many were looked at decides what chance can do. */
import { benjaminiHochberg } from '../statistics/benjaminiHochberg.ts'
import type { SampleVariance } from '../statistics/moderatedVariance.ts'
import type { ComparisonVerdict, Interval } from './comparison.ts'
import type { EndpointId } from './comparisonInput.ts'
import { effectOf, intervalOf, pOf, type Effect } from './effect.ts'
import { isWorseWhenHigher, type Metric } from './metrics.ts'
import { runsForChange, runsForUnchanged } from './runsNeeded.ts'
import { runSpreads, type Design, type RunValues } from './runSpread.ts'
import { createTQuantiles, type TQuantiles } from './tQuantiles.ts'
import { isBeyond, isWithin, smallestThatMatters, type PracticalThreshold, type ThresholdOf } from './thresholds.ts'
import { mean } from '../statistics/moments.ts'

export interface MetricOfEndpoint {
  endpoint: EndpointId | null
  metric: Metric
  values: RunValues
}

export type JudgedReason =
  | 'clearChange'
  | 'equivalent'
  | 'realButSmall'
  | 'tooUncertain'
  | 'spreadUnknown'
  | 'oneRunDecides'

export interface Judgement {
  verdict: ComparisonVerdict
  reason: JudgedReason
  isSignificant: boolean
  effect: Effect
  threshold: PracticalThreshold
  spread: SampleVariance | null
  p: number | null
  q: number | null
  interval: Interval | null
  equivalenceInterval: Interval | null
  runsNeeded: { unchanged: number | null; change: number | null }
}

export interface JudgingOptions {
  design: Design
  falseDiscoveryRate: number
  thresholdOf: ThresholdOf
}

const LEVEL = 0.95
/** Two one-sided tests of 5 % are an interval of 90 %. */
const EQUIVALENCE_LEVEL = 0.9

/** @returns in the order given; null where one of the builds has no number */
export function judgeMetrics(things: readonly MetricOfEndpoint[], options: JudgingOptions): (Judgement | null)[] {
  const tested = things.map((thing) => testOf(thing, options))
  spreadOut(things, tested, options.design)
  const tests = tested.flatMap((test) => (test?.spread == null ? [] : [{ test, p: pOf(test.effect, test.spread) }]))
  const adjusted = benjaminiHochberg(tests.map(({ p }) => p))
  const found = adjusted.filter((q) => q <= options.falseDiscoveryRate).length
  for (const [at, { test, p }] of tests.entries()) {
    test.p = p
    test.q = adjusted[at]!
  }
  // Intervals of what was selected among many have to be wider to hold what they say (Y. Benjamini, D. Yekutieli, 2005).
  const selectedLevel = 1 - (options.falseDiscoveryRate * found) / Math.max(1, tests.length)
  const nextLevel = (options.falseDiscoveryRate * (found + 1)) / Math.max(1, tests.length)
  const levels = { selected: selectedLevel, next: Math.min(0.05, nextLevel), quantiles: createTQuantiles() }
  return tested.map((test) => (test === null ? null : judge(test, options, levels)))
}

interface Test {
  thing: MetricOfEndpoint
  effect: Effect
  threshold: PracticalThreshold
  spread: SampleVariance | null
  p: number | null
  q: number | null
}

function testOf(thing: MetricOfEndpoint, { design, thresholdOf }: JudgingOptions): Test | null {
  const { baseline, candidate } = thing.values
  const effect = effectOf(baseline, candidate, design)
  if (effect === null) return null
  const typical = mean(baseline.filter((value) => !Number.isNaN(value)))
  const threshold = thresholdOf(thing.endpoint, thing.metric, typical)
  return { thing, effect, threshold, spread: null, p: null, q: null }
}

/** Endpoints help each other within a metric. */
function spreadOut(things: readonly MetricOfEndpoint[], tests: readonly (Test | null)[], design: Design): void {
  const places = Map.groupBy(things.keys(), (at) => things[at]!.metric)
  for (const own of places.values()) {
    const spreads = runSpreads(
      own.map((at) => things[at]!.values),
      design,
    )
    for (const [index, at] of own.entries()) if (tests[at] !== null) tests[at]!.spread = spreads[index]!
  }
}

interface Levels {
  /** Of the intervals of what was found. */
  selected: number
  /** What the p of the next finding has to be below. */
  next: number
  quantiles: TQuantiles
}

function judge(test: Test, options: JudgingOptions, levels: Levels): Judgement {
  const { effect, threshold, spread, p, q } = test
  if (spread === null || q === null) {
    return {
      verdict: 'notEnoughData',
      reason: 'spreadUnknown',
      isSignificant: false,
      effect,
      threshold,
      spread,
      p,
      q,
      interval: null,
      equivalenceInterval: null,
      runsNeeded: { unchanged: null, change: null },
    }
  }
  const isSignificant = q <= options.falseDiscoveryRate
  const equivalenceInterval = intervalOf(effect, spread, EQUIVALENCE_LEVEL, levels.quantiles)
  return {
    ...verdictOf(test, isSignificant, equivalenceInterval),
    isSignificant,
    effect,
    threshold,
    spread,
    p,
    q,
    interval: intervalOf(effect, spread, isSignificant ? levels.selected : LEVEL, levels.quantiles),
    equivalenceInterval,
    runsNeeded: runsNeededOf(test, spread, options.design, levels),
  }
}

function verdictOf(
  { thing, effect, threshold }: Test,
  isSignificant: boolean,
  equivalence: Interval,
): { verdict: ComparisonVerdict; reason: JudgedReason } {
  const matters = smallestThatMatters(threshold)
  if (matters !== null && Math.abs(effect.effect - effect.robust) > matters)
    return { verdict: 'notEnoughData', reason: 'oneRunDecides' }
  if (isSignificant && isBeyond(effect.effect, threshold)) {
    const isWorse = effect.effect > 0 === isWorseWhenHigher(thing.metric)
    return { verdict: isWorse ? 'regressed' : 'improved', reason: 'clearChange' }
  }
  if (isWithin(equivalence, threshold))
    return { verdict: 'unchanged', reason: isSignificant ? 'realButSmall' : 'equivalent' }
  return { verdict: 'notEnoughData', reason: 'tooUncertain' }
}

function runsNeededOf(
  { effect, threshold }: Test,
  spread: SampleVariance,
  design: Design,
  { next, quantiles }: Levels,
): Judgement['runsNeeded'] {
  const matters = smallestThatMatters(threshold)
  if (matters === null) return { unchanged: null, change: null }
  const { baseline, candidate } = effect.runs
  const question = {
    spread,
    design,
    quantiles,
    dfOfRuns: design === 'paired' ? baseline - 1 : baseline + candidate - 2,
  }
  return {
    unchanged: runsForUnchanged(question, matters),
    change: runsForChange(question, Math.max(Math.abs(effect.effect), matters), next),
  }
}
