/** Two builds compared for whoever looks. */
import type { CompareQuestion, ComparisonNews } from '../../contract/methods/builds.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { primaryMetrics } from '../../core/comparison/primaryMetrics.ts'
import type { Pace } from '../analysis/pace.ts'
import { compareRuns } from '../comparison/compareRuns.ts'
import { selectRuns } from '../comparison/selectRuns.ts'
import { fromJson } from '../runs/runSettings.ts'
import type { History } from '../storage/history.ts'

/** Of a message: read by a page within a frame. */
const ENDPOINTS_AT_ONCE = 25

/**
 * @param emit how far it is, then its endpoints
 * @returns the rest of it
 * @throws HistoryError when there are no such builds or runs
 */
export async function comparisonOf(
  history: History,
  { baseline, candidate, plan, scenario, target, isForced }: CompareQuestion,
  pace: Pace,
  emit: (news: ComparisonNews) => void,
): Promise<ComparisonNews> {
  const chosen = selectRuns(history, {
    baseline,
    candidate,
    ...(plan === undefined ? {} : { plan }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(target === undefined ? {} : { target }),
  })
  const runs = { baseline: chosen.baseline.map(({ id }) => id), candidate: chosen.candidate.map(({ id }) => id) }
  const comparison = await compareRuns(history, runs, { ...DEFAULT_SETTINGS, isForced }, pace, (progress) =>
    emit({ kind: 'reading', ...progress }),
  )
  const newest = chosen.candidate.at(-1)
  const criteria = newest === undefined ? [] : fromJson(history.findRun(newest.id).run().settings).criteria
  const primary = primaryMetrics(criteria)
  if (comparison.outcome === 'refused') return { kind: 'compared', comparison, primary }
  const { endpoints, ...rest } = comparison
  for (let from = 0; from < endpoints.length; from += ENDPOINTS_AT_ONCE) {
    emit({ kind: 'endpoints', endpoints: endpoints.slice(from, from + ENDPOINTS_AT_ONCE) })
    await pace()
  }
  return { kind: 'compared', comparison: { ...rest, endpoints: [] }, primary }
}
