/** Whether two tools that ran the same plan counted and timed the same, and how sure that is. */
import { medianEstimate, type Estimate } from '../statistics.ts'
import type { ClientEndpoint, ClientResult } from './clients.ts'
import type { ExpectedCount } from './expectedCounts.ts'

/** One endpoint, over all rounds. */
export interface EndpointComparison {
  name: string
  expected: number
  ours: EndpointFigures
  theirs: EndpointFigures
  /** (ours − theirs) in standard deviations of that difference. */
  apart: number
  /** Their p50 less ours, each without what the target took itself meanwhile, ms: paired rounds. Null where it is not compared. */
  p50DifferenceMs: Estimate | null
}

export interface EndpointFigures {
  count: number
  failures: number
  /** (count − expected) in standard deviations. */
  offExpected: number
  /** Medians over the rounds. */
  p50Ms: number
  p95Ms: number
  /** Of the target itself. */
  servedP50Ms: number | null
}

export interface Round {
  ours: ClientResult
  theirs: ClientResult
}

/**
 * @param expectedOurs how often, by endpoint, for one round with the durations that we measured; `expectedTheirs` alike
 * @param isTimed whether the times of an endpoint are compared
 */
export function compareEndpoints(
  rounds: Round[],
  expectedOurs: Map<string, ExpectedCount>[],
  expectedTheirs: Map<string, ExpectedCount>[],
  isTimed: (endpoint: string) => boolean,
): EndpointComparison[] {
  return [...expectedOurs[0]!.keys()].map((name) => {
    const of = (result: ClientResult): ClientEndpoint | undefined => result.endpoints.find((each) => each.name === name)
    const ours = rounds.map((round) => of(round.ours))
    const theirs = rounds.map((round) => of(round.theirs))
    const variance = sumOf(expectedOurs, (round) => round.get(name)!.variance)
    const figures = (endpoints: (ClientEndpoint | undefined)[], expected: Map<string, ExpectedCount>[]) => {
      const count = sumOf(endpoints, (each) => each?.count ?? 0)
      const mean = sumOf(expected, (round) => round.get(name)!.mean)
      return {
        count,
        failures: sumOf(endpoints, (each) => each?.failures ?? 0),
        offExpected: deviations(count - mean, variance),
        p50Ms: medianOf(endpoints, (each) => each.p50Ms),
        p95Ms: medianOf(endpoints, (each) => each.p95Ms),
        servedP50Ms: endpoints.every((each) => typeof each?.servedP50Ms === 'number')
          ? medianOf(endpoints, (each) => each.servedP50Ms!)
          : null,
      }
    }
    const [oursAll, theirsAll] = [figures(ours, expectedOurs), figures(theirs, expectedTheirs)]
    const pairs = ours.flatMap((one, round) => (one && theirs[round] ? [outside(theirs[round]) - outside(one)] : []))
    return {
      name,
      expected: sumOf(expectedOurs, (round) => round.get(name)!.mean),
      ours: oursAll,
      theirs: theirsAll,
      apart: deviations(oursAll.count - theirsAll.count, 2 * variance),
      p50DifferenceMs: isTimed(name) && pairs.length > 0 ? medianEstimate(pairs) : null,
    }
  })
}

/**
 * How many standard deviations off a count may be: with so many comparisons of normal figures, one is further off by chance
 * in `falseAlarms` of all studies (Bonferroni).
 */
export function deviationLimit(comparisons: number, falseAlarms = 0.01): number {
  return normalQuantile(1 - falseAlarms / comparisons / 2)
}

/** Whether two intervals have anything in common. */
export function overlap(a: { low: number; high: number }, b: { low: number; high: number }): boolean {
  return a.low <= b.high && b.low <= a.high
}

/** What is the client's and the network's own. */
function outside({ p50Ms, servedP50Ms }: ClientEndpoint): number {
  return p50Ms - (servedP50Ms ?? 0)
}

/** Counts that chance has no part in must be met exactly. */
function deviations(difference: number, variance: number): number {
  if (variance > 0) return difference / Math.sqrt(variance)
  return Math.abs(difference) < 1e-6 ? 0 : Infinity * Math.sign(difference)
}

function sumOf<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((sum, value) => sum + pick(value), 0)
}

function medianOf(endpoints: (ClientEndpoint | undefined)[], pick: (endpoint: ClientEndpoint) => number): number {
  const values = endpoints.flatMap((each) => (each ? [pick(each)] : []))
  return values.length > 0 ? medianEstimate(values).value : NaN
}

/** By bisection of the complementary error function: it is asked twice. */
function normalQuantile(probability: number): number {
  let [low, high] = [-10, 10]
  while (high - low > 1e-9) {
    const middle = (low + high) / 2
    if (normalDistribution(middle) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Abramowitz and Stegun 26.2.17, |error| < 7.5e-8. */
function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(x))
  const polynomial =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
  return x >= 0 ? 1 - tail : tail
}
