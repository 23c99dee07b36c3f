/** Requests by time and latency. */
import type { AnalysisFilter, HeatmapView, LatencyChoice, RunWindow } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { TimelineOptions } from '../storage/runReader.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'
import { edgeMs, ROW_COUNT, rowOfBucket } from './latencyRows.ts'
import { LatencySum } from './latencySum.ts'
import type { Pace } from './pace.ts'
import { seriesSelection } from './seriesSelection.ts'
import { chooseSteps, seriesToRead } from './steps.ts'
import { countedSeconds } from './stretchOf.ts'

export interface HeatmapQuestion {
  window: RunWindow
  filter: AnalysisFilter
  points: number
  latency: LatencyChoice
}

/** A window that reaches the end of the load has columns for what was under way then, up to where the last of it ended. */
export async function heatmapView(record: RunRecord, question: HeatmapQuestion, pace: Pace): Promise<HeatmapView> {
  const { reader, endS } = record
  const selection = seriesSelection(question.filter)
  await pace()
  const steps = chooseSteps(
    countedSeconds(record, question.window),
    endS,
    question.points,
    seriesToRead(reader, selection),
  )
  const { stepS, fromS, toS, count: columns } = steps
  const cells = new Uint32Array(columns * ROW_COUNT)
  const failed = new Uint32Array(columns)
  const latencies = new LatencySum(question.latency)
  let lowest = ROW_COUNT
  let highest = -1
  let column = 0
  const visitor: GroupVisitor<void> = {
    isTimed: (key) => selection.isCounted(key.kind!) && latencies.names({ kind: key.kind!, outcome: key.outcome! }),
    take(key, sum) {
      if (!selection.isCounted(key.kind!)) return
      if (key.outcome === 'failed') failed[column]! += sum.totals.count
      latencies.addSum({ kind: key.kind!, outcome: key.outcome! }, sum)
    },
  }
  const options = { fromS, toS, filter: selection.filter, by: ['kind', 'outcome'] } satisfies TimelineOptions
  for (const _ of reader.steps(stepS, options, visitor)) {
    latencies.forEach((us, count) => {
      const row = rowOfBucket(us)
      cells[column * ROW_COUNT + row]! += count
      lowest = Math.min(lowest, row)
      highest = Math.max(highest, row)
    })
    latencies.clear()
    column++
    await pace()
  }
  const window = columns === 0 ? question.window : { fromS, toS }
  const from = { window, stepS, columns, failed }
  if (highest < 0) return { ...from, rows: 0, edgesMs: Float64Array.of(edgeMs(0)), counts: new Uint32Array(0) }
  const [first, rows] = [lowest - 1, highest - lowest + 3]
  const counts = new Uint32Array(columns * rows)
  for (let at = 0; at < columns; at++)
    counts.set(cells.subarray(at * ROW_COUNT + first, at * ROW_COUNT + first + rows), at * rows)
  return { ...from, rows, edgesMs: Float64Array.from({ length: rows + 1 }, (_, row) => edgeMs(first + row)), counts }
}
