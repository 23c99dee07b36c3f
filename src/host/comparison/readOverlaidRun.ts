/** One run on an axis that it has in common with others: of the seconds of each step one histogram, and what is read off it. */
import type { OverlayQuestion, OverlayRun } from '../../contract/methods/builds.ts'
import type { RunWindow } from '../../contract/methods/analysis.ts'
import { requestsNeeded } from '../../core/comparison/metrics.ts'
import { NO_PLACE } from '../../core/comparison/overlay/overlayAxis.ts'
import { gaps } from '../analysis/gaps.ts'
import { LatencySum } from '../analysis/latencySum.ts'
import type { Pace } from '../analysis/pace.ts'
import { seriesSelection } from '../analysis/seriesSelection.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'

export interface OverlaidSteps extends Pick<OverlayQuestion, 'endpoint'> {
  count: number
  /** A step is all that was measured at a load: what rests on too few requests is left out. Of a moment it is shown, as in every timeline. */
  isOfLevels: boolean
}

const PERCENTILES = { p50Ms: 50, p95Ms: 95, p99Ms: 99 } as const

/** @param places of each second its step, or NO_PLACE */
export async function readOverlaidRun(
  { reader, run }: RunRecord,
  places: Int32Array,
  { count, endpoint, isOfLevels }: OverlaidSteps,
  pace: Pace,
): Promise<OverlayRun> {
  const selection = seriesSelection({ endpoint, userType: null })
  const latencies = new LatencySum({ of: 'ok', from: 'intended' })
  let [ok, failed] = [0, 0]
  const visitor: GroupVisitor<void> = {
    isTimed: ({ kind, outcome }) => selection.isCounted(kind!) && latencies.names({ kind: kind!, outcome: outcome! }),
    take({ kind, outcome }, sum) {
      if (!selection.isCounted(kind!)) return
      latencies.addSum({ kind: kind!, outcome: outcome! }, sum)
      if (outcome === 'ok') ok += sum.totals.count
      else failed += sum.totals.count
    },
  }
  const column = (): Float64Array => gaps(count)
  const view: OverlayRun = {
    runId: run.id,
    requestsPerS: column(),
    p50Ms: column(),
    p95Ms: column(),
    p99Ms: column(),
    failurePercent: column(),
  }
  for (const [at, stretches] of stretchesByPlace(places)) {
    ;[ok, failed] = [0, 0]
    latencies.clear()
    let seconds = 0
    for (const { fromS, toS } of stretches) {
      seconds += toS - fromS
      reader.eachGroup(fromS, toS, ['kind', 'outcome'], selection.filter, visitor)
      await pace()
    }
    view.requestsPerS[at] = (ok + failed) / seconds
    view.failurePercent[at] = (100 * failed) / (ok + failed)
    for (const [name, percentile] of Object.entries(PERCENTILES) as [keyof typeof PERCENTILES, number][])
      if (!isOfLevels || latencies.count >= requestsNeeded(percentile))
        view[name][at] = latencies.percentileMs(percentile)
  }
  return view
}

/** Neighbouring seconds of one step are read at once. */
function stretchesByPlace(places: Int32Array): Map<number, RunWindow[]> {
  const stretches = new Map<number, RunWindow[]>()
  let fromS = 0
  for (let second = 1; second <= places.length; second++) {
    const place = places[fromS]!
    if (second < places.length && places[second] === place) continue
    if (place !== NO_PLACE) {
      const own = stretches.get(place) ?? []
      own.push({ fromS, toS: second })
      stretches.set(place, own)
    }
    fromS = second
  }
  return stretches
}
