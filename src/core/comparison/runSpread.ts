/** How runs of one build differ from each other: what is seen in both builds and in the history, moderated by what other endpoints show. */
import { mean } from '../statistics/moments.ts'
import { commonVariance, moderate, sharedDf, type SampleVariance } from '../statistics/moderatedVariance.ts'

/** What runs measured of one endpoint and metric, on the scale of the metric. */
export interface RunValues {
  /** By place of the run in its build; NaN where it has no number. */
  baseline: readonly number[]
  candidate: readonly number[]
  /** Of runs of the history, by segments in which nothing changed; by place of the run, NaN where it has no number. */
  history: readonly (readonly number[])[]
  /** Variance of one run's number that its own seconds already leave open. 0: not known. */
  withinVariance: number
}

export type Design = 'independent' | 'paired'

/**
 * Spreads of all endpoints of one metric; null where nothing is known of how runs differ.
 *
 * The variance of a thing is that of the residuals around the means of its groups (both builds, segments of the history; of pairs, their
 * differences), pooled; `commonVariance` and `moderate` draw it towards what all have in common, by no more than endpoints that share
 * the moods of runs can know of each other. It is never less than the seconds of the runs themselves leave open.
 */
export function runSpreads(things: readonly RunValues[], design: Design): (SampleVariance | null)[] {
  const residuals = things.map((thing) => residualsOf(thing, design))
  const own = residuals.map(({ values, df }) => ({
    variance: df > 0 ? values.reduce((sum, value) => sum + value ** 2, 0) / df : NaN,
    df,
  }))
  const known = own.filter(({ df }) => df > 0)
  const typicalDf = known.length > 0 ? mean(known.map(({ df }) => df)) : 0
  const common = commonVariance(
    known,
    sharedDf(
      residuals.filter(({ df }) => df > 0).map(({ values }) => values),
      typicalDf,
    ),
  )
  return own.map((sample, at) => {
    if (!(sample.df > 0)) return null
    const moderated = moderate(sample, common)
    // A difference of two runs has both their seconds in it.
    const within = things[at]!.withinVariance * (design === 'paired' ? 2 : 1)
    return { ...moderated, variance: Math.max(moderated.variance, within) }
  })
}

/** Deviations from the means of the groups, 0 where there is no number, and the df that they have. */
function residualsOf({ baseline, candidate, history }: RunValues, design: Design): { values: number[]; df: number } {
  // How pairs of the history would differ is not known.
  const groups = design === 'paired' ? [pairDifferences(baseline, candidate)] : [baseline, candidate, ...history]
  let df = 0
  const values = groups.flatMap((group) => {
    const known = group.filter((value) => !Number.isNaN(value))
    df += Math.max(0, known.length - 1)
    const centre = mean(known)
    return group.map((value) => (Number.isNaN(value) ? 0 : value - centre))
  })
  return { values, df }
}

export function pairDifferences(baseline: readonly number[], candidate: readonly number[]): number[] {
  const pairs = Math.min(baseline.length, candidate.length)
  return Array.from({ length: pairs }, (_, pair) => candidate[pair]! - baseline[pair]!)
}
