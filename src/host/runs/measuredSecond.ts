/** One second as criteria with sliding windows see it: made of what engines told, or of what the history kept of it. */
import { routeOf, type MatchableEndpoint } from '../../core/criteria/matchEndpoint.ts'
import type { MeasuredSecond } from '../../core/criteria/slidingWindow.ts'
import type { UntrustedShares } from '../../core/criteria/untrusted.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { LoadCounts, SeriesKey, SeriesWindow } from '../../core/recording/second.ts'

export function measuredSecond(
  t: number,
  untrusted: UntrustedShares,
  windows: Iterable<{ series: SeriesKey; window: SeriesWindow }>,
  load: Pick<LoadCounts, 'checksPassed' | 'checksFailed' | 'iterationsStarted' | 'dropped'>,
  known: ReadonlyMap<string, MatchableEndpoint>,
): MeasuredSecond {
  const rows = new Map<
    string,
    { endpoint: MeasuredSecond['endpoints'][number]['endpoint']; ok: SeriesWindow[]; failedCount: number }
  >()
  for (const { series, window } of windows) {
    const key = endpointKey(series.kind, series.endpoint)
    let row = rows.get(key)
    if (row === undefined) {
      const { method, path } = routeOf(series.endpoint, known)
      row = { endpoint: { name: series.endpoint, kind: series.kind, method, path }, ok: [], failedCount: 0 }
      rows.set(key, row)
    }
    if (series.outcome === 'failed') row.failedCount += window.count
    else row.ok.push(window)
  }
  const { checksPassed, checksFailed, iterationsStarted, dropped } = load
  return {
    t,
    endpoints: [...rows.values()],
    checksPassed,
    checksFailed,
    iterationsStarted,
    dropped,
    untrusted,
  }
}
