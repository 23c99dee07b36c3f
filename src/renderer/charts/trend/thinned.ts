/** Of a long history no more is drawn than can be told apart; what is told of it stays. */
import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { RunOnTrend } from '../../../core/trend/trendColumns.ts'
import type { TrendBuild } from '../../../core/trend/trendTypes.ts'
import { placeOfRun } from './runPlace.ts'
import type { BuildWindow } from './trendChart.ts'

/** Points of a chart, of builds and of runs together. */
export const POINTS_AT_MOST = 2000
/** Of those that are pointed out, the newest. */
const SPECIAL_AT_MOST = 500

export interface Thinned {
  builds: TrendBuild[]
  /** With a point of their own: those of several of a build, and those that were left out. */
  runs: RunOnTrend[]
  isThinned: boolean
}

/** Of every so many builds the lowest and the highest, and all that are pointed out; the newest runs that there is room for. */
export function thinned(view: SeriesView, { from, to }: BuildWindow): Thinned {
  const seen = view.trend.builds.slice(from, to + 1)
  const builds = seen.length <= POINTS_AT_MOST ? seen : extremes(seen, specials(view, seen))
  const room = POINTS_AT_MOST - builds.length
  const isSeen = (place: number): boolean => place > from - 1 && place < to + 1
  const own = view.runs.filter((run) => run.value !== null && hasPoint(view, run) && isSeen(placeOfRun(view, run)))
  const runs = room > 0 ? own.slice(-room) : []
  return { builds, runs, isThinned: builds.length < seen.length || runs.length < own.length }
}

/** A run that is its build's only one lies under the point of its build. */
function hasPoint({ trend }: SeriesView, { at }: RunOnTrend): boolean {
  return at === null || (trend.builds[at]?.runs ?? 0) > 1
}

function specials(view: SeriesView, seen: readonly TrendBuild[]): Set<number> {
  const { findings, outliers, boundaries } = view.trend
  const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0]
  const pointedOut = [
    ...outliers,
    ...boundaries.flatMap(({ build }) => [build - 1, build]),
    ...findings.flatMap((finding) =>
      finding.kind === 'step' ? [finding.build - 1, finding.build] : [finding.from, finding.to],
    ),
  ].filter((index) => index >= first && index <= last)
  return new Set([first, last, ...pointedOut.slice(-SPECIAL_AT_MOST)])
}

function extremes(seen: readonly TrendBuild[], special: ReadonlySet<number>): TrendBuild[] {
  const groups = Math.floor((POINTS_AT_MOST - special.size) / 2)
  const kept = new Set<number>()
  for (let group = 0; group < groups; group++) {
    const own = seen.slice(Math.floor((group * seen.length) / groups), Math.floor(((group + 1) * seen.length) / groups))
    const byValue = own.toSorted((one, other) => one.value - other.value)
    for (const build of [byValue[0], byValue.at(-1)]) if (build !== undefined) kept.add(build.index)
  }
  return seen.filter(({ index }) => kept.has(index) || special.has(index))
}
