/** One change as a cell of the heat: how much it is beside what matters, in which direction, how sure. Colour is never all that says so. */
import type { MetricComparison } from '../../../../core/comparison/comparison.ts'
import {
  effectText,
  intervalText,
  pairText,
  reasonText,
  VERDICT_SIGNS,
  VERDICT_WORDS,
  type ChangeUnit,
} from '../../../../core/comparison/comparisonWords.ts'
import { isWorseWhenHigher } from '../../../../core/comparison/metrics.ts'
import { timesThreshold } from '../../../../core/comparison/thresholds.ts'

export interface HeatCell {
  direction: 'worse' | 'better' | 'none'
  /** From 0, no change, to 1, so many times what matters or more. */
  strength: number
  /** It may as well be chance. */
  isUncertain: boolean
  /** Sign of the verdict and the change: `✕ +18 %`. */
  text: string
  /** All of it in words. */
  title: string
}

/** As many times what matters have the full colour; up to there every doubling is as large a step. */
export const FULL_AT = 8

/** Of the full colour there is so much at most: the text upon it has to be read. */
export const SHADE_SHARE = 0.75

/** @returns null where nothing can be said: the endpoint is in one build only, or has too few requests */
export function heatCell(metric: MetricComparison | undefined, unit: ChangeUnit): HeatCell | null {
  if (metric === undefined || metric.effect === null) return null
  const { effect, threshold, verdict, failureShare } = metric
  const times = threshold === null ? 0 : timesThreshold(effect, threshold)
  const isNone = effect === 0 || (failureShare !== null && failureShare.baseline === failureShare.candidate)
  const direction = isNone ? 'none' : effect > 0 === isWorseWhenHigher(metric.metric) ? 'worse' : 'better'
  const range = intervalText(metric, unit)
  return {
    direction,
    strength: isNone ? 0 : Math.min(1, Math.log2(1 + times) / Math.log2(1 + FULL_AT)),
    isUncertain: verdict === 'notEnoughData',
    text: `${VERDICT_SIGNS[verdict]} ${effectText(metric, unit)}`,
    title: [
      `${pairText(metric)}${direction === 'none' ? '' : `, ${direction}`}`,
      `${VERDICT_WORDS[verdict]}: ${reasonText(metric.reason, metric)}`,
      range === '' ? '' : `95 %: ${range}`,
      `${times < 10 ? times.toFixed(1) : Math.round(times)} × what matters`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
  }
}
