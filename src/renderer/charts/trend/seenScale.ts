/** The axis of a trend: not from 0, where all builds would lie on one line, but from what is seen. */
import type { Scale } from '../axis/scale.ts'
import { roundUp125 } from '../axis/ticks.ts'

/** One that is further away than so many times the height of all others is drawn at the edge. */
const FAR = 1.5
const STEPS = 5
/** Changes below it are not to fill the height of a chart. */
const LEAST_SPAN_SHARE = 0.04

/**
 * @param values all of them are seen
 * @param maybe are seen where they are near: single runs, wild ones. Limits, too
 * @param isShare ends at 0 and 1
 */
export function seenFrom(
  values: readonly number[],
  maybe: readonly number[],
  limits: readonly number[],
  isShare = false,
): Scale {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const take = (value: number): void => {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  for (const value of values) if (Number.isFinite(value)) take(value)
  if (min > max) return { kind: 'linear', min: 0, max: 1 }
  const span = Math.max(max - min, Math.abs(max) * LEAST_SPAN_SHARE, Number.MIN_VALUE)
  const [low, high] = [min - FAR * span, max + FAR * span]
  for (const value of [...maybe, ...limits]) if (value >= low && value <= high) take(value)
  return rounded(min, max, Math.abs(max) * LEAST_SPAN_SHARE, isShare)
}

function rounded(least: number, most: number, leastSpan: number, isShare: boolean): Scale {
  const middle = (least + most) / 2
  const span = Math.max(most - least, leastSpan)
  if (!(span > 0)) return { kind: 'linear', min: least === 0 ? 0 : least - 1, max: least + 1 }
  const step = roundUp125(span / STEPS)
  // What is measured is never below 0.
  const floor = least >= 0 ? 0 : Number.NEGATIVE_INFINITY
  const min = Math.max(floor, tidy(Math.floor((middle - span / 2) / step + 1e-9) * step))
  const max = tidy(Math.ceil((middle + span / 2) / step - 1e-9) * step)
  return { kind: 'linear', min, max: isShare && max > 1 ? 1 : max }
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
