// Which virtual user is active when (closed model). User i is active while the planned level is at least i + 1: users start in
// order, and the highest number stops first, so the users that are left keep the mix of types that every prefix has.
import { levelAt, peakLevel } from './loadShape.ts'
import type { ClosedLoad, LoadShape, Stage } from './loadShape.ts'

/** A time in which a user is active: from `startMs` up to, not including, `stopMs` (since the start of the load). */
export interface UserInterval {
  startMs: number
  stopMs: number
}

/** A user that would start less than this before a stage's end starts with the next stage: rounding, not intent. */
const SNAP_MS = 1e-6

/**
 * The times at which virtual user `userIndex` (0-based) is active, in order, none of them empty.
 *
 * On a rising line user i starts when the line reaches i + 1, so that all are up at the end of the ramp and a ramp from 0
 * begins without users; on a falling line it stops when the line drops below i + 1. Levels between whole numbers do not
 * start part of a user.
 */
export function userIntervals(shape: ClosedLoad, userIndex: number): UserInterval[] {
  const level = userIndex + 1
  const intervals: UserInterval[] = []
  let stageStartMs = 0
  for (const stage of shape.stages) {
    const activeMs = activePart(stage, level)
    if (activeMs !== null) append(intervals, stageStartMs + activeMs.startMs, stageStartMs + activeMs.stopMs)
    stageStartMs += stage.durationMs
  }
  return intervals
}

/** The part of one stage, from its own start, in which the line is at `level` or above; null when it is none. */
function activePart(stage: Stage, level: number): UserInterval | null {
  const { durationMs, from, to } = stage
  if (from >= level && to >= level) return { startMs: 0, stopMs: durationMs }
  if (from < level && to < level) return null
  const exactMs = ((level - from) * durationMs) / (to - from)
  const crossingMs = exactMs < SNAP_MS ? 0 : durationMs - exactMs < SNAP_MS ? durationMs : exactMs
  return to > from ? { startMs: crossingMs, stopMs: durationMs } : { startMs: 0, stopMs: crossingMs }
}

/** Adds an interval, joined to the last when they touch: a user does not restart at the border of two stages. */
function append(intervals: UserInterval[], startMs: number, stopMs: number): void {
  if (stopMs <= startMs) return
  const last = intervals.at(-1)
  if (last !== undefined && last.stopMs === startMs) last.stopMs = stopMs
  else intervals.push({ startMs, stopMs })
}

/** How many different virtual users the load needs: those with an interval, or the open model's `maxUsers`. */
export function maxUserCount(shape: LoadShape): number {
  if (shape.model === 'open') return shape.maxUsers
  let count = Math.ceil(peakLevel(shape))
  // The last may only touch its level for an instant, at the tip of a ramp.
  while (count > 0 && userIntervals(shape, count - 1).length === 0) count -= 1
  return count
}

/** How many users are active at a time since the start: exactly those whose intervals contain it. */
export function activeUsersAt(shape: ClosedLoad, tMs: number): number {
  // The line gives the number but for rounding at the very moment of a start or stop; the intervals decide.
  let count = Math.floor(levelAt(shape, tMs))
  while (isActiveAt(shape, count, tMs)) count += 1
  while (count > 0 && !isActiveAt(shape, count - 1, tMs)) count -= 1
  return count
}

function isActiveAt(shape: ClosedLoad, userIndex: number, tMs: number): boolean {
  return userIntervals(shape, userIndex).some((interval) => interval.startMs <= tMs && tMs < interval.stopMs)
}
