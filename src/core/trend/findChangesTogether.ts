/** Many series of one environment: what one knows of the noise helps the others, and chance has many of them to play with. */
import { atOnce, type InTurn } from '../inTurn.ts'
import { benjaminiHochberg } from '../statistics/benjaminiHochberg.ts'
import { changesOfOneInTurn } from './findChanges.ts'
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
  return atOnce(findChangesInTurn(allSeries, options))
}

/**
 * The same, with a pause every millisecond or so.
 *
 * @param looked is told how many series were looked at so far
 */
export function* findChangesInTurn(
  allSeries: readonly TrendSeries[],
  options: TrendOptions = {},
  looked: (series: number) => void = () => {},
): InTurn<Trend[]> {
  const alone: Trend[] = []
  for (const series of allSeries) {
    alone.push(yield* changesOfOneInTurn(series, options))
    looked(alone.length)
    yield
  }
  const known = options.environment?.autocorrelation ?? null
  const pooled = known ?? pooledAutocorrelation(alone)
  if (known !== null || pooled === null) return adjusted(alone)
  const environment = { noise: options.environment?.noise ?? null, autocorrelation: pooled }
  for (const [at, trend] of alone.entries()) {
    if (!leansOnOthers(trend)) continue
    alone[at] = yield* changesOfOneInTurn(allSeries[at]!, { ...options, environment })
    yield
  }
  return adjusted(alone)
}

/**
 * Lag-1 autocorrelation of builds over all segments of all trends; null where none is known. Residuals around L fitted levels have about
 * L·(1 + 3ρ)/n less of it than the noise (F. H. C. Marriott, J. A. Pope, "Bias in the estimation of autocorrelations", Biometrika 41, 1954),
 * and over many series the sums show what one short series cannot.
 */
export function pooledAutocorrelation(trends: readonly Trend[]): number | null {
  let residual = 0
  let whole = 0
  for (const segment of trends.flatMap(({ segments }) => segments)) {
    if (segment.state !== 'analysed') continue
    const { builds, levels, residualAutocorrelation } = segment
    residual += builds.length * residualAutocorrelation + levels
    whole += Math.max(builds.length - 3 * levels, 0)
  }
  return whole === 0 ? null : Math.min(Math.max(residual / whole, 0), 0.9)
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
