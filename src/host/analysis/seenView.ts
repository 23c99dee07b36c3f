/** When requests of each endpoint first and last ended in a window. */
import type { AnalysisFilter, RunWindow, SeenEndpoint } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { seriesSelection } from './seriesSelection.ts'
import { countedSeconds } from './stretchOf.ts'

export function seenView(
  record: RunRecord,
  window: RunWindow,
  filter: AnalysisFilter,
): { window: RunWindow; endpoints: SeenEndpoint[] } {
  const { fromS, toS } = countedSeconds(record, window)
  return { window, endpoints: record.reader.seenBetween(fromS, toS, seriesSelection(filter).filter) }
}
