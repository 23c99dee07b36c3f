/** Writes one run, a second at a time: each in one transaction, so that a killed process loses nothing that was written. */
import type { Database } from 'better-sqlite3'
import type { ReportAnnotation } from '../../core/report/report.ts'
import { openErrorGroups, type ErrorGroups } from './errorGroups.ts'
import { openExemplarTable, type ExemplarTable } from './exemplarTable.ts'
import { HistoryError } from './historyError.ts'
import type { MergedSecond } from './mergedSecond.ts'
import type { RunFinish } from './newRun.ts'
import { createRollUp, type RollUp } from './rollUp.ts'
import { forgetNumbers } from './runNumbers.ts'
import { finishRun } from './runTable.ts'
import { openSecondTable, type SecondTable } from './secondTable.ts'
import { openSeriesTable, type SeriesTable } from './seriesTable.ts'
import { insertAnnotation, insertSteering, type SteeringRecord } from './steeringTables.ts'
import { WindowSum } from './windowSum.ts'
import { createWindowTable } from './windowTable.ts'

export interface RunWriter {
  readonly id: string
  /**
   * Writes a second, or adds a part to one; exact in any order and number of parts.
   * @throws HistoryError when it could not be written: then nothing of this call was, and the caller may go on, with it or without.
   */
  writeSecond(second: MergedSecond): void
  /** @throws HistoryError */
  addSteering(steering: SteeringRecord): void
  /** @throws HistoryError */
  addAnnotation(annotation: ReportAnnotation): void
  /** The load was stopped, ms since the start; what is under way still ends. @throws HistoryError */
  endLoad(atMs: number): void
  /** Says that the run is alive when there is no second to write, before the first and after the last. @throws HistoryError */
  heartbeat(): void
  /**
   * Completes the roll-ups and writes how the run ended. Called again, it replaces that: a report is made of the finished run and
   * its verdict then kept with it.
   * @throws HistoryError: the run then stays `running` until it is tried again.
   */
  finish(finish: RunFinish): void
}

export interface RunWriterOptions {
  database: Database
  number: number
  id: string
  nowMs: () => number
  /** Runs a call so that errors come out as HistoryError, and the log is looked after. */
  guarded: (action: () => void) => void
}

interface Tables {
  series: SeriesTable
  rollUp: RollUp
  seconds: SecondTable
  errors: ErrorGroups
  exemplars: ExemplarTable
}

export function createRunWriter({ database, number, id, nowMs, guarded }: RunWriterOptions): RunWriter {
  const windows = createWindowTable(database)
  const sum = new WindowSum()
  const scratch = new WindowSum()
  const beat = database.prepare('UPDATE runs SET heartbeat_ms = ? WHERE number = ?')
  // A run that was taken for dead (its machine slept, say) and writes again is alive again.
  const advance = database.prepare(
    "UPDATE runs SET heartbeat_ms = ?, last_second = max(coalesce(last_second, 0), ?), status = 'running', ended_at_ms = NULL WHERE number = ?",
  )
  const endLoad = database.prepare('UPDATE runs SET load_end_ms = ? WHERE number = ?')
  const lastSecondOf = database
    .prepare<[number], number | null>('SELECT last_second FROM runs WHERE number = ?')
    .pluck()
  const stateOf = database.prepare<[number], { status: string; deleting: number }>(
    'SELECT status, deleting FROM runs WHERE number = ?',
  )
  /** What is known of the file; null after a failure, because the file then knows less. */
  let tables: Tables | null = null
  let isFinished = false

  function openTables(): Tables {
    const series = openSeriesTable(database, number)
    return {
      series,
      rollUp: createRollUp(database, number, windows, series),
      seconds: openSecondTable(database, number),
      errors: openErrorGroups(database, number),
      exemplars: openExemplarTable(database, number),
    }
  }

  /** In one transaction, taking the lock at once: waiting for another writer is possible only then. */
  function transact(action: (open: Tables) => void): void {
    guarded(() => {
      try {
        database
          .transaction(() => {
            const state = stateOf.get(number)
            if (state === undefined || state.deleting === 1) {
              throw new HistoryError('notFound', `Run ${id} was deleted from the history while it was going on.`)
            }
            // Whoever took the run for dead has completed its roll-ups: the file knows more than is known here.
            if (state.status !== 'running') {
              tables = null
              forgetNumbers(database, number)
            }
            action((tables ??= openTables()))
          })
          .immediate()
      } catch (error) {
        tables = null
        throw error
      }
    })
  }

  function writeWindows(second: MergedSecond, { series, rollUp }: Tables): void {
    if (lastSecondOf.get(number) == null) rollUp.markSecondTotals()
    const rolled = rollUp.rolledUntil()
    const totals = new Map<number, WindowSum>()
    const numbered = second.windows
      // Nothing ended in others; bytes may still have gone out (messages sent to a socket that was silent).
      .filter(({ window }) => window.count > 0 || window.bytesIn > 0 || window.bytesOut > 0)
      .map(({ series: key, window }) => ({ seriesNumber: series.numberOf(key), window }))
      // In the order of the table: then its pages are filled.
      .toSorted((one, other) => one.seriesNumber - other.seriesNumber)
    for (const { seriesNumber, window } of numbered) {
      sum.clear()
      sum.add(window)
      const stored = sum.toStored()
      windows.put(number, 1, second.t, seriesNumber, stored, scratch)
      rollUp.addLate(rolled, second.t, seriesNumber, stored)
      if (rolled[1] === 0) continue
      const totalNumber = series.totalOf(series.keyOf(seriesNumber))
      const total = totals.get(totalNumber) ?? new WindowSum()
      total.addSum(sum)
      totals.set(totalNumber, total)
    }
    for (const [totalNumber, total] of totals) windows.put(number, 1, second.t, totalNumber, total.toStored(), scratch)
  }

  return {
    id,
    writeSecond(second) {
      if (isFinished) throw new Error(`run ${id} has ended`)
      if (!Number.isSafeInteger(second.t) || second.t < 0) throw new Error(`there is no second ${second.t} in a run`)
      transact((open) => {
        writeWindows(second, open)
        open.seconds.put(second)
        open.errors.add(second.t, second.errors)
        open.exemplars.offer(second.exemplars)
        advance.run(nowMs(), second.t, number)
        open.rollUp.step(lastSecondOf.get(number) ?? second.t)
      })
    },
    addSteering: (steering) => transact(() => insertSteering(database, number, steering)),
    addAnnotation: (annotation) => transact(() => insertAnnotation(database, number, annotation)),
    endLoad: (atMs) => transact(() => endLoad.run(atMs, number)),
    heartbeat() {
      guarded(() => beat.run(nowMs(), number))
    },
    finish(finish) {
      transact(({ rollUp }) => {
        const lastSecond = lastSecondOf.get(number)
        if (lastSecond != null) rollUp.complete(lastSecond + 1)
        finishRun(database, number, finish)
      })
      isFinished = true
    },
  }
}
