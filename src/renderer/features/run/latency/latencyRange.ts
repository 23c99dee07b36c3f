/** A range of latencies as somebody types it, widened to whole rows of the heatmap: what is counted is what its cells show. */
import { readMs } from '../slow/slowRows.ts'

export interface LatencyRange {
  fromMs: number
  toMs: number
}

/** @param edgesMs borders of the rows, ascending; null where a text is no number of milliseconds, or nothing lies between */
export function latencyRange(edgesMs: Float64Array, fromText: string, toText: string): LatencyRange | null {
  const [first, last] = [edgesMs[0], edgesMs.at(-1)]
  const from = readMs(fromText)
  const to = toText.trim() === '' ? last : readMs(toText)
  if (first === undefined || last === undefined || from === null || to === null || to === undefined) return null
  const fromMs = edgesMs.findLast((edge) => edge <= from) ?? first
  const toMs = edgesMs.find((edge) => edge >= to) ?? last
  return to > from && toMs > fromMs ? { fromMs, toMs } : null
}
