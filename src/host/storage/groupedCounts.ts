/** How many requests ended in a stretch of a run: as its windows say, without reading their histograms. */
import type { SeriesKey } from '../../core/recording/second.ts'
import { hasTotals, RUN_LEVEL, type RolledUntil, type Tiles } from './levels.ts'
import { isFew, isOfEach, matching, pick, type SeriesFilter } from './seriesFilter.ts'
import type { StoredSeries } from './seriesTable.ts'
import type { WindowTable } from './windowTable.ts'

export interface GroupCount {
  key: Partial<SeriesKey>
  count: number
}

/** @param by what series are told apart by; what is not named is added up */
export function groupedCounts(
  table: WindowTable,
  run: number,
  tiling: readonly Tiles[],
  rolled: RolledUntil,
  all: StoredSeries[],
  by: readonly (keyof SeriesKey)[],
  filter: SeriesFilter,
): GroupCount[] {
  const needsEach = isOfEach(by, filter)
  const groups = new Map<string, GroupCount>()
  const [each, totals] = [false, true].map((isTotal) => {
    // Totals are of no endpoint, and nothing is told of them where some are named.
    if (isTotal && needsEach) return new Map<number, GroupCount>()
    const own = [...matching(all, isTotal, filter).values()]
    return new Map(own.map((series) => [series.number, groupOf(groups, series, by)]))
  })
  for (const { level, fromS, toS, sign } of tiling) {
    const wanted = needsEach || !hasTotals(level, rolled) ? each! : totals!
    if (isFew(wanted, all.length)) {
      for (const [series, group] of wanted)
        for (let t = fromS; t < toS; t += level === RUN_LEVEL ? 1 : level)
          group.count += sign * table.countOf(run, level, t, series)
      continue
    }
    for (const [series, count] of table.extremes(run, level, fromS, toS)) {
      const group = wanted.get(series)
      if (group !== undefined) group.count += sign * count
    }
  }
  return [...groups.values()].filter(({ count }) => count !== 0)
}

function groupOf(groups: Map<string, GroupCount>, series: StoredSeries, by: readonly (keyof SeriesKey)[]): GroupCount {
  const text = JSON.stringify(by.map((name) => series[name]))
  let group = groups.get(text)
  if (group === undefined) {
    group = { key: pick(series, by), count: 0 }
    groups.set(text, group)
  }
  return group
}
