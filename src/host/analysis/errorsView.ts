/** Errors of a window, by group. */
import type { AnalysisFilter, ErrorGroupView, ErrorsView, RunWindow } from '../../contract/methods/analysis.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { compareErrors, errorShare, MAXIMUM_ERROR_GROUPS } from '../../core/report/errorRows.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { countedSOf } from './remainingS.ts'
import { chooseSteps } from './steps.ts'
import { countedSeconds, stretchOf } from './stretchOf.ts'

const STEPS = 60

/** Errors are counted by endpoint, not by user type: a filter by that changes nothing here. */
export function errorsView(record: RunRecord, window: RunWindow, { endpoint }: AnalysisFilter): ErrorsView {
  const { reader, endS } = record
  const stretch = stretchOf(record, window)
  // There is nothing to be added up here but counts.
  const steps = chooseSteps(countedSeconds(record, window), endS, STEPS, { count: 0, needsEach: false })
  const isAskedFor = (group: { endpoint: string }): boolean => endpoint === null || group.endpoint === endpoint.name
  const lines = new Map(
    reader
      .errorsOverTime(steps.stepS, steps.fromS, steps.toS)
      .filter(isAskedFor)
      .map((group) => [keyOf(group), group.perStep]),
  )
  const countedS = countedSOf(record, steps)
  const none = countedS.map((lengthS) => (lengthS === 0 ? NaN : 0))
  const requests = requestsByEndpoint(record, stretch.fromS, stretch.endS)
  const groups = reader
    .errorsBetween(stretch.fromS, stretch.endS)
    .filter(isAskedFor)
    .map((group): ErrorGroupView => {
      const count = group.inWindow ?? group.count
      return {
        class: group.class,
        endpoint: group.endpoint,
        message: group.message,
        count,
        isWholeRun: group.inWindow === null,
        // Of the window only what is known of the window is a share.
        share: group.inWindow === null ? null : errorShare({ ...group, count }, requests),
        firstMs: group.firstSecond * 1000,
        lastMs: (group.lastSecond + 1) * 1000,
        line: lines.get(keyOf(group))?.map((count, at) => count + none[at]!) ?? none.slice(),
      }
    })
    .toSorted(compareErrors)
  return {
    window: steps.count === 0 ? window : { fromS: steps.fromS, toS: steps.toS },
    stepS: steps.stepS,
    countedS,
    total: groups.reduce((sum, { count }) => sum + count, 0),
    groups: groups.slice(0, MAXIMUM_ERROR_GROUPS),
  }
}

function requestsByEndpoint({ reader }: RunRecord, fromS: number, toS: number): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { key, count } of reader.groupedCounts(fromS, toS, ['endpoint', 'kind']))
    if (isRequestKind(key.kind!)) counts.set(key.endpoint!, (counts.get(key.endpoint!) ?? 0) + count)
  return Object.fromEntries(counts)
}

function keyOf(group: { class: string; endpoint: string; message: string; isRest: boolean }): string {
  return JSON.stringify([group.class, group.endpoint, group.message, group.isRest])
}
