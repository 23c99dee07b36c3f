/** Capacity in sentences, the same on a screen, in a terminal and in JSON. */
import { formatActual } from '../criteria/criterionText.ts'
import { formatCount, formatSignificant } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import { formatRate } from '../units/rate.ts'
import type { CapacityAnalysis } from './analyzeCapacity.ts'
import type { AskedLoad, MaximumReading } from './level.ts'
import type { Knee, LevelOutcome } from './maximumsMet.ts'
import type { NoSaturation, Saturation } from './saturation.ts'
import type { Curve, Scalability } from './scalability.ts'
import type { NoCurve, NoPeak } from './scalabilityGuards.ts'
import type { SearchEnd } from './search/nextStep.ts'

export function loadText({ unit, level }: AskedLoad): string {
  if (unit === 'perS') return `${level >= 1000 ? formatCount(level) : Number(level.toPrecision(3))} arrivals/s`
  return level === 1 ? '1 user' : `${formatCount(level)} users`
}

/** Without its end: `failures of all over maximum`. */
export function outcomeText(outcome: LevelOutcome): string {
  switch (outcome.kind) {
    case 'met':
      return 'all maximums met'
    case 'over':
      return `${nameOf(outcome.maximum)} over maximum: ${valueOf(outcome.maximum)}`
    case 'tooClose':
      return `${nameOf(outcome.maximum)} too close to its maximum to be sure: ${valueOf(outcome.maximum)}`
    case 'tooFew':
      return outcome.maximum === null ? 'nothing to judge' : `too few samples for ${nameOf(outcome.maximum)}`
    case 'notAchieved':
      return `only ${formatShare(outcome.achievedShare, true)} of the arrivals could begin, all users were busy`
    case 'starved':
      return `the generator was in the way: ${withoutStop(outcome.why)}`
    default:
      return unknown(outcome)
  }
}

/** `Largest load with all maximums met: 1,050 req/s at 140 in flight (400 users).` */
export function kneeSentence(knee: Knee): string {
  if (knee.kind === 'knee') {
    const inFlight = knee.concurrency === null ? '' : ` at ${formatSignificant(knee.concurrency)} in flight`
    return `Largest load with all maximums met: ${formatRate(knee.throughputPerS)}${inFlight} (${loadText(knee.load)}).`
  }
  const { reason } = knee
  switch (reason.kind) {
    case 'nothingMeasured':
      return 'Nothing was measured.'
    case 'noMaximums':
      return 'The scenario has no maximums that more load can break.'
    case 'noneMet':
      return `No load met all maximums; at ${loadText(reason.load)}: ${outcomeText(reason.outcome)}.`
    default:
      return unknown(reason)
  }
}

/** Why a search ended, and what that says. */
export function endSentence(end: SearchEnd, unit: AskedLoad['unit'], isConfirmed: boolean): string {
  const text = (level: number): string => loadText({ unit, level })
  const confirmed = isConfirmed ? '' : ' It was not confirmed by further runs.'
  switch (end.kind) {
    case 'found':
      return `The target is the limit: ${text(end.failing)} did not meet the maximums.${confirmed}`
    case 'mostPassed':
      return `The limit was not found: the largest load that was allowed met all maximums.${confirmed}`
    case 'leastFailed':
      return `The smallest load that was allowed, ${text(end.failing)}, did not meet the maximums.`
    case 'tooFew':
      return 'There were too few samples to say more: measure each load for longer.'
    case 'starved':
      return `The generator was in the way at ${text(end.at)}, twice: the target may take more.${confirmed} Stop what else runs on this machine, or use a larger one.`
    case 'unreachable':
      return `The target stopped answering at ${text(end.at)}.`
    case 'runsUsedUp':
      return end.failing === null
        ? `As many runs as were allowed were made before a load failed.${confirmed}`
        : `As many runs as were allowed were made; ${text(end.failing)} did not meet the maximums.${confirmed}`
    default:
      return unknown(end)
  }
}

export function saturationSentence(saturation: Saturation): string {
  if (saturation.kind === 'none') return noSaturationSentence(saturation.reason)
  const { load, throughputPerS, cause } = saturation
  const at = `Throughput stops rising at ${loadText(load)}, ${formatRate(throughputPerS)}`
  if (cause.kind === 'notAchieved')
    return `${at}: only ${formatShare(cause.achievedShare, true)} of what was due could begin.`
  return `${at}: more load brings ${shareText(cause.marginalShare)} of what it brought at first.`
}

