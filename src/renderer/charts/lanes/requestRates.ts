/** What the rates of a timeline say together. NaN where nothing was written; a share also where nothing ended. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'

type Rates = Pick<TimelineView, 'okPerS' | 'failedPerS'>

/** Requests per second of each step, however they ended. */
export function requestsPerS({ okPerS, failedPerS }: Rates): Float64Array {
  return okPerS.map((ok, index) => ok + (failedPerS[index] ?? Number.NaN))
}

/** Failed ÷ all of each step. */
export function failureShares({ okPerS, failedPerS }: Rates): Float64Array {
  return failedPerS.map((failed, index) => failed / (failed + (okPerS[index] ?? Number.NaN)))
}
