/** What the load was at a moment of the run: for `began at 140 users, 1,050 req/s`. */
import type { TimelineView } from '../../../../contract/methods/analysis.ts'

export interface LoadAtMoment {
  users: number
  perS: number
}

/** Of the step that holds it; null outside of the timeline, and where nothing was written. */
export function loadAtMoment(
  { t, stepS, users, okPerS, failedPerS }: Pick<TimelineView, 't' | 'stepS' | 'users' | 'okPerS' | 'failedPerS'>,
  atMs: number,
): LoadAtMoment | null {
  const index = Math.floor((atMs / 1000 - (t[0] ?? 0)) / stepS)
  const [level, ok, failed] = [users[index], okPerS[index], failedPerS[index]]
  if (level === undefined || ok === undefined || failed === undefined) return null
  return Number.isNaN(level) || Number.isNaN(ok + failed) ? null : { users: level, perS: ok + failed }
}
