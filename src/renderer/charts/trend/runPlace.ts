import type { SeriesView } from '../../../contract/methods/trends.ts'
import type { RunOnTrend } from '../../../core/trend/trendColumns.ts'

/** Where its build is; of one that was left out, between the builds before and after it. */
export function placeOfRun({ trend }: SeriesView, run: RunOnTrend): number {
  if (run.at !== null) return run.at
  const { builds } = trend
  let [low, high] = [0, builds.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (builds[middle]!.startedAtMs <= run.startedAtMs) low = middle + 1
    else high = middle
  }
  return low - 0.5
}
