/** Many series of one environment: what one knows of the noise helps the others, and chance has many of them to play with. */
import { benjaminiHochberg } from '../statistics/benjaminiHochberg.ts'
import { findChanges } from './findChanges.ts'
import { OWN_AUTOCORRELATION_BUILDS } from './residualNoise.ts'
import type { Trend, TrendFinding, TrendOptions, TrendSeries } from './trendTypes.ts'

/** Share of false ones among the findings of all series, at most, on average. */
export const FALSE_DISCOVERY_RATE = 0.05

/**
 * As `findChanges` for each, in the order given, with two differences: series too short to know their own autocorrelation take that of all,
 * and findings that do not hold beside the number of series are `withdrawn`.
 *
 * @throws RangeError as `findChanges`
 */
export function findChangesTogether(allSeries: readonly TrendSeries[], options: TrendOptions = {}): Trend[] {
  const alone = allSeries.map((series) => findChanges(series, options))
  const known = options.environment?.autocorrelation ?? null
  const pooled = known ?? pooledAutocorrelation(alone)
  if (known !== null || pooled === null) return adjusted(alone)
  const environment = { noise: options.environment?.noise ?? null, autocorrelation: pooled }
  return adjusted(
    alone.map((trend, at) => (leansOnOthers(trend) ? findChanges(allSeries[at]!, { ...options, environment }) : trend)),
  )
}

/** Lag-1 autocorrelation of builds over all segments of all trends, each weighing as many as its builds; null where none is known. */
export function pooledAutocorrelation(trends: readonly Trend[]): number | null {
  let builds = 0
  let sum = 0
  for (const segment of trends.flatMap(({ segments }) => segments)) {
    if (segment.state !== 'analysed') continue
    builds += segment.builds.length
    sum += segment.builds.length * segment.ownAutocorrelation
  }
  return builds === 0 ? null : Math.min(Math.max(sum / builds, 0), 0.9)
}

function leansOnOthers({ segments }: Trend): boolean {
  return segments.some(({ builds }) => builds.length < OWN_AUTOCORRELATION_BUILDS)
}

/** Every finding is one test, and so is every segment that has none. */
function adjusted(trends: readonly Trend[]): Trend[] {
  const pValues: number[] = []
  const placeOf = new Map<TrendFinding, number>()
  for (const { findings, segments } of trends) {
    for (const finding of findings) {
      placeOf.set(finding, pValues.length)
      pValues.push(finding.p)
    }
    segments.forEach((segment, index) => {
      if (segment.state === 'analysed' && !findings.some((finding) => finding.segment === index))
        pValues.push(segment.p)
    })
  }
  const qValues = benjaminiHochberg(pValues)
  return trends.map((trend) => {
    const all = trend.findings.map((finding) => ({ ...finding, q: qValues[placeOf.get(finding)!]! }))
    return {
      ...trend,
      findings: all.filter(({ q }) => q <= FALSE_DISCOVERY_RATE),
      withdrawn: all.filter(({ q }) => q > FALSE_DISCOVERY_RATE),
    }
  })
}
