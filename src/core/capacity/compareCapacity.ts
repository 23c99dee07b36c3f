/**
 * Whether one build takes less load than another, by searches of both (reference/regression.md, 2.3). What is compared is one number of each search,
 * on its logarithm: the load at which the first maximum is reached, and the throughput of the peak, where the guards let one be told. The first is the
 * verdict; the second stands beside it.
 */
import type { ComparisonVerdict } from '../comparison/comparison.ts'
import { DEFAULT_SETTINGS } from '../comparison/comparisonInput.ts'
import { intervalOfDifference, intervalOfMean, type Bounded } from '../statistics/intervalOfDifference.ts'
import { variance } from '../statistics/moments.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { studentTQuantile } from '../statistics/studentT.ts'
import type { CapacityAnalysis } from './analyzeCapacity.ts'
import type { Estimate } from './estimate.ts'
import type { LevelRun } from './level.ts'
import { limitLoad, type LimitLoad } from './limitLoad.ts'
import type { NoCurve, NoPeak } from './scalabilityGuards.ts'

/** One search, or runs that stand for one. */
export interface SearchedCapacity {
  search: string
  analysis: Pick<CapacityAnalysis, 'levels' | 'scalability'>
}

export type CapacityMeasure = 'limitLoad' | 'peakThroughput'

export type NoEstimate =
  | { kind: 'noLimit'; reason: Extract<LimitLoad, { kind: 'none' }>['reason'] }
  | { kind: 'noCurve'; reason: NoCurve }
  | { kind: 'noPeak'; reason: NoPeak }

export type CapacityReason =
  /** Beyond chance, and beyond what matters. */
  | { kind: 'beyond' }
  /** Any change is smaller than what matters. */
  | { kind: 'within' }
  /** Beyond chance perhaps, but it may be smaller than what matters as well as larger. */
  | { kind: 'uncertain' }
  /** No search of the build has such a number, and the newest says why. */
  | { kind: 'missing'; build: 'baseline' | 'candidate'; why: NoEstimate }
  /** They were searched by other maximums. */
  | { kind: 'otherMaximums' }

export interface ComparedCapacity {
  verdict: ComparisonVerdict
  reason: CapacityReason
  /** Of the searches that have one; loads in their unit, throughput per second. Null without any. */
  baseline: Estimate | null
  candidate: Estimate | null
  /** As a ratio less 1, with its 95 % interval: −0.2 is a fifth less. `high` null: no end is known. */
  change: Estimate | null
  /** Searches that have one. */
  searches: { baseline: number; candidate: number }
}

export interface CapacityComparison {
  /** That of the load at which the first maximum is reached. */
  verdict: ComparisonVerdict
  /** A build has one search only: how far searches of one build differ is not in the interval. */
  isToConfirm: boolean
  /** The load at which the first maximum is reached. */
  limitLoad: ComparedCapacity
  /** The throughput of the peak. */
  peakThroughput: ComparedCapacity
}

/** From here on a change of capacity matters, on its logarithm: as one of throughput does. */
export const CAPACITY_THRESHOLD = Math.log1p(DEFAULT_SETTINGS.thresholds.throughput)
/** Fewer say nothing of how far searches differ. */
const LEAST_SEARCHES = 2

type Estimated = { estimate: Estimate } | { why: NoEstimate }

/**
 * @param baseline searches of one build, at least one, the newest last; of the same scenario and with loads of the same kind as those of the candidate
 */
export function compareCapacity(
  baseline: readonly SearchedCapacity[],
  candidate: readonly SearchedCapacity[],
): CapacityComparison {
  const limits = compared(limitsOf(baseline), limitsOf(candidate))
  const areSame = maximumsOf(baseline) === maximumsOf(candidate)
  const limitLoad: ComparedCapacity = areSame
    ? limits
    : { ...limits, verdict: 'notEnoughData', reason: { kind: 'otherMaximums' }, change: null }
  return {
    verdict: limitLoad.verdict,
    isToConfirm: Math.min(limits.searches.baseline, limits.searches.candidate) < LEAST_SEARCHES,
    limitLoad,
    peakThroughput: compared(peaksOf(baseline), peaksOf(candidate)),
  }
}

/** What the searches of a build say, on the logarithm. */
interface BuildEstimates {
  each: Estimated[]
  /** Null where none says anything. */
  together: Bounded | null
}

/** Together by all of their runs: the loads of one search lie between those of another. */
function limitsOf(searches: readonly SearchedCapacity[]): BuildEstimates {
  const ofEach = searches.map(({ analysis }) => analysis.levels.flatMap(({ runs }) => runs))
  const [together] = logarithmOf(limitOf(ofEach.flat()))
  return { each: ofEach.map(limitOf), together: together ?? null }
}

