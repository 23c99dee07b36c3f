/** The knob `--rate-limit 100/s`: a token bucket that starts full and holds one second's worth of requests. */

export interface RateLimit {
  /** Takes a token, or says how many seconds it is until there is one. */
  take(nowMs: number): { readonly allowed: true } | { readonly allowed: false; readonly retryAfterS: number }
}

/** @param perSecond tokens that come back per second */
export function createRateLimit(perSecond: number, nowMs: number): RateLimit {
  const capacity = Math.max(1, perSecond)
  let tokens = capacity
  let refilledAtMs = nowMs
  return {
    take(atMs) {
      tokens = Math.min(capacity, tokens + ((atMs - refilledAtMs) * perSecond) / 1000)
      refilledAtMs = atMs
      if (tokens < 1) return { allowed: false, retryAfterS: (1 - tokens) / perSecond }
      tokens--
      return { allowed: true }
    },
  }
}
