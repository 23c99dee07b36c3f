/** A share of failures moved by an effect on the scale of logits. */
import { shareOfLogit } from './metrics.ts'

/** @param baseline 0 … 1 @param effect difference of logits */
export function errorShareAt(baseline: number, effect: number): number {
  return shareOfLogit(Math.log(baseline / (1 - baseline)) + effect)
}
