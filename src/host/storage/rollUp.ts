/**
 * Makes long windows of short ones. It reads the rows themselves, never memory, and moves the mark of its level in the same
 * transaction: whatever is cut off, the file says exactly how far each level reaches. A part of a second that arrives
 * after its window was rolled up is added to every level that the marks say it belongs to.
 */
import type { Database } from 'better-sqlite3'
import { levelBelow, ROLLED_LEVELS, RUN_LEVEL, type RolledLevel, type RolledUntil } from './levels.ts'
import type { SeriesTable } from './seriesTable.ts'
import { WindowSum, type StoredWindow } from './windowSum.ts'
import type { PlacedWindow, WindowTable } from './windowTable.ts'

export interface RollUp {
  /** How far the levels of the run are; read from the file. */
  rolledUntil(): RolledUntil
  /** Says that the seconds of this run have totals, all of them; only before its first one is written. */
  markSecondTotals(): void
  /** Adds a late window to the levels that already contain its second. */
  addLate(rolled: RolledUntil, t: number, series: number, window: StoredWindow): void
  /** Rolls up at most one window that is complete now that second `lastS` was written, so that no tick has much to do. */
  step(lastS: number): void
  /** Rolls up everything, cut-off windows at the end too. `endS`: last second + 1. */
  complete(endS: number): void
}

/** A window is rolled up one second after its end: parts from slower engines have arrived by then, later ones are added. */
const WAIT_S = 1
const EVERY_SECOND = 2 ** 31

export function createRollUp(database: Database, run: number, windows: WindowTable, series: SeriesTable): RollUp {
  const sum = new WindowSum()
  /** For adding to windows that are there: never the sum that is being made. */
  const scratch = new WindowSum()
  const mark = database.prepare('INSERT OR REPLACE INTO rolled (run, level, until_s) VALUES (?, ?, ?)')

  function moveMark(rolled: RolledUntil, level: RolledLevel | typeof RUN_LEVEL, untilS: number): void {
    rolled[level] = untilS
    mark.run(run, level, untilS)
  }

  /** Makes one window of a level; false when nothing was in it. */
  function rollWindow(rolled: RolledUntil, level: RolledLevel, t: number): boolean {
    const rows = windows.read(run, levelBelow(level), t, t + level)
    // Of the seconds of older runs there are none yet.
    const totals = level === 10 && rolled[1] === 0 ? new Map<number, WindowSum>() : null
    const made: [series: number, window: StoredWindow][] = []
    for (const [number, stored] of groupBySeries(rows)) {
      sum.clear()
      for (const window of stored) sum.addStored(window)
      made.push([number, sum.toStored()])
      if (totals === null) continue
      const totalNumber = series.totalOf(series.keyOf(number))
      const total = totals.get(totalNumber) ?? new WindowSum()
      total.addSum(sum)
      totals.set(totalNumber, total)
    }
    for (const [number, total] of totals ?? []) made.push([number, total.toStored()])
    // In the order of the table: then its pages are filled.
    for (const [number, window] of made.toSorted(([one], [other]) => one - other))
      windows.put(run, level, t, number, window, scratch)
    moveMark(rolled, level, t + level)
    return rows.length > 0
  }

  /** Adds the windows of the highest level to the whole run, up to the end of what that level holds. */
  function rollRun(rolled: RolledUntil): void {
    for (const { series: number, window } of windows.read(run, 3600, rolled[RUN_LEVEL], rolled[3600])) {
      windows.put(run, RUN_LEVEL, 0, number, window, scratch)
    }
    moveMark(rolled, RUN_LEVEL, rolled[3600])
  }

  /** Skips windows without rows: after a gap in time there may be thousands. */
  function nextStart(rolled: RolledUntil, level: RolledLevel): number {
    const first = windows.firstFrom(run, levelBelow(level), rolled[level])
    return first === null ? Infinity : Math.floor(first / level) * level
  }

  return {
    rolledUntil: () => windows.rolledUntil(run),
    markSecondTotals: () => void mark.run(run, 1, EVERY_SECOND),
    addLate(rolled, t, number, window) {
      for (const level of ROLLED_LEVELS) {
        if (t >= rolled[level]) continue
        const start = Math.floor(t / level) * level
        windows.put(run, level, start, number, window, scratch)
        windows.put(run, level, start, series.totalOf(series.keyOf(number)), window, scratch)
      }
      if (t >= rolled[RUN_LEVEL]) return
      windows.put(run, RUN_LEVEL, 0, number, window, scratch)
      windows.put(run, RUN_LEVEL, 0, series.totalOf(series.keyOf(number)), window, scratch)
    },
    step(lastS) {
      const rolled = windows.rolledUntil(run)
      for (const level of ROLLED_LEVELS) {
        const start = nextStart(rolled, level)
        if (start + level + WAIT_S > lastS) continue
        // The level below may not be that far yet: it has had its turn first, so next second.
        const below = levelBelow(level)
        if (below !== 1 && rolled[below] < start + level) continue
        rollWindow(rolled, level, start)
        return
      }
      if (rolled[RUN_LEVEL] < rolled[3600]) rollRun(rolled)
    },
    complete(endS) {
      const rolled = windows.rolledUntil(run)
      for (const level of ROLLED_LEVELS) {
        for (let start = nextStart(rolled, level); start < endS; start = nextStart(rolled, level)) {
          rollWindow(rolled, level, start)
        }
        const untilS = Math.ceil(endS / level) * level
        if (rolled[level] < untilS) moveMark(rolled, level, untilS)
      }
      rollRun(rolled)
    },
  }
}

function groupBySeries(rows: PlacedWindow[]): Map<number, StoredWindow[]> {
  const groups = new Map<number, StoredWindow[]>()
  for (const { series, window } of rows) {
    const group = groups.get(series)
    if (group === undefined) groups.set(series, [window])
    else group.push(window)
  }
  return groups
}