/** Together by their mean: each law is of one state of the machine. */
function peaksOf(searches: readonly SearchedCapacity[]): BuildEstimates {
  const each = searches.map(peakOf)
  const logarithms = each.flatMap(logarithmOf)
  return { each, together: logarithms.length === 0 ? null : intervalOfMean(logarithms) }
}

function limitOf(runs: readonly LevelRun[]): Estimated {
  const ids = runs.map(({ runId }) => runId).toSorted()
  const found = limitLoad(runs, seededStream('limit load', ...ids))
  return found.kind === 'limit' ? { estimate: found.load } : { why: { kind: 'noLimit', reason: found.reason } }
}

function peakOf({ analysis: { scalability } }: SearchedCapacity): Estimated {
  if (scalability.kind === 'noCurve') return { why: { kind: 'noCurve', reason: scalability.reason } }
  const { peak } = scalability
  return peak.kind === 'none' ? { why: { kind: 'noPeak', reason: peak.reason } } : { estimate: peak.throughputPerS }
}

function maximumsOf(searches: readonly SearchedCapacity[]): string {
  const maximums = searches.flatMap(({ analysis }) =>
    analysis.levels.flatMap(({ runs }) => runs.flatMap((run) => run.maximums.map(({ id }) => id))),
  )
  return JSON.stringify([...new Set(maximums)].toSorted())
}

function compared(baseline: BuildEstimates, candidate: BuildEstimates): ComparedCapacity {
  const told = {
    baseline: baseline.together === null ? null : estimateOf(baseline.together),
    candidate: candidate.together === null ? null : estimateOf(candidate.together),
    searches: { baseline: valuesOf(baseline).length, candidate: valuesOf(candidate).length },
  }
  const missing = missingOf('baseline', baseline) ?? missingOf('candidate', candidate)
  if (missing !== null || baseline.together === null || candidate.together === null)
    return { ...told, verdict: 'notEnoughData', reason: missing ?? { kind: 'uncertain' }, change: null }
  const within = intervalOfDifference(candidate.together, baseline.together)
  const effect = noLessThanBetween(within, valuesOf(baseline), valuesOf(candidate))
  return { ...told, ...verdictOf(effect), change: ratioOf(effect) }
}

/** Null where at least one search has an estimate. */
function missingOf(build: 'baseline' | 'candidate', { each }: BuildEstimates): CapacityReason | null {
  const reasons = each.flatMap((one) => ('why' in one ? [one.why] : []))
  const newest = reasons.at(-1)
  return newest === undefined || reasons.length < each.length ? null : { kind: 'missing', build, why: newest }
}

function logarithmOf(each: Estimated): Bounded[] {
  if ('why' in each) return []
  const { value, low, high } = each.estimate
  return [{ value: Math.log(value), low: Math.log(low), high: high === null ? Infinity : Math.log(high) }]
}

function valuesOf({ each }: BuildEstimates): number[] {
  return each.flatMap(logarithmOf).map(({ value }) => value)
}

function estimateOf({ value, low, high }: Bounded): Estimate {
  return { value: Math.exp(value), low: Math.exp(low), high: high === Infinity ? null : Math.exp(high) }
}

/** What the searches themselves leave open, and no less than what lies between searches of one build, where there are enough to see that. */
function noLessThanBetween(within: Bounded, baseline: readonly number[], candidate: readonly number[]): Bounded {
  if (Math.min(baseline.length, candidate.length) < LEAST_SEARCHES) return within
  const df = baseline.length + candidate.length - 2
  const squares = variance(baseline) * (baseline.length - 1) + variance(candidate) * (candidate.length - 1)
  const error = Math.sqrt((squares / df) * (1 / baseline.length + 1 / candidate.length))
  const margin = studentTQuantile(0.975, df) * error
  return {
    value: within.value,
    low: Math.min(within.low, within.value - margin),
    high: Math.max(within.high, within.value + margin),
  }
}

function verdictOf({ value, low, high }: Bounded): Pick<ComparedCapacity, 'verdict' | 'reason'> {
  if (high < 0 && value <= -CAPACITY_THRESHOLD) return { verdict: 'regressed', reason: { kind: 'beyond' } }
  if (low > 0 && value >= CAPACITY_THRESHOLD) return { verdict: 'improved', reason: { kind: 'beyond' } }
  if (low > -CAPACITY_THRESHOLD && high < CAPACITY_THRESHOLD)
    return { verdict: 'unchanged', reason: { kind: 'within' } }
  return { verdict: 'notEnoughData', reason: { kind: 'uncertain' } }
}

function ratioOf({ value, low, high }: Bounded): Estimate {
  return { value: Math.expm1(value), low: Math.expm1(low), high: high === Infinity ? null : Math.expm1(high) }
}
