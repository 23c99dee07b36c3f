/** Requests by time and latency. */
import type { AnalysisFilter, HeatmapView, LatencyChoice, RunWindow } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { TimelineOptions } from '../storage/runReader.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'
import { edgeMs, ROW_COUNT, rowOfBucket } from './latencyRows.ts'
import { LatencySum } from './latencySum.ts'
import type { Pace } from './pace.ts'
import { seriesSelection } from './seriesSelection.ts'
import { NO_MEMORY, readMissing, type StepMemory } from './stepMemory.ts'
import { chooseSteps, seriesToRead, type Steps } from './steps.ts'
import { countedSeconds } from './stretchOf.ts'

export interface HeatmapQuestion {
  window: RunWindow
  filter: AnalysisFilter
  points: number
  latency: LatencyChoice
}

/** A window that reaches the end of the load has columns for what was under way then, up to where the last of it ended. */
export async function heatmapView(
  record: RunRecord,
  question: HeatmapQuestion,
  pace: Pace,
  memory: StepMemory = NO_MEMORY,
): Promise<HeatmapView> {
  const { reader, endS } = record
  await pace()
  const steps = chooseSteps(
    countedSeconds(record, question.window),
    endS,
    question.points,
    seriesToRead(reader, seriesSelection(question.filter)),
  )
  const { stepS, fromS, toS, count: columns } = steps
  const byStart = await heatmapColumns(record, question, steps, pace, memory)
  const failed = new Uint32Array(columns)
  let lowest = ROW_COUNT
  let highest = -1
  const eachColumn = (visit: (column: HeatmapColumn, at: number) => void): void => {
    for (let at = 0; at < columns; at++) {
      const column = byStart.get(fromS + at * stepS)
      if (column !== undefined) visit(column, at)
    }
  }
  eachColumn((column, at) => {
    failed[at] = column.failed
    if (column.counts.length === 0) return
    lowest = Math.min(lowest, column.lowest)
    highest = Math.max(highest, column.lowest + column.counts.length - 1)
  })
  const window = columns === 0 ? question.window : { fromS, toS }
  const head = { window, stepS, columns, failed }
  if (highest < 0) return { ...head, rows: 0, edgesMs: Float64Array.of(edgeMs(0)), counts: new Uint32Array(0) }
  const [first, rows] = [lowest - 1, highest - lowest + 3]
  const counts = new Uint32Array(columns * rows)
  eachColumn(({ lowest: from, counts: own }, at) => {
    if (own.length > 0) counts.set(own, at * rows + from - first)
  })
  return { ...head, rows, edgesMs: Float64Array.from({ length: rows + 1 }, (_, row) => edgeMs(first + row)), counts }
}

interface HeatmapColumn {
  failed: number
  /** Row of the first of `counts`; any where there are none. */
  lowest: number
  /** Requests from the lowest row to the highest that has some. */
  counts: Uint32Array
}

/** Reads what is not known yet of these steps; by the first second of each. */
export async function heatmapColumns(
  { reader }: Pick<RunRecord, 'reader'>,
  { filter, latency }: Omit<HeatmapQuestion, 'window' | 'points'>,
  steps: Steps,
  pace: Pace,
  memory: StepMemory,
): Promise<ReadonlyMap<number, HeatmapColumn>> {
  const { stepS } = steps
  const known = memory.rows<HeatmapColumn>({ of: 'heatmap', filter, latency, stepS })
  const selection = seriesSelection(filter)
  const latencies = new LatencySum(latency)
  let failed = 0
  const visitor: GroupVisitor<void> = {
    isTimed: (key) => selection.isCounted(key.kind!) && latencies.names({ kind: key.kind!, outcome: key.outcome! }),
    take(key, sum) {
      if (!selection.isCounted(key.kind!)) return
      if (key.outcome === 'failed') failed += sum.totals.count
      latencies.addSum({ kind: key.kind!, outcome: key.outcome! }, sum)
    },
  }
  const cells = new Uint32Array(ROW_COUNT)
  function* read(fromS: number, toS: number): Generator<readonly [number, HeatmapColumn]> {
    const options = { fromS, toS, filter: selection.filter, by: ['kind', 'outcome'] } satisfies TimelineOptions
    for (const { t } of reader.steps(stepS, options, visitor)) {
      cells.fill(0)
      latencies.forEach((us, count) => (cells[rowOfBucket(us)]! += count))
      const lowest = cells.findIndex((count) => count > 0)
      const counts = lowest < 0 ? cells.slice(0, 0) : cells.slice(lowest, cells.findLastIndex((count) => count > 0) + 1)
      const column = { failed, lowest, counts }
      latencies.clear()
      failed = 0
      yield [t, column]
    }
  }
  await readMissing(steps, known, read, pace)
  return known
}
