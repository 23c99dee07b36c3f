// How much load there is when: straight lines of users (closed model) or of arrivals per second (open model), one after the
// other. Pure arithmetic, so that every shard knows its part of the schedule without asking anyone.

/** A straight line of the load over time. */
export interface Stage {
  /** Length; 0 is a jump, which lasts no time and so carries no load (the next stage's `from` says where it led). */
  durationMs: number
  /** Users, or arrivals per second, at the beginning: finite, not negative. */
  from: number
  /** The same at the end. */
  to: number
}

/** A number of virtual users, each of which begins its next iteration when the last has ended. */
export interface ClosedLoad {
  model: 'closed'
  stages: Stage[]
}

/** Iterations that begin on a schedule, whatever the replies do, carried by at most `maxUsers` virtual users. */
export interface OpenLoad {
  model: 'open'
  stages: Stage[]
  maxUsers: number
  /** Absent: evenly. random: a Poisson process of that rate, see ArrivalPositions. */
  spacing?: 'random'
}

export type LoadShape = ClosedLoad | OpenLoad

/**
 * The load of `{ users, spawnRate, for }`: users start one by one, user i at i / spawnRate (the first at once), and the run
 * lasts `durationMs` in total, the ramp included, which is Locust's meaning of run time.
 *
 * The ramp is the line from 1 to `users` over (users − 1) / spawnRate: it reaches i + 1, where user i starts (see
 * `userIntervals`), exactly at i / spawnRate. A ramp longer than the run is cut off at its end.
 *
 * @throws RangeError when users is not a whole number >= 0, the spawn rate not > 0 or the duration not finite and >= 0
 */
export function closedLoad(users: number, spawnRatePerS: number, durationMs: number): ClosedLoad {
  if (!Number.isSafeInteger(users) || users < 0) throw new RangeError(`Users must be a whole number >= 0, not ${users}`)
  if (!(spawnRatePerS > 0)) throw new RangeError(`The spawn rate must be above 0, not ${spawnRatePerS}`)
  requireDuration(durationMs)
  const rampMs = users > 1 ? ((users - 1) * 1000) / spawnRatePerS : 0
  if (rampMs >= durationMs && rampMs > 0) {
    const level = 1 + ((users - 1) * durationMs) / rampMs
    return { model: 'closed', stages: [{ durationMs, from: 1, to: level }] }
  }
  const hold: Stage = { durationMs: durationMs - rampMs, from: users, to: users }
  return { model: 'closed', stages: rampMs > 0 ? [{ durationMs: rampMs, from: 1, to: users }, hold] : [hold] }
}

/**
 * The load of `{ arrivals, for, maxUsers }`: arrival k is due at k / rate.
 *
 * @throws RangeError when the rate or the duration is not finite and >= 0, or maxUsers not a whole number >= 0
 */
export function constantArrivals(ratePerS: number, durationMs: number, maxUsers: number): OpenLoad {
  if (!Number.isFinite(ratePerS) || ratePerS < 0) throw new RangeError(`The rate must be 0 or above, not ${ratePerS}`)
  if (!Number.isSafeInteger(maxUsers) || maxUsers < 0) {
    throw new RangeError(`The most users must be a whole number >= 0, not ${maxUsers}`)
  }
  requireDuration(durationMs)
  return { model: 'open', stages: [{ durationMs, from: ratePerS, to: ratePerS }], maxUsers }
}

function requireDuration(durationMs: number): void {
  if (!Number.isFinite(durationMs) || durationMs < 0) {
    throw new RangeError(`The duration must be 0 ms or above, not ${durationMs}`)
  }
}

/** How long the load lasts, in milliseconds. */
export function totalDurationMs(shape: LoadShape): number {
  return shape.stages.reduce((total, stage) => total + stage.durationMs, 0)
}

/**
 * The planned users, or arrivals per second, at a time since the start. At a jump it is the level after it; at the very end
 * the last level; 0 before the start and after the end.
 */
export function levelAt(shape: LoadShape, tMs: number): number {
  if (tMs < 0) return 0
  let startMs = 0
  for (const stage of shape.stages) {
    const endMs = startMs + stage.durationMs
    if (tMs < endMs) return stage.from + ((stage.to - stage.from) * (tMs - startMs)) / stage.durationMs
    startMs = endMs
  }
  return tMs === startMs ? (shape.stages.at(-1)?.to ?? 0) : 0
}

/** The mean planned level over [fromMs, toMs), which is not empty; what lies outside of the load counts as 0. */
export function meanLevel(shape: LoadShape, fromMs: number, toMs: number): number {
  let area = 0
  let startMs = 0
  for (const { durationMs, from, to } of shape.stages) {
    const first = Math.max(fromMs - startMs, 0)
    const last = Math.min(toMs - startMs, durationMs)
    // Of a straight line the mean is its middle.
    if (last > first) area += (last - first) * (from + ((to - from) * (first + last)) / 2 / durationMs)
    startMs += durationMs
  }
  return area / (toMs - fromMs)
}

/** The highest users, or arrivals per second, that the line reaches. */
export function peakLevel(shape: LoadShape): number {
  return shape.stages.reduce((peak, stage) => (stage.durationMs > 0 ? Math.max(peak, stage.from, stage.to) : peak), 0)
}
