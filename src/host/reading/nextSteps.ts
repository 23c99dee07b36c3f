/** After a chart of an ended run: the rest of the run, in the steps that a chart of a part of it would have. */
import type { AnalysisFilter, LatencyChoice } from '../../contract/methods/analysis.ts'
import { askedFor } from '../analysis/askedFor.ts'
import { heatmapColumns } from '../analysis/heatmapView.ts'
import type { Pace } from '../analysis/pace.ts'
import { seriesSelection } from '../analysis/seriesSelection.ts'
import { ROWS_AT_MOST } from '../analysis/stepMemory.ts'
import { seriesToRead, stepsOfPart } from '../analysis/steps.ts'
import { STRIP_ROWS_AT_MOST, stripRows } from '../analysis/stripCells.ts'
import { STRIP_POINTS, stripEndpoints, type StripsQuestion } from '../analysis/stripsView.ts'
import { timelineRows } from '../analysis/timelineView.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { History } from '../storage/history.ts'
import type { RunMethod } from './analysisContract.ts'
import type { KnownRuns } from './knownRuns.ts'

/** A timeline of fewer is an overview, or a line in a tile. */
const TIMELINE_POINTS = 600
/** Of strips; a hundred thousand take a second or two. */
const CELLS_AT_MOST = 100_000

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
  switch (name) {
    case 'run.timeline':
    case 'run.heatmap':
      return nextSteps(name, params as ChartQuestion)
    case 'run.strips':
      return nextStrips(params as StripsQuestion & { run: string })
    default:
      return null
  }
}

function nextSteps(name: 'run.timeline' | 'run.heatmap', question: ChartQuestion): Reading | null {
  if (name === 'run.timeline' && question.points < TIMELINE_POINTS) return null
  const read = name === 'run.timeline' ? timelineRows : heatmapColumns
  return async (history, runs, pace) => {
    await pace()
    const record = askedFor(runs.find(history, question.run), question.filter)
    if (isOn(history, record)) return
    const series = seriesToRead(record.reader, seriesSelection(question.filter))
    const steps = stepsOfPart(record.endS, question.points, series)
    if (series.needsEach || steps.count > ROWS_AT_MOST) return
    await read(record, question, steps, pace, runs.memory(record))
  }
}

/** Of the endpoints that are looked at only: they are mostly the same in the next window. */
function nextStrips({ run, filter, endpoints: named }: StripsQuestion & { run: string }): Reading {
  return async (history, runs, pace) => {
    await pace()
    const record = askedFor(runs.find(history, run), filter)
    if (isOn(history, record)) return
    const endpoints = stripEndpoints(record, filter, named)
    const series = { ...seriesToRead(record.reader, seriesSelection(filter)), needsEach: true }
    const steps = stepsOfPart(record.endS, STRIP_POINTS, series)
    if (steps.count > STRIP_ROWS_AT_MOST || steps.count * endpoints.length > CELLS_AT_MOST) return
    await stripRows(record, { filter, endpoints }, steps, pace, runs.memory(record))
  }
}

function isOn(history: History, { run }: RunRecord): boolean {
  return run.status === 'running' || history.listRuns({ status: 'running', limit: 1 }).length > 0
}
