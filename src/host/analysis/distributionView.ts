/** All latencies of a window as one distribution. */
import type { AnalysisFilter, DistributionView, LatencyChoice, RunWindow } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { barsOf } from './latencyBars.ts'
import { ABOVE_AT_LEAST, LatencySum } from './latencySum.ts'
import { seriesSelection } from './seriesSelection.ts'
import { PERCENTILES_OF_SPECTRUM } from './spectrumPercentiles.ts'
import { stretchOf } from './stretchOf.ts'

export function distributionView(
  record: RunRecord,
  { window, filter, latency }: { window: RunWindow; filter: AnalysisFilter; latency: LatencyChoice },
): DistributionView {
  const selection = seriesSelection(filter)
  const { fromS, endS } = stretchOf(record, window)
  const latencies = new LatencySum(latency)
  for (const { key, window: stored } of record.reader.groupedWindow(fromS, endS, ['kind', 'outcome'], selection.filter))
    if (selection.isCounted(key.kind!)) latencies.add({ kind: key.kind!, outcome: key.outcome! }, stored)
  const { count } = latencies
  if (count === 0) return { count, minMs: null, meanMs: null, maxMs: null, spectrum: [], bars: [] }
  const { minMs, meanMs, maxMs } = latencies
  return { count, minMs, meanMs, maxMs, spectrum: spectrumOf(latencies), bars: barsOf(latencies) }
}

function spectrumOf(latencies: LatencySum): DistributionView['spectrum'] {
  const points: DistributionView['spectrum'] = []
  for (const p of PERCENTILES_OF_SPECTRUM) {
    const ms = latencies.percentileMs(p)
    const above = latencies.countAbove(ms)
    if (above < ABOVE_AT_LEAST) break
    points.push({ p, ms, above })
  }
  return [...points, { p: 100, ms: latencies.maxMs, above: 0 }]
}
