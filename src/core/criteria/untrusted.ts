/**
 * How much of a run the generator may have made false, in two ways. Of a second that is not trusted, the part its reasons name
 * is missing: requests may not have been made that should have been. And every request that ended in it is suspect: its time
 * may be our own delay. Added up over a run each is the larger of two shares: of the time, and of the requests (a stall in the
 * peak of a spike weighs more than one in its foot; a second in which nothing could be sent has no requests to weigh).
 */
import type { SecondTrust } from './trust.ts'

/** Shares of the load. */
export interface UntrustedShares {
  /** May not have been made: the generator was stalled, without a processor, or dropped arrivals. */
  missing: number
  /** Was measured in seconds that are not trusted for another reason than dropped arrivals, which distort nothing. */
  suspect: number
}

export const NONE_UNTRUSTED: UntrustedShares = { missing: 0, suspect: 0 }

/** Of one second. Engines share the load evenly; of several reasons of one engine the largest counts, as they are one trouble. */
export function untrustedIn({ state, reasons }: SecondTrust): UntrustedShares {
  if (state !== 'notTrusted') return NONE_UNTRUSTED
  const byEngine = new Map<number | null, number>()
  let dropped = 0
  for (const { signal, engine, state: own, share = 1 } of reasons) {
    if (own !== 'notTrusted') continue
    if (signal === 'dropped') dropped = share
    else byEngine.set(engine, Math.max(byEngine.get(engine) ?? 0, share))
  }
  const stalled = [...byEngine.values()].reduce((sum, share) => sum + share, 0)
  return { missing: Math.min(1, stalled + dropped), suspect: byEngine.size > 0 ? 1 : 0 }
}

export interface UntrustedSum {
  /** One more second. */
  add(shares: UntrustedShares, requests: number): void
  /** Takes back a second that was added. */
  remove(shares: UntrustedShares, requests: number): void
  /** 0 of nothing. */
  read(): UntrustedShares
}

export function createUntrustedSum(): UntrustedSum {
  const time = { missing: 0, suspect: 0, whole: 0 }
  const load = { missing: 0, suspect: 0, whole: 0 }
  const put = (sum: typeof time, shares: UntrustedShares, weight: number): void => {
    sum.missing += shares.missing * weight
    sum.suspect += shares.suspect * weight
    sum.whole += weight
  }
  const share = (key: keyof UntrustedShares): number =>
    Math.max(...[time, load].map((sum) => (sum.whole > 0 ? Math.min(1, Math.max(0, sum[key] / sum.whole)) : 0)))
  return {
    add(shares, requests) {
      put(time, shares, 1)
      put(load, shares, requests)
    },
    remove(shares, requests) {
      put(time, shares, -1)
      put(load, shares, -requests)
    },
    read: () => ({ missing: share('missing'), suspect: share('suspect') }),
  }
}

export interface TrustSummary {
  seconds: number
  /** Shares of seconds; 0 when there are none. */
  degradedShare: number
  untrustedShare: number
  /** Of the load. */
  untrusted: UntrustedShares
}

/** @param requestsOf how many requests ended in second t */
export function summarizeTrust(seconds: readonly SecondTrust[], requestsOf: (t: number) => number): TrustSummary {
  const sum = createUntrustedSum()
  for (const second of seconds) sum.add(untrustedIn(second), requestsOf(second.t))
  const share = (state: SecondTrust['state']): number =>
    seconds.length === 0 ? 0 : seconds.filter((second) => second.state === state).length / seconds.length
  return {
    seconds: seconds.length,
    degradedShare: share('degraded'),
    untrustedShare: share('notTrusted'),
    untrusted: sum.read(),
  }
}
