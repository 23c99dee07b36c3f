/** A distribution as bars, each a row of the scale of latencies: those of any two have the same edges. */
import type { DistributionView } from '../../contract/methods/analysis.ts'
import { edgeMs, rowOfBucket } from './latencyRows.ts'
import type { LatencySum } from './latencySum.ts'

/** From the smallest to the largest, those of no request too; of nothing none. */
export function barsOf(latencies: LatencySum): DistributionView['bars'] {
  if (latencies.count === 0) return []
  const counts = new Map<number, number>()
  latencies.forEach((us, count) => {
    const row = rowOfBucket(us)
    counts.set(row, (counts.get(row) ?? 0) + count)
  })
  // By rising latency: the first row that is there is the lowest, the last one the highest.
  const rows = [...counts.keys()]
  const [first, last] = [rows[0]!, rows.at(-1)!]
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    fromMs: edgeMs(first + at),
    toMs: edgeMs(first + at + 1),
    count: counts.get(first + at) ?? 0,
  }))
}
