// Percentages: `1%` in plans is the share 0.01; on screen a share never hides the one failure that makes it less than perfect.
import { NOT_APPLICABLE, withSign } from './number.ts'
import { MAX_QUANTITY_LENGTH, parsedFailure, parsedValue } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/**
 * Reads `0.5%` into the share 0.005.
 *
 * @param maximumShare the largest share that makes sense: 1 for parts of a whole; more (or Infinity) for a monitor such as
 * CPU, which passes 100 % on several cores.
 */
export function parsePercent(text: string, maximumShare = 1): Parsed<number> {
  const expected = maximumShare === 1 ? 'a percentage from 0% to 100%, such as 0.5%' : 'a percentage such as 80%'
  if (text.length > MAX_QUANTITY_LENGTH) return parsedFailure(expected)
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text)
  if (match === null) return parsedFailure(expected)
  // The power of ten is applied to the text: 0.7% is 0.007 and not 0.006999….
  const share = Number(`${match[1]}e-2`)
  return share <= Math.min(maximumShare, Number.MAX_SAFE_INTEGER) ? parsedValue(share) : parsedFailure(expected)
}

/**
 * The share of failures with two decimals (ux.md §4.3): never `0.00 %` when anything failed (`<0.01 %`), never `100.00 %`
 * unless really everything did (`>99.99 %`).
 *
 * @param share 0..1
 * @param anyFailures whether at least one failure was counted, for shares that were rounded to zero on the way
 */
export function formatShare(share: number, anyFailures: boolean): string {
  if (!Number.isFinite(share)) return NOT_APPLICABLE
  if (share === 0) return anyFailures ? '<0.01 %' : '0.00 %'
  return share === 1 ? '100.00 %' : insideShare(share)
}

/**
 * The share of successes with two decimals: never `100.00 %` when anything failed (`>99.99 %`), never `0.00 %` unless
 * nothing succeeded.
 */
export function formatSuccessShare(share: number, anyFailures: boolean): string {
  if (!Number.isFinite(share)) return NOT_APPLICABLE
  if (share === 0) return '0.00 %'
  if (share === 1) return anyFailures ? '>99.99 %' : '100.00 %'
  return insideShare(share)
}

/** A share that is neither nothing nor everything is never written as either. */
function insideShare(share: number): string {
  const text = (share * 100).toFixed(2)
  if (share > 0 && text === '0.00') return '<0.01 %'
  if (share < 1 && text === '100.00') return '>99.99 %'
  return `${withSign(share, () => text.replace('-', ''))} %`
}

/** The difference of two shares in percentage points, sign always: `+0.48 pp`; `~` when they are the same, or read the same. */
export function formatPoints(fromShare: number, toShare: number): string {
  const points = (toShare - fromShare) * 100
  if (!Number.isFinite(points)) return NOT_APPLICABLE
  if (insideShare(fromShare) === insideShare(toShare)) return '~'
  const text = Math.abs(points).toFixed(2)
  return `${points < 0 ? '−' : '+'}${text === '0.00' ? '<0.01' : text} pp`
}
