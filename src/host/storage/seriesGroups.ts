/** Which series a question is about, and into which groups it adds them up: worked out once, however many steps are read for it. */
import type { SeriesKey } from '../../core/recording/second.ts'
import { hasTotals, type RolledUntil, type Tiles } from './levels.ts'
import { isOfEach, matching, pick, type SeriesFilter } from './seriesFilter.ts'
import type { StoredSeries } from './seriesTable.ts'

/** The series that have `key` in common. */
export interface SeriesGroup {
  readonly key: Partial<SeriesKey>
}

export interface SeriesGroups {
  /** The series whose windows make up some tiles: each by itself, or the totals where these are stored and answer the question. By number. */
  seriesIn: (tiles: Pick<Tiles, 'level'>, rolled: RolledUntil) => ReadonlyMap<number, SeriesGroup>
  /** Of the run; see isFew. */
  seriesCount: number
}

/** @param by what series are told apart by; what is not named is added up */
export function seriesGroups(
  all: readonly StoredSeries[],
  by: readonly (keyof SeriesKey)[],
  filter: SeriesFilter,
): SeriesGroups {
  const groups = new Map<string, SeriesGroup>()
  function groupOf(series: StoredSeries): SeriesGroup {
    const text = JSON.stringify(by.map((name) => series[name]))
    let group = groups.get(text)
    if (group === undefined) groups.set(text, (group = { key: pick(series, by) }))
    return group
  }
  const bySeries = (areTotals: boolean): ReadonlyMap<number, SeriesGroup> =>
    new Map(Array.from(matching(all, areTotals, filter), ([number, series]) => [number, groupOf(series)]))

  const each = bySeries(false)
  const totals = isOfEach(by, filter) ? null : bySeries(true)
  return {
    seriesIn: ({ level }, rolled) => (totals !== null && hasTotals(level, rolled) ? totals : each),
    seriesCount: all.length,
  }
}
