import type { PackedSeries, SeriesView } from '../../../contract/methods/trends.ts'
import { unpackTrend } from '../../../core/trend/trendColumns.ts'

/** A series as charts draw it; null stays null. Ten thousand builds are unpacked in a task of their own, so that nothing waits for long. */
export async function unpackedSeries(packed: PackedSeries | null): Promise<SeriesView | null> {
  if (packed === null) return null
  const { columns, ...rest } = packed
  await nextTask()
  const unpacked = unpackTrend(columns)
  await nextTask()
  return { ...rest, ...unpacked }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
