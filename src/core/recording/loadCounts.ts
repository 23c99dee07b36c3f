/** Adding up what engines and parts of seconds say of the load: one place for the recorder, the merger and the history. */
import type { LoadCounts } from './second.ts'

/** What is counted in a second; the rest of LoadCounts are gauges, read at its end. */
export type Counts = Omit<LoadCounts, 'users' | 'inFlight'>

export function emptyCounts(): Counts {
  return {
    iterationsStarted: 0,
    iterationsCompleted: 0,
    iterationsFailed: 0,
    iterationsInterrupted: 0,
    dropped: 0,
    usersFailed: 0,
    messagesIn: 0,
    messagesOut: 0,
    checksPassed: 0,
    checksFailed: 0,
  }
}

const COUNTED = Object.keys(emptyCounts()) as (keyof Counts)[]

/** The load of several engines, or of several parts of a second: gauges add up too, as each engine has users of its own. */
export function sumLoad(loads: Iterable<LoadCounts>): LoadCounts {
  const users = new Map<string, number>()
  const counts = emptyCounts()
  let inFlight = 0
  for (const load of loads) {
    for (const [type, count] of Object.entries(load.users)) users.set(type, (users.get(type) ?? 0) + count)
    inFlight += load.inFlight
    for (const key of COUNTED) counts[key] += load[key]
  }
  // fromEntries, not assignment: a user type may be called __proto__ or constructor.
  return { users: Object.fromEntries(users), inFlight, ...counts }
}
