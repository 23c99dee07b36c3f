/** Apdex: how content users are with response times, as one number from 0 (all frustrated) to 1 (all satisfied). */
import type { Histogram } from './histogram.ts'

/**
 * Apdex for a target time T (Apdex Technical Specification 1.1): requests up to T are satisfied, up to 4 T tolerating
 * and count half, slower and failed ones frustrated. The borders T and 4 T are sharp to the histogram's 0.1 %.
 *
 * @param successes latencies of the requests that did not fail; failed ones only appear in `failureCount`.
 * @param targetUs T in microseconds.
 * @returns null when there was no request at all.
 * @throws RangeError if T is not above 0 or the failure count is not a whole number of at least 0.
 */
export function apdex(successes: Histogram, failureCount: number, targetUs: number): number | null {
  if (!(targetUs > 0)) throw new RangeError(`no such Apdex target: ${targetUs} µs`)
  if (!Number.isSafeInteger(failureCount) || failureCount < 0) {
    throw new RangeError(`no such number of failures: ${failureCount}`)
  }
  const all = successes.count + failureCount
  if (all === 0) return null
  const satisfied = successes.countAtOrBelow(targetUs)
  const tolerating = successes.countAtOrBelow(4 * targetUs) - satisfied
  return (satisfied + tolerating / 2) / all
}
