/** After a chart of an ended run: the rest of the run, in the steps that a chart of a part of it would have. */
import type { AnalysisFilter, LatencyChoice } from '../../contract/methods/analysis.ts'
import { heatmapColumns } from '../analysis/heatmapView.ts'
import type { Pace } from '../analysis/pace.ts'
import { seriesSelection } from '../analysis/seriesSelection.ts'
import { ROWS_AT_MOST } from '../analysis/stepMemory.ts'
import { seriesToRead, stepsOfPart } from '../analysis/steps.ts'
import { timelineRows } from '../analysis/timelineView.ts'
import type { History } from '../storage/history.ts'
import type { RunMethod } from './analysisContract.ts'
import type { KnownRuns } from './knownRuns.ts'

/** A timeline of fewer is an overview, or a line in a tile. */
const TIMELINE_POINTS = 600

interface ChartQuestion {
  run: string
  points: number
  filter: AnalysisFilter
  latency: LatencyChoice
  percentiles: number[]
}

type Reading = (history: History, runs: KnownRuns, pace: Pace) => Promise<void>

/**
 * What there is to read ahead after a question; null when nothing. It is read where it does not cost much: of everything, which is stored
 * added up. Not while a load is being made, which needs the processor more.
 *
 * @param params of the question that was answered
 */
export function nextStepsAfter(name: RunMethod, params: object): Reading | null {
  if (name !== 'run.timeline' && name !== 'run.heatmap') return null
  const question = params as ChartQuestion
  if (name === 'run.timeline' && question.points < TIMELINE_POINTS) return null
  const read = name === 'run.timeline' ? timelineRows : heatmapColumns
  return async (history, runs, pace) => {
    await pace()
    const record = runs.find(history, question.run)
    if (record.run.status === 'running' || history.listRuns({ status: 'running', limit: 1 }).length > 0) return
    const series = seriesToRead(record.reader, seriesSelection(question.filter))
    const steps = stepsOfPart(record.endS, question.points, series)
    if (series.needsEach || steps.count > ROWS_AT_MOST) return
    await read(record, question, steps, pace, runs.memory(record))
  }
}
