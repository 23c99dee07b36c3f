/** All numbers of a window, by the functions of the report. */
import type { AnalysisFilter, RunWindow, WindowView } from '../../contract/methods/analysis.ts'
import type { SlidingOutcome } from '../../core/criteria/slidingWindow.ts'
import { countsOf, judgeWindow, trustOfWindow, type TrustOfWindow } from '../../core/report/judgeWindow.ts'
import { accumulateCells, windowStatistics } from '../../core/report/windowStatistics.ts'
import { sumLoad } from '../../core/recording/loadCounts.ts'
import { readWindows } from '../runs/readWindows.ts'
import { remainingTrust, type RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { Stretch } from '../runs/stretch.ts'
import { leftOutBetween, remainingMs } from '../storage/leftOut.ts'
import { seriesSelection } from './seriesSelection.ts'
import { stretchOf } from './stretchOf.ts'

/**
 * A filter by endpoint or user type is for what is listed; criteria, iterations and the generator are of everything, as they always are. Seconds
 * that are left out are in none of it but in what is told of the generator.
 */
export function windowView(record: RunRecord, window: RunWindow, filter: AnalysisFilter): WindowView {
  const { reader, settings } = record
  const stretch = stretchOf(record, window)
  const durationMs = remainingMs(stretch.fromMs, stretch.toMs, record.leftOut)
  const cells = accumulateCells(readWindows(reader, stretch, remainingTrust(record)))
  const statistics = windowStatistics(cells, durationMs, settings.endpoints)
  const seconds = secondsBetween(record.seconds(), stretch.fromS, stretch.endS)
  const load = sumLoad(seconds.map((second) => second.load))
  const selection = seriesSelection(filter)
  const { totals, endpoints } = selection.isEverything
    ? statistics
    : windowStatistics(cells.filter(selection.matches), durationMs, settings.endpoints)
  return {
    window,
    seconds: {
      counted: durationMs > 0 ? seconds.length : 0,
      leftOut: leftOutBetween(stretch.fromS, stretch.endS, record.leftOut),
    },
    totals,
    endpoints,
    ...judgeWindow({
      window: stretch,
      statistics,
      load,
      trust: trustOf(record, stretch),
      health: record.health(),
      criteria: settings.criteria,
      sliding: slidingFor(record, stretch),
      errors: errorsAtEnd(record, stretch),
      ...(record.leftOut.length > 0 && { remainingMs: durationMs }),
    }),
    ...countsOf(load),
  }
}

/** How far the generator can be believed in a stretch. */
export function trustOf(record: RunRecord, stretch: Stretch): TrustOfWindow {
  const { model } = record.settings.load
  return trustOfWindow({ window: stretch, trust: record.trust(), model, requestsIn: record.requestsIn })
}

/** Requests are cut off when a run ends: a window that ends before has none of them, nor has a run that goes on. */
function errorsAtEnd({ reader, run, endS }: RunRecord, stretch: Stretch) {
  if (run.endedAtMs === null || stretch.endS < endS) return []
  return reader
    .errorsBetween(stretch.fromS, stretch.endS)
    .map(({ class: errorClass, endpoint, inWindow }) => ({ class: errorClass, endpoint, count: inWindow ?? 0 }))
}

/**
 * Criteria of sliding windows are as they were in the whole run. That a criterion over everything stopped the run, and when, is a fact of what was
 * judged only: any other window is judged by its own numbers.
 */
function slidingFor(record: RunRecord, stretch: Stretch): (SlidingOutcome | null)[] {
  const sliding = [...record.sliding()]
  if (stretch === record.judged && record.leftOut.length === 0) return sliding
  return sliding.map((outcome, at) => (record.settings.criteria[at]?.windowMs === null ? null : outcome))
}
