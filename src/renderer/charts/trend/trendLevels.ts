/** Stretches of builds that lie on one level, or on a ramp, as they are drawn. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { TrendBuild, TrendFinding } from '../../../core/trend/trendTypes.ts'
import { movedOnScale } from './trendChart.ts'

export interface TrendLevel {
  /** Each with its place; of a level that stays the same, its two ends only. */
  points: { place: number; level: number; low: number | null; high: number | null }[]
  kind: 'level' | 'drift'
}

/** So many standard deviations of builds to both sides: 19 of 20 lie within. */
const BAND_DEVIATIONS = 1.96
/** A level reaches half the way to the builds beside it. */
const HALF_A_PLACE = 0.5

/** Charts are drawn again for every size and window. */
const known = new WeakMap<SeriesView, TrendLevel[]>()

export function trendLevels(view: SeriesView): TrendLevel[] {
  let levels = known.get(view)
  if (levels === undefined) known.set(view, (levels = levelsOf(view)))
  return levels
}

function levelsOf({ trend }: SeriesView): TrendLevel[] {
  return trend.segments.flatMap((segment) => {
    if (segment.state !== 'analysed') return []
    const builds = segment.builds.flatMap((index) => trend.builds[index] ?? []).filter(({ level }) => level !== null)
    const findings = trend.findings.filter((finding) => trend.segments[finding.segment] === segment)
    return stretches(builds, findings).map(({ own, kind }): TrendLevel => {
      const drawn = kind === 'level' ? [own[0]!, own.at(-1)!] : own
      return {
        kind,
        points: drawn.map(({ index, level }, at) => ({
          place: index + (kind === 'drift' ? 0 : at === 0 ? -HALF_A_PLACE : HALF_A_PLACE),
          level: level!,
          low: movedOnScale(level!, -BAND_DEVIATIONS * segment.noise, trend.scale),
          high: movedOnScale(level!, BAND_DEVIATIONS * segment.noise, trend.scale),
        })),
      }
    })
  })
}

function stretches(
  builds: readonly TrendBuild[],
  findings: readonly TrendFinding[],
): { own: TrendBuild[]; kind: TrendLevel['kind'] }[] {
  const drifts = findings.filter((finding) => finding.kind === 'drift')
  const driftOf = (index: number): TrendFinding | undefined =>
    drifts.find(({ from, to }) => index >= from && index <= to)
  const found: { own: TrendBuild[]; kind: TrendLevel['kind'] }[] = []
  for (const build of builds) {
    const before = found.at(-1)?.own.at(-1)
    const drift = driftOf(build.index)
    const goesOn =
      before !== undefined &&
      (drift === undefined
        ? before.level === build.level && driftOf(before.index) === undefined
        : driftOf(before.index) === drift)
    if (goesOn) found.at(-1)!.own.push(build)
    else found.push({ own: [build], kind: drift === undefined ? 'level' : 'drift' })
  }
  return found
}
