/** When a run had its errors: how many of each group in a window, and over time. */
import type { Database } from 'better-sqlite3'
import { readErrorsById, type StoredError } from './errorGroups.ts'
import { damagedErrors, eachErrorCount, hasErrorSeconds } from './errorSeconds.ts'
import { isLeftOut, leftOutBetween, type LeftOut } from './leftOut.ts'

/** Errors of one group in a window. `count` and the seconds are of the whole run. */
export interface ErrorsBetween extends StoredError {
  /**
   * Null: how many of the group were in the window is not known, because the run was written before errors were kept by second, and
   * the group goes beyond the window.
   */
  inWindow: number | null
}

/** Errors of one group over time. `count` and the seconds are of the whole run. */
export interface ErrorsOverTime extends StoredError {
  /** One number a step; NaN where it is not known, see ErrorsBetween. */
  perStep: Float64Array
}

/** The groups that had errors in [fromS, toS), or may have had: most frequent first, those whose number is not known last. */
export function readErrorsBetween(
  database: Database,
  run: number,
  fromS: number,
  toS: number,
  leftOut: LeftOut = [],
): ErrorsBetween[] {
  const groups = readErrorsById(database, run)
  const inWindow = new Map<number, number | null>()
  for (const [id, { count, firstSecond, lastSecond }] of groups) {
    if (firstSecond >= toS || lastSecond < fromS) continue
    const isWhole = leftOutBetween(firstSecond, lastSecond + 1, leftOut) === 0
    inWindow.set(id, isWhole && firstSecond >= fromS && lastSecond < toS ? count : null)
  }
  const isCut = [...inWindow.values()].includes(null)
  if (isCut && hasErrorSeconds(database, run)) {
    inWindow.clear()
    eachErrorCount(database, run, fromS, toS, (t, id, count) => {
      if (!isLeftOut(t, leftOut)) inWindow.set(id, (inWindow.get(id) ?? 0) + count)
    })
  }
  return [...inWindow]
    .map(([id, count]) => ({ ...groupOf(groups, id), inWindow: count }))
    .toSorted((one, other) => (other.inWindow ?? -1) - (one.inWindow ?? -1))
}

/**
 * The groups that had errors in [fromS, toS), most frequent of the whole run first. Steps are [k · stepS, (k + 1) · stepS), from `fromS` rounded
 * down to a step; the last one is cut off at `toS`. In steps that are left out there are none.
 */
export function readErrorsOverTime(
  database: Database,
  run: number,
  stepS: number,
  fromS: number,
  toS: number,
  leftOut: LeftOut = [],
): ErrorsOverTime[] {
  const beginS = Math.floor(fromS / stepS) * stepS
  const steps = Math.max(0, Math.ceil((toS - beginS) / stepS))
  const stepOf = (t: number): number => Math.floor((t - beginS) / stepS)
  const lines = new Map<number, Float64Array>()
  const lineOf = (id: number): Float64Array => {
    let line = lines.get(id)
    if (line === undefined) lines.set(id, (line = new Float64Array(steps)))
    return line
  }
  const groups = readErrorsById(database, run)
  if (hasErrorSeconds(database, run)) {
    eachErrorCount(database, run, beginS, toS, (t, id, count) => {
      if (!isLeftOut(t, leftOut)) lineOf(id)[stepOf(t)]! += count
    })
  } else {
    for (const [id, { count, firstSecond, lastSecond }] of groups) {
      if (firstSecond >= toS || lastSecond < beginS) continue
      const [first, last] = [stepOf(Math.max(beginS, firstSecond)), stepOf(Math.min(toS - 1, lastSecond))]
      const isWhole = leftOutBetween(firstSecond, lastSecond + 1, leftOut) === 0
      const isWithin = isWhole && first === last && firstSecond >= beginS && lastSecond < toS
      lineOf(id).fill(isWithin ? count : NaN, first, last + 1)
    }
  }
  return [...lines]
    .map(([id, perStep]) => ({ ...groupOf(groups, id), perStep }))
    .toSorted((one, other) => other.count - one.count)
}

function groupOf(groups: Map<number, StoredError>, id: number): StoredError {
  const group = groups.get(id)
  if (group === undefined) throw damagedErrors()
  return group
}
