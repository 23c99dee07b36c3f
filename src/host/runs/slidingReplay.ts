/** What the live evaluator would have seen of a run that did not say it: its stored seconds once again. */
import { knownByName } from '../../core/criteria/matchEndpoint.ts'
import { createSlidingEvaluator, type SlidingOutcome } from '../../core/criteria/slidingWindow.ts'
import type { SecondTrust } from '../../core/criteria/trust.ts'
import { untrustedIn } from '../../core/criteria/untrusted.ts'
import type { RunReader } from '../storage/runReader.ts'
import type { LoadSecond } from '../storage/secondTable.ts'
import { measuredSecond } from './measuredSecond.ts'
import type { RunSettings } from './runSettings.ts'

export interface SlidingReplay {
  /**
   * In the order of the criteria. Called again when a run has gone on, it reads only what is new.
   * @param loadEndMs seconds that end later are not judged
   */
  outcomes(
    reader: RunReader,
    seconds: readonly LoadSecond[],
    trust: readonly SecondTrust[],
    loadEndMs: number,
  ): (SlidingOutcome | null)[]
}

export function createSlidingReplay({ criteria, warmUpMs, endpoints, load }: RunSettings): SlidingReplay {
  const evaluator = createSlidingEvaluator(criteria, warmUpMs)
  const isNeeded = criteria.some(({ windowMs, stop }) => windowMs !== null || stop)
  const known = knownByName(endpoints)
  let nextS = 0
  return {
    outcomes(reader, seconds, trust, loadEndMs) {
      for (const [index, second] of isNeeded ? seconds.entries() : []) {
        if ((second.t + 1) * 1000 > loadEndMs) break
        if (second.t < nextS) continue
        const windows = reader.windows(1, second.t, second.t + 1)
        const untrusted = untrustedIn(trust[index]!, load.model)
        evaluator.feed(measuredSecond(second.t, untrusted, windows, second.load, known))
        nextS = second.t + 1
      }
      return evaluator.outcomes()
    },
  }
}
