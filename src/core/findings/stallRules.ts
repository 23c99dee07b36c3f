/** Findings about time in which the target answered nothing: what ends is counted, so that a hang leaves no trace in percentiles. */
import { formatDuration } from '../units/duration.ts'
import { formatRequests } from '../criteria/criterionText.ts'
import { elapsed, judgedSteps, shownIn, spanOf, sum, type Rule } from './evidence.ts'

/** Shorter ones show in the highest response times. */
const SHORTEST_MS = 5000
/** So many would have ended meanwhile, at the pace of the other steps: with fewer it may be chance. */
const MISSED = 20

/** The longest stretch of judged steps in which requests waited, and none ended. */
export const noAnswers: Rule = (evidence) => {
  const { timeline } = evidence.report
  const { stepMs, requests, inFlight } = timeline
  const judged = judgedSteps(evidence)
  const { from, to } = longestSilence(requests, inFlight, judged)
  const span = spanOf(evidence, { from, to })
  const lengthMs = span.toMs - span.fromMs
  const othersMs = (judged.to - judged.from) * stepMs - lengthMs
  if (lengthMs < SHORTEST_MS || othersMs === 0) return null
  // What usually takes long ends seldom: then a silence is how the target works.
  const { ok } = evidence.total
  if (!ok.isEmpty && ok.percentileUs(50) / 1000 > lengthMs / 10) return null
  const answered = sum(requests.slice(judged.from, judged.to))
  if ((answered / othersMs) * lengthMs < MISSED) return null
  const waiting = Math.max(...inFlight.slice(from, to))
  return {
    id: 'no-answers',
    severity: 'problem',
    fact: `Nothing was answered for ${formatDuration(lengthMs)}, from ${elapsed(span.fromMs)} to ${elapsed(span.toMs)}, while up to ${formatRequests(waiting)} waited.`,
    mayMean:
      'The target, or something it needs, may have hung. Percentiles and the share of failures are of what ended: criteria of them can be met all the same.',
    doNext:
      'See what the target did at that moment. A timeout shorter than such a time, or a criterion of the rate for some seconds, makes it count.',
    evidence: shownIn('timeline', null, span),
  }
}

function longestSilence(
  requests: readonly number[],
  inFlight: readonly number[],
  judged: { from: number; to: number },
): { from: number; to: number } {
  let longest = { from: judged.from, to: judged.from }
  let start = judged.from
  for (let step = judged.from; step < judged.to; step++) {
    if (requests[step] !== 0 || inFlight[step] === 0) start = step + 1
    else if (step + 1 - start > longest.to - longest.from) longest = { from: start, to: step + 1 }
  }
  return longest
}
