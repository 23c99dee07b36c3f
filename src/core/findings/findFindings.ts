/** The rule engine: every rule looks at the same evidence; what they find is ordered by weight. */
import { SEVERITIES, type Finding } from '../report/report.ts'
import { drift, periodicSpikes, warmUpSlower } from './changeRules.ts'
import type { Evidence, Rule } from './evidence.ts'
import { cutOffRequests, earlyFailures, fastFailures, rateLimit, risingFailures, timeoutWall } from './failureRules.ts'
import {
  droppedIterations,
  generatorLimited,
  mixDiffers,
  ownDelayAtLimit,
  profileNotReached,
} from './generatorRules.ts'
import { bimodal, connectHeavy, endpointDominates, queueing, tailHeavy } from './latencyRules.ts'
import { tooFewSamples, tooManyNames, tooShort } from './sampleRules.ts'
import { noAnswers } from './stallRules.ts'

/** What throws doubt on the numbers comes first, then failures, then latency. */
const RULES: readonly Rule[] = [
  generatorLimited,
  ownDelayAtLimit,
  droppedIterations,
  earlyFailures,
  timeoutWall,
  noAnswers,
  cutOffRequests,
  risingFailures,
  profileNotReached,
  rateLimit,
  fastFailures,
  mixDiffers,
  tooFewSamples,
  tooManyNames,
  queueing,
  connectHeavy,
  drift,
  periodicSpikes,
  warmUpSlower,
  bimodal,
  tailHeavy,
  endpointDominates,
  tooShort,
]

/** @param disabled ids of rules whose findings are left out. */
export function findFindings(evidence: Evidence, disabled: ReadonlySet<string> = new Set()): Finding[] {
  const weight = (finding: Finding) => SEVERITIES.indexOf(finding.severity)
  return RULES.flatMap((rule) => rule(evidence) ?? [])
    .filter(({ id }) => !disabled.has(id))
    .toSorted((a, b) => weight(b) - weight(a))
}
