import type { PackedSeries, SeriesView } from '../../../contract/methods/trends.ts'
import { unpackTrend } from '../../../core/trend/trendColumns.ts'

/** A series as charts draw it; null stays null. */
export function unpackedSeries(packed: PackedSeries | null): SeriesView | null {
  if (packed === null) return null
  const { columns, ...rest } = packed
  return { ...rest, ...unpackTrend(columns) }
}
