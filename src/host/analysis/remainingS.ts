/** How long parts of a run are without the seconds that are left out: what their rates divide by. */
import type { RunRecord } from '../runs/runRecord.ts'
import { leftOutBetween } from '../storage/leftOut.ts'
import type { Steps } from './steps.ts'

export function remainingS({ leftOut }: Pick<RunRecord, 'leftOut'>, fromS: number, toS: number): number {
  return toS - fromS - leftOutBetween(fromS, toS, leftOut)
}

/** Of each step; the last may be cut off. */
export function countedSOf(record: Pick<RunRecord, 'leftOut'>, { fromS, toS, stepS, count }: Steps): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => {
    const t = fromS + at * stepS
    return remainingS(record, t, Math.min(t + stepS, toS))
  })
}
