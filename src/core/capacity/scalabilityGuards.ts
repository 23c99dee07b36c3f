/** What has to be there before a curve is shown, and before its peak is told. */
import { intervalAround, type Estimate } from './estimate.ts'
import type { ScalabilityPoint } from './fitScalability.ts'
import { peakOf, type LawParameters } from './scalabilityLaw.ts'

export type NoCurve =
  | { kind: 'tooFewLevels'; levels: number; needed: number }
  /** The highest concurrency over the lowest. */
  | { kind: 'tooNarrow'; span: number; needed: number }
  /** Throughput was proportional to concurrency at every level. `lowestShare`: the lowest throughput of one, of that at the lowest level. */
  | { kind: 'onlyLinear'; lowestShare: number; needed: number }
  | { kind: 'notFitted' }
  /** Throughput grew faster than the concurrency, which the law does not know. */
  | { kind: 'superlinear' }
  | { kind: 'poorFit'; r2: number; needed: number }
  | { kind: 'structuredResiduals'; p: number; largestShare: number }

export type NoPeak =
  /** The law that fits best has none. */
  | { kind: 'noCoherency'; measuredTo: number }
  /** κ may as well be 0. */
  | { kind: 'coherencyUncertain'; measuredTo: number }
  /** The law has one where nothing was measured; where it is, is not told. */
  | { kind: 'beyondMeasured'; measuredTo: number }
  /** It may be near, and as well far beyond what was measured. */
  | { kind: 'placeUncertain'; measuredTo: number }

export type Peak = { kind: 'peak'; concurrency: Estimate; throughputPerS: Estimate } | { kind: 'none'; reason: NoPeak }

export const LEAST_R2 = 0.9
const LEAST_LEVELS = 6
const LEAST_SPAN = 4
/** The throughput of one falls below this share of the lowest level's: past the linear part. */
const LINEAR_SHARE = 0.9
/** A peak may lie so far beyond the highest concurrency that was measured; */
const FARTHEST_PEAK = 1.25
/** and the end of its interval so far, to which a curve is drawn as well. */
const FARTHEST_END = 1.5

/** @param points by concurrency, all above 0 */
export function missingEvidence(points: readonly ScalabilityPoint[]): NoCurve | null {
  const levels = new Set(points.map(({ level }) => level)).size
  if (levels < LEAST_LEVELS) return { kind: 'tooFewLevels', levels, needed: LEAST_LEVELS }
  const [first, last] = [points[0]!, points.at(-1)!]
  const span = last.concurrency / first.concurrency
  if (span < LEAST_SPAN) return { kind: 'tooNarrow', span, needed: LEAST_SPAN }
  const ofOne = points.map(({ throughputPerS, concurrency }) => throughputPerS / concurrency)
  const lowestShare = Math.min(...ofOne) / ofOne[0]!
  return lowestShare < LINEAR_SHARE ? null : { kind: 'onlyLinear', lowestShare, needed: LINEAR_SHARE }
}

/**
 * The peak of a law, where it was measured or nearly so. Beside the place of the peak its interval has to lie near what was measured: that of the
 * raytracer's first six points is 24, with an interval to 63.
 *
 * @param laws of the bootstrap
 * @param measuredTo the highest concurrency
 */
export function peakMeasured(
  law: LawParameters,
  kappa: Estimate,
  laws: readonly LawParameters[],
  measuredTo: number,
): Peak {
  const none = (kind: NoPeak['kind']): Peak => ({ kind: 'none', reason: { kind, measuredTo } })
  const peak = peakOf(law)
  if (peak === null) return none('noCoherency')
  if (!(kappa.low > 0)) return none('coherencyUncertain')
  if (peak.concurrency > FARTHEST_PEAK * measuredTo) return none('beyondMeasured')
  const peaks = laws.map(peakOf)
  const concurrency = intervalAround(
    peak.concurrency,
    peaks.map((each) => each?.concurrency ?? Infinity),
  )
  if (concurrency.high === null || concurrency.high > FARTHEST_END * measuredTo) return none('placeUncertain')
  const throughputPerS = intervalAround(
    peak.throughputPerS,
    peaks.map((each) => each?.throughputPerS ?? Infinity),
  )
  return { kind: 'peak', concurrency, throughputPerS }
}
