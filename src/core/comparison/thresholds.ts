/** From where on a change matters, on the scale of its metric. */
import { endpointKey } from '../report/accumulate.ts'
import type { EndpointId, ComparisonSettings, Thresholds } from './comparisonInput.ts'
import { shareOfLogit, type Metric } from './metrics.ts'

/** Effects within it do not matter; null: none does on this side. */
export interface PracticalThreshold {
  low: number | null
  high: number | null
}

export type ThresholdOf = (endpoint: EndpointId | null, metric: Metric, baseline: number) => PracticalThreshold

export function thresholdsOf(settings: Pick<ComparisonSettings, 'thresholds' | 'endpointThresholds'>): ThresholdOf {
  const own = new Map(settings.endpointThresholds.map(({ endpoint, thresholds }) => [keyOf(endpoint), thresholds]))
  return (endpoint, metric, baseline) => {
    const thresholds: Thresholds = { ...settings.thresholds, ...own.get(keyOf(endpoint)) }
    if (metric === 'errors') return errorThreshold(thresholds.errors, baseline)
    const relative = thresholds[metric === 'achieved' ? 'throughput' : metric]
    return { low: -Math.log1p(relative), high: Math.log1p(relative) }
  }
}

/** Both the difference and the ratio of the shares have to be passed: 1 in a million twice as often matters as little as 50.0 % and 50.1 %. */
function errorThreshold({ difference, ratio }: Thresholds['errors'], baseline: number): PracticalThreshold {
  const share = shareOfLogit(baseline)
  const more = Math.max(share + difference, share * ratio)
  const less = Math.min(share - difference, share / ratio)
  return {
    low: less > 0 ? logit(less) - baseline : null,
    high: more < 1 ? logit(more) - baseline : null,
  }
}

function logit(share: number): number {
  return Math.log(share / (1 - share))
}

export function isBeyond(effect: number, { low, high }: PracticalThreshold): boolean {
  return (low !== null && effect <= low) || (high !== null && effect >= high)
}

export function isWithin(interval: { low: number; high: number }, { low, high }: PracticalThreshold): boolean {
  return (low === null || interval.low > low) && (high === null || interval.high < high)
}

/** The smaller side; null where no change matters. */
export function smallestThatMatters({ low, high }: PracticalThreshold): number | null {
  const sides = [low, high].flatMap((side) => (side === null ? [] : [Math.abs(side)]))
  return sides.length === 0 ? null : Math.min(...sides)
}

/** Of an effect, how many times the threshold on its side it is. 0 where none matters. */
export function timesThreshold(effect: number, { low, high }: PracticalThreshold): number {
  const side = effect < 0 ? low : high
  return side === null ? 0 : Math.abs(effect / side)
}

/** A text that tells endpoints apart; of the whole run, one that no endpoint has. */
export function keyOf(endpoint: EndpointId | null): string {
  return endpoint === null ? '' : endpointKey(endpoint.kind, endpoint.name)
}
