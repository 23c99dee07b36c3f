/**
 * How much of a run the generator may have made false. Of a second that is not trusted, the part its reasons name is touched;
 * of that, requests may be missing that should have been made; and every request that ended in the second is suspect, as its
 * time may be our own delay. Added up over a run each is the larger of two shares: of the time, and of the requests (a stall in
 * the peak of a spike weighs more than one in its foot; a second in which nothing could be sent has no requests to weigh).
 */
import type { LoadShape } from '../load/loadShape.ts'
import type { SecondTrust } from './trust.ts'

/** Shares of the load. */
export interface UntrustedShares {
  /** The generator was stalled, had no processor, failed by itself, or dropped arrivals. */
  touched: number
  /**
   * Requests that may not have been made. A user of a closed load who is held up makes fewer; arrivals of an open one come late,
   * which their response times count, but they come, unless they are dropped or their engine is gone.
   */
  missing: number
  /** Was measured in seconds that are not trusted for another reason than dropped arrivals, which distort nothing. */
  suspect: number
}

export const NONE_UNTRUSTED: UntrustedShares = { touched: 0, missing: 0, suspect: 0 }

/** Of one second. Engines share the load evenly; of several reasons of one engine the largest counts, as they are one trouble. */
export function untrustedIn({ state, reasons }: SecondTrust, model: LoadShape['model']): UntrustedShares {
  if (state !== 'notTrusted') return NONE_UNTRUSTED
  const byEngine = new Map<number | null, number>()
  let dropped = 0
  let silent = 0
  for (const { signal, engine, state: own, share = 1 } of reasons) {
    if (own !== 'notTrusted') continue
    if (signal === 'silence') silent += share
    if (signal === 'dropped') dropped = share
    else byEngine.set(engine, Math.max(byEngine.get(engine) ?? 0, share))
  }
  const stalled = [...byEngine.values()].reduce((sum, share) => sum + share, 0)
  return {
    touched: Math.min(1, stalled + dropped),
    missing: Math.min(1, (model === 'closed' ? stalled : silent) + dropped),
    suspect: byEngine.size > 0 ? 1 : 0,
  }
}

/** Whether what ended in this second may show our own trouble: dropped arrivals alone distort nothing. */
export function isSuspect(second: SecondTrust): boolean {
  return untrustedIn(second, 'open').suspect > 0
}

const KEYS = ['touched', 'missing', 'suspect'] as const

export interface UntrustedSum {
  /** One more second. */
  add(shares: UntrustedShares, requests: number): void
  /** Takes back a second that was added. */
  remove(shares: UntrustedShares, requests: number): void
  /** 0 of nothing. */
  read(): UntrustedShares
}

export function createUntrustedSum(): UntrustedSum {
  const time = { ...NONE_UNTRUSTED, whole: 0 }
  const load = { ...NONE_UNTRUSTED, whole: 0 }
  const put = (sum: typeof time, shares: UntrustedShares, weight: number): void => {
    for (const key of KEYS) sum[key] += shares[key] * weight
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
    read: () => ({ touched: share('touched'), missing: share('missing'), suspect: share('suspect') }),
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
export function summarizeTrust(
  seconds: readonly SecondTrust[],
  model: LoadShape['model'],
  requestsOf: (t: number) => number,
): TrustSummary {
  const sum = createUntrustedSum()
  for (const second of seconds) sum.add(untrustedIn(second, model), requestsOf(second.t))
  const share = (state: SecondTrust['state']): number =>
    seconds.length === 0 ? 0 : seconds.filter((second) => second.state === state).length / seconds.length
  return {
    seconds: seconds.length,
    degradedShare: share('degraded'),
    untrustedShare: share('notTrusted'),
    untrusted: sum.read(),
  }
}
