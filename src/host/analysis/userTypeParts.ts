/** Which types of users the requests of a window are of, and what they took: told by sums, for which no histogram is read. */
import type { AnalysisFilter, RunWindow, UserTypePart } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { seriesSelection } from './seriesSelection.ts'
import { stretchOf } from './stretchOf.ts'

export interface UserTypesQuestion {
  window: RunWindow
  filter: AnalysisFilter
}

/** That took most time first; of equal ones by name, so that they keep their places. */
export function userTypeParts(record: RunRecord, { window, filter }: UserTypesQuestion): UserTypePart[] {
  const selection = seriesSelection(filter)
  const { fromS, endS } = stretchOf(record, window)
  const times = new Map<string, number>()
  record.reader.eachGroup(fromS, endS, ['userType', 'kind'], selection.filter, {
    isTimed: () => false,
    take({ userType, kind }, { totals }) {
      if (totals.count === 0 || !selection.isCounted(kind!)) return
      times.set(userType!, (times.get(userType!) ?? 0) + totals.sumUs)
    },
  })
  const allUs = [...times.values()].reduce((sum, us) => sum + us, 0)
  return [...times]
    .toSorted(([one, us], [other, otherUs]) => otherUs - us || (one < other ? -1 : Number(one > other)))
    .map(([name, us]) => ({ name, timeShare: allUs === 0 ? null : us / allUs }))
}