/** A slope of rounding errors is none. */
function shareText(share: number): string {
  return formatShare(Math.max(0, share), share > 1e-6)
}

function noSaturationSentence(reason: NoSaturation): string {
  switch (reason.kind) {
    case 'tooFewLevels':
      return `Whether throughput stops rising cannot be said: that needs ${reason.needed} loads, and there are ${reason.levels}.`
    case 'straight':
      return 'Throughput rises in a straight line with the load.'
    case 'stillRising':
      return 'Throughput bends, and still rises at the largest load.'
    default:
      return unknown(reason)
  }
}

export function scalabilitySentences(scalability: Scalability): string[] {
  if (scalability.kind === 'noCurve') return [`No scalability curve: ${noCurveText(scalability.reason)}.`]
  return [peakSentence(scalability), contentionSentence(scalability)]
}

function peakSentence({ peak }: Curve): string {
  if (peak.kind === 'none') return `No peak is stated: ${noPeakText(peak.reason)}.`
  const { throughputPerS, concurrency } = peak
  return `Throughput peaks near ${formatRate(throughputPerS.value)} at ${formatSignificant(concurrency.value)} in flight (95 %: ${formatSignificant(concurrency.low)} to ${concurrency.high === null ? '…' : formatSignificant(concurrency.high)}).`
}

function contentionSentence({ sigma, isSuperlinear }: Curve): string {
  if (isSuperlinear) return 'Throughput grew faster than the concurrency: the lowest loads may have been measured cold.'
  if (!(sigma.low > 0)) return `Contention cannot be told from none (${formatShare(sigma.value, sigma.value > 0)}).`
  const times = formatSignificant(1 / sigma.value)
  return `Contention ${formatShare(sigma.value, true)}: at most about ${times} times the throughput of one.`
}

/** Without its end, as what stands behind a colon. */
export function noCurveText(reason: NoCurve): string {
  switch (reason.kind) {
    case 'tooFewLevels':
      return `it needs ${reason.needed} loads, and has ${reason.levels}`
    case 'tooNarrow':
      return `it needs a concurrency from 1 to ${reason.needed} times the lowest, measured was ${formatSignificant(reason.span)} times`
    case 'onlyLinear':
      return 'throughput was still proportional to concurrency at every load'
    case 'notFitted':
      return 'the law could not be fitted'
    case 'superlinear':
      return 'throughput grew faster than the concurrency, which the law does not know; the lowest loads may have been measured cold'
    case 'poorFit':
      return `the law explains too little of what was measured (R² ${reason.r2.toFixed(2)})`
    case 'structuredResiduals':
      return `the law has another shape than what was measured (off by up to ${formatShare(reason.largestShare, true)}, and not by chance)`
    default:
      return unknown(reason)
  }
}

/** Without its end, as what stands behind a colon. */
export function noPeakText({ kind, measuredTo }: NoPeak): string {
  const to = `up to ${formatSignificant(measuredTo)} in flight`
  switch (kind) {
    case 'noCoherency':
      return `there is none ${to}, and none in the law that fits`
    case 'coherencyUncertain':
      return `what was measured ${to} does not tell one from none`
    case 'beyondMeasured':
      return `the law has one far beyond what was measured, ${to}`
    case 'placeUncertain':
      return `where it is may be far beyond what was measured, ${to}`
    default:
      return unknown(kind)
  }
}

/** Everything, the most important first. */
export function capacitySentences({ knee, saturation, scalability }: CapacityAnalysis): string[] {
  return [kneeSentence(knee), saturationSentence(saturation), ...scalabilitySentences(scalability)]
}

function nameOf({ subject, metric }: MaximumReading): string {
  return subject === 'all' ? metric : `${metric} of ${subject}`
}

function valueOf(maximum: MaximumReading): string {
  const { actual, unit, limit, text } = maximum
  return `${actual === null ? 'not measured' : formatActual(actual, unit, limit)}, ${text}`
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}

function unknown(value: never): never {
  throw new TypeError(`Unknown ${JSON.stringify(value)}`)
}
