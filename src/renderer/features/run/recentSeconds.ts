/** The last minute of a run that goes on, second by second, for sparklines. */
import type { RunTick } from '../../../contract/runTick.ts'

export const RECENT_S = 60

/** Columns of equal length, oldest first. NaN: nothing ended in that second, or nobody told about it. */
export interface RecentSeconds {
  t: number[]
  ratePerS: number[]
  p95Ms: number[]
  /** Failed ÷ all of that second. */
  failureShare: number[]
  users: number[]
  inFlight: number[]
}

export function noSeconds(): RecentSeconds {
  return { t: [], ratePerS: [], p95Ms: [], failureShare: [], users: [], inFlight: [] }
}

/** With one second more, without those older than a minute. Seconds that were missed in between are gaps. */
export function withTick(recent: RecentSeconds, tick: RunTick): RecentSeconds {
  const last = recent.t.at(-1)
  if (last !== undefined && tick.t <= last) return recent
  const missed = last === undefined ? 0 : Math.min(RECENT_S, tick.t - last - 1)
  const gap = Array.from({ length: missed }, () => Number.NaN)
  const { second } = tick
  const append = (column: number[], value: number): number[] => [...column, ...gap, value].slice(-RECENT_S)
  return {
    t: [...recent.t, ...gap.map((_, index) => tick.t - missed + index), tick.t].slice(-RECENT_S),
    ratePerS: append(recent.ratePerS, second.ratePerS),
    p95Ms: append(recent.p95Ms, second.p95Ms ?? Number.NaN),
    failureShare: append(recent.failureShare, second.requests > 0 ? second.failures / second.requests : Number.NaN),
    users: append(recent.users, tick.users),
    inFlight: append(recent.inFlight, tick.inFlight),
  }
}
