/** The run as a question means it: what is left out of it is in no number, chart or list of the answer. */
import type { AnalysisFilter } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'

/** @param filter of a question that has one */
export function askedFor(record: RunRecord, filter?: Pick<AnalysisFilter, 'trustedOnly'>): RunRecord {
  return filter?.trustedOnly ? record.trustedOnly() : record
}
