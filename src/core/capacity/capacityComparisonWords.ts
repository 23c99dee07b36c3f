/** Capacity of two builds in words, the same on a screen, in a terminal and in JSON. */
import { textOfEffect, textOfInterval, VERDICT_WORDS } from '../comparison/comparisonWords.ts'
import { formatCount, formatSignificant, NOT_APPLICABLE } from '../units/number.ts'
import { formatRate } from '../units/rate.ts'
import { noCurveText, noPeakText } from './capacityWords.ts'
import {
  CAPACITY_THRESHOLD,
  type CapacityMeasure,
  type CapacityReason,
  type ComparedCapacity,
  type NoEstimate,
} from './compareCapacity.ts'
import type { ComparedSearches, SearchedBuild } from './comparedSearches.ts'
import type { Estimate } from './estimate.ts'
import type { AskedLoad } from './level.ts'

type Unit = AskedLoad['unit']

export const CAPACITY_MEASURE_WORDS: Readonly<Record<CapacityMeasure, string>> = {
  limitLoad: 'load at the limit',
  peakThroughput: 'throughput at the peak',
}

/** `1.42.0 (2 searches)`; the ids of searches whose runs have no label. */
export function searchedText({ labels, searches }: SearchedBuild): string {
  const name = (labels.length > 0 ? labels : searches.map(({ id }) => id)).slice(0, 3).join(', ')
  return `${name} (${searches.length === 1 ? '1 search' : `${formatCount(searches.length)} searches`})`
}

/** `204 users`; `over 400 users` where no load was too much, `below 2 users` where every load was. */
export function capacityValueText(measure: CapacityMeasure, estimate: Estimate | null, unit: Unit): string {
  if (estimate === null) return NOT_APPLICABLE
  const { value, low, high } = estimate
  if (measure === 'peakThroughput') return formatRate(value)
  const text = `${formatSignificant(value)} ${unit === 'users' ? 'users' : 'arrivals/s'}`
  if (high === null) return `over ${text}`
  return low === 0 ? `below ${text}` : text
}

export function capacityChangeText({ change }: Pick<ComparedCapacity, 'change'>): string {
  return change === null ? NOT_APPLICABLE : percent(Math.log1p(change.value))
}

/** `−27 … −16 %`; `from +18 %` where no end is known; nothing where nothing is. */
export function capacityIntervalText({ change }: Pick<ComparedCapacity, 'change'>): string {
  if (change === null) return ''
  const { low, high } = change
  if (high === null) return low <= -1 ? '' : `from ${percent(Math.log1p(low))}`
  if (low <= -1) return `to ${percent(Math.log1p(high))}`
  return textOfInterval('throughput', { low: Math.log1p(low), high: Math.log1p(high) }, null)
}

function percent(effect: number): string {
  return textOfEffect('throughput', effect, null)
}

/** Without its full stop. */
export function capacityReasonText(reason: CapacityReason): string {
  switch (reason.kind) {
    case 'beyond':
      return 'beyond chance, and beyond what matters'
    case 'within':
      return `any change is smaller than ${formatSignificant(100 * Math.expm1(CAPACITY_THRESHOLD))} %`
    case 'uncertain':
      return 'too uncertain either way; further searches of both, or a smaller --tolerance, tell more'
    case 'missing':
      return `${reason.build}: ${missingText(reason.why)}`
    case 'otherMaximums':
      return 'the builds were searched by other maximums'
    default:
      return reason satisfies never
  }
}

function missingText(why: NoEstimate): string {
  if (why.kind === 'noCurve') return `no scalability curve, ${noCurveText(why.reason)}`
  if (why.kind === 'noPeak') return `no peak is stated, ${noPeakText(why.reason)}`
  const { reason } = why
  switch (reason) {
    case 'nothingMeasured':
      return 'nothing was measured'
    case 'noMaximums':
      return 'the scenario has no maximums that more load can break'
    case 'notTrusted':
      return 'no run says anything of its load: the generator was in the way, or there were too few samples'
    default:
      return reason satisfies never
  }
}

/** What became of it, as a sentence: whatever a person reads first. */
export function capacityVerdictSentence({ comparison, unit }: Pick<ComparedSearches, 'comparison' | 'unit'>): string {
  if (comparison === null) return 'Not compared: these searches say nothing of the builds.'
  const { verdict, limitLoad, isToConfirm } = comparison
  if (verdict === 'notEnoughData') return `Not enough data on capacity: ${capacityReasonText(limitLoad.reason)}.`
  const [before, after] = [limitLoad.baseline, limitLoad.candidate].map((estimate) =>
    capacityValueText('limitLoad', estimate, unit),
  )
  const interval = capacityIntervalText(limitLoad)
  const change = `${capacityChangeText(limitLoad)}${interval === '' ? '' : ` (${interval})`}`
  const what =
    verdict === 'unchanged'
      ? `Capacity unchanged: the first maximum is reached at ${after}, ${change}.`
      : `Capacity ${VERDICT_WORDS[verdict]}: the first maximum is reached at ${after} in place of ${before}, ${change}.`
  return isToConfirm
    ? `${what} To be confirmed: one search of a build says nothing of how far searches of one build differ.`
    : what
}
