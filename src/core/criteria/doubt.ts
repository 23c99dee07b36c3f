/**
 * Whether a judgement stands although the generator was in trouble for a part of the run. The rule: it stands if it would be the
 * same whatever that part had been without the trouble.
 *
 * What speaks for the target is that the suspect requests (those that ended in an untrusted second) were in truth as fast as one
 * likes, and the missing ones (those the generator was too late to make) would have been: with n measured, s suspect and m
 * missing, p95 is then the value of rank 95 % · (n + m) − m − s. What speaks against it is that the missing ones would have been
 * slower than all others: rank 95 % · (n + m). What was measured is never too fast by our own delay. Nothing is assumed on which
 * requests were hit. With more than 5 % of the load touched nothing more is said in the target's favour: how many requests are
 * missing is then a guess. Arrivals that were dropped, and no other trouble, made the load lighter: what was too slow in spite
 * of that is too slow.
 *
 * Failures and dropped iterations: those seen count, as trouble can add some, but hides none that happened. `max` and `min` are of
 * what was seen: a slower request that was never made can always be imagined.
 */
import type { Histogram } from '../histogram/histogram.ts'
import type { Criterion } from '../plan/compiledPlan.ts'
import { compare } from '../units/comparison.ts'
import { formatActual, formatLimit, metricName } from './criterionText.ts'
import type { RunCounts, SubjectCounts } from './measurement.ts'
import { TRUST_THRESHOLDS } from './trustThresholds.ts'
import { touchedText } from './trustWords.ts'

/** The values a metric may have had without the generator's trouble, in the criterion's unit. */
interface Range {
  low: number
  high: number
}

/** Why the judgement on `actual` does not stand, as a note; null when it does. */
export function doubtOf(criterion: Criterion, actual: number, counts: SubjectCounts, run: RunCounts): string | null {
  const { touched } = run.untrusted
  if (touched === 0) return null
  const { operator, limit, unit } = criterion
  const { low, high } = rangeOf(criterion, actual, counts, run)
  const isMet = compare(actual, operator, limit)
  const isTurnedBy = (value: number): boolean => compare(value, operator, limit) !== isMet
  const isWithin = (operator === '==' || operator === '!=') && low < high && limit >= low && limit <= high
  if (!isTurnedBy(low) && !isTurnedBy(high) && !isWithin) return null
  const said = `the generator was in the way for ${touchedText(touched)} of the load`
  const most = TRUST_THRESHOLDS.untrustedLoadShare
  if (touched > most) return `${said}; ${formatLimit(most, 'share')} is the most`
  const other = isTurnedBy(low) ? low : high
  const name = metricName(criterion.metric)
  if (other === Infinity) return `${said}, which is more than ${name} leaves out`
  return `${said}; without that, ${name} may be ${formatActual(other, unit, limit)}`
}

function rangeOf(criterion: Criterion, actual: number, counts: SubjectCounts, run: RunCounts): Range {
  const { metric } = criterion
  const { touched, missing, suspect } = run.untrusted
  const { ok, suspect: suspects = { ok: 0, failed: 0 } } = counts
  const added = more(missing, ok.count)
  const removed = suspect > 0 ? added : 0
  const isGuess = touched > TRUST_THRESHOLDS.untrustedLoadShare
  switch (metric.kind) {
    case 'percentile':
      return {
        low: valueAtRank(ok, rankOf(metric.p, ok.count + removed) - removed - suspects.ok),
        high: isGuess ? Infinity : valueAtRank(ok, rankOf(metric.p, ok.count + added)),
      }
    case 'max':
      return { low: valueAtRank(ok, ok.count - suspects.ok), high: isGuess ? Infinity : actual }
    case 'min':
      return { low: suspects.ok > 0 ? 0 : actual, high: isGuess ? Infinity : actual }
    case 'avg':
      return {
        low: (meanWithoutSlowest(ok, suspects.ok) * ok.count) / (ok.count + removed),
        high: isGuess ? Infinity : meanWithSlowest(ok, added),
      }
    case 'apdex': {
      const samples = ok.count + counts.failedCount
      return {
        low: isGuess ? 0 : (actual * samples) / (samples + more(missing, samples)),
        high: Math.min(1, actual + (suspects.ok + suspects.failed) / samples),
      }
    }
    case 'rate':
    case 'count':
      return { low: actual, high: isGuess ? Infinity : actual * (1 + missing) }
    case 'failures': {
      const samples = counts.okCount + counts.failedCount
      return { low: actual - (criterion.unit === 'share' ? suspects.failed / samples : suspects.failed), high: actual }
    }
    case 'dropped': {
      const due = run.dropped + run.iterationsStarted
      return { low: Math.max(0, actual - (criterion.unit === 'share' ? suspect : suspect * due)), high: actual }
    }
    case 'checks':
      return { low: actual, high: actual }
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${JSON.stringify(unknown)}`)
    }
  }
}

/** Whole requests: one that may be missing is one. */
function more(share: number, of: number): number {
  return Math.ceil(share * of - 1e-9)
}

function rankOf(p: number, count: number): number {
  return Math.max(1, Math.ceil((p / 100) * count - 1e-9))
}

/** ms. Below the first rank it may be as little as one likes, above the last as much. */
function valueAtRank(ok: Histogram, rank: number): number {
  if (rank < 1) return 0
  return rank > ok.count ? Infinity : ok.percentileUs((rank / ok.count) * 100) / 1000
}

/** ms: the mean if the slowest had taken no time. */
function meanWithoutSlowest(ok: Histogram, few: number): number {
  if (few === 0) return ok.meanUs / 1000
  let left = ok.count - few
  let sumUs = 0
  ok.forEachBucket((lowUs, _highUs, count) => {
    const taken = Math.min(left, count)
    sumUs += taken * lowUs
    left -= taken
  })
  return sumUs / ok.count / 1000
}

/** ms: the mean with so many more requests, each as slow as the slowest. */
function meanWithSlowest(ok: Histogram, added: number): number {
  return (ok.sumUs + added * ok.maxUs) / (ok.count + added) / 1000
}
