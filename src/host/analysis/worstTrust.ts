/** Trust as a number: what charts draw. */
import type { SecondTrust, TrustState } from '../../core/criteria/trust.ts'

const NUMBER: Record<TrustState, number> = { trusted: 0, degraded: 1, notTrusted: 2 }
const NO_DATA = 3

/** Of the worst second; 3 where there is none. */
export function worstTrust(seconds: readonly SecondTrust[]): number {
  if (seconds.length === 0) return NO_DATA
  return seconds.reduce((worst, { state }) => Math.max(worst, NUMBER[state]), 0)
}
