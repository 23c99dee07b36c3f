/** How many requests ended in a stretch of a run: as its windows say, without reading their histograms. */
import type { SeriesKey } from '../../core/recording/second.ts'
import { RUN_LEVEL, type RolledUntil, type Tiles } from './levels.ts'
import { isFew } from './seriesFilter.ts'
import type { SeriesGroup, SeriesGroups } from './seriesGroups.ts'
import type { WindowTable } from './windowTable.ts'

export interface GroupCount {
  key: Partial<SeriesKey>
  count: number
}

export function groupedCounts(
  table: WindowTable,
  run: number,
  tiling: readonly Tiles[],
  rolled: RolledUntil,
  { seriesIn, seriesCount }: SeriesGroups,
): GroupCount[] {
  const counts = new Map<SeriesGroup, number>()
  const add = (group: SeriesGroup, count: number): void => void counts.set(group, (counts.get(group) ?? 0) + count)
  for (const { level, fromS, toS, sign } of tiling) {
    const wanted = seriesIn({ level }, rolled)
    if (isFew(wanted, seriesCount)) {
      for (const [series, group] of wanted)
        for (let t = fromS; t < toS; t += level === RUN_LEVEL ? 1 : level)
          add(group, sign * table.countOf(run, level, t, series))
      continue
    }
    for (const [series, count] of table.extremes(run, level, fromS, toS)) {
      const group = wanted.get(series)
      if (group !== undefined) add(group, sign * count)
    }
  }
  return [...counts].filter(([, count]) => count !== 0).map(([{ key }, count]) => ({ key, count }))
}
