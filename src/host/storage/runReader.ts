/**
 * Answers questions about one run from what is stored, of a finished run or of one that is being written. Each call sees one state of
 * the file. Every answer is a sum of stored windows; percentiles are read from it by core's Histogram.
 */
import type { Database } from 'better-sqlite3'
import type { SeenEndpoint } from '../../contract/methods/analysis.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { Histogram } from '../../core/histogram/histogram.ts'
import type { ReportAnnotation, ReportCriterion } from '../../core/report/report.ts'
import type { UnreadWindow } from '../../core/report/accumulate.ts'
import type { Exemplar, SeriesKey, SeriesWindow } from '../../core/recording/second.ts'
import { readErrors, type StoredError } from './errorGroups.ts'
import { readErrorsBetween, readErrorsOverTime, type ErrorsBetween, type ErrorsOverTime } from './errorsOverTime.ts'
import { readExemplars } from './exemplarTable.ts'
import { readComparison } from './comparisons.ts'
import { groupedCounts, type GroupCount } from './groupedCounts.ts'
import { remainingParts, type LeftOut } from './leftOut.ts'
import { RUN_LEVEL, tilesFor } from './levels.ts'
import type { RunSummary, StoredRun } from './newRun.ts'
import { completeRun, createSummaryQuery } from './runTable.ts'
import { readHealth, readLoad, type HealthSecond, type LoadSecond } from './secondTable.ts'
import { seenSeconds } from './seenSeconds.ts'
import { EVERY_PROPERTY, matching, pick, type SeriesFilter } from './seriesFilter.ts'
import { remainingTiles } from './remainingTiles.ts'
import { seriesGroups } from './seriesGroups.ts'
import { createKnownSeries } from './seriesTable.ts'
import { readAnnotations, readSteering, type SteeringRecord } from './steeringTables.ts'
import { createWindowGroups, type GroupVisitor, type Written } from './windowGroups.ts'
import { WindowSum } from './windowSum.ts'
import { createWindowTable, type AnyLevel, type LatencyColumns } from './windowTable.ts'

export interface SeriesTotals {
  series: SeriesKey
  window: SeriesWindow
}

/** Totals of the series that have `key` in common. */
export interface GroupTotals {
  key: Partial<SeriesKey>
  window: SeriesWindow
}

export interface TimelineStep<G = GroupTotals> {
  /** First second, and the one after the last, of the step; the last step may be shorter. */
  t: number
  endS: number
  /** Empty where nothing ended in the step. */
  groups: G[]
}

export interface TimelineOptions {
  fromS?: number
  toS?: number
  filter?: SeriesFilter
  /** What series are told apart by; what is not named is added up. Default: everything. */
  by?: (keyof SeriesKey)[]
}

export interface RunReader {
  /** The run as it is now. */
  run(): StoredRun
  /** As `run`, without what stays as it is when a run has ended: far cheaper. Null when it was deleted. */
  summary(): RunSummary | null
  series(): SeriesKey[]
  /** Stored windows of a level (1, 10, 60, 300, 600, 3600; 0: the whole run) that start in [fromS, toS), by time. */
  windows(level: AnyLevel, fromS: number, toS: number, filter?: SeriesFilter): Iterable<SeriesTotals & { t: number }>
  /**
   * Seconds in [fromS, toS), by time, some thousand at once, with their response times as they are stored: far cheaper than `windows`.
   * @param of each series, or the totals of all endpoints and user types, which there are only where `hasSecondTotals`
   */
  seconds(fromS: number, toS: number, of: 'each' | 'totals'): Iterable<StoredSeconds>
  /** Totals of each series over [fromS, toS), from the longest stored windows that make it up exactly. */
  mergedWindow(fromS: number, toS: number, filter?: SeriesFilter): SeriesTotals[]
  /** As mergedWindow, with times that are read when they are asked for: half the time where they are only added to histograms. */
  unreadWindows(fromS: number, toS: number): { series: SeriesKey; window: UnreadWindow }[]
  /** As mergedWindow, added up over everything that `by` does not name. */
  groupedWindow(fromS: number, toS: number, by: (keyof SeriesKey)[], filter?: SeriesFilter): GroupTotals[]
  /** As groupedWindow, of each group what is made of its sum while it is visited. */
  eachGroup<G>(fromS: number, toS: number, by: (keyof SeriesKey)[], filter: SeriesFilter, visitor: GroupVisitor<G>): G[]
  /** As groupedWindow, of each group the response times only, to be added to a histogram while it is visited: half the time. Not for event streams. */
  eachLatency(
    fromS: number,
    toS: number,
    by: (keyof SeriesKey)[],
    filter: SeriesFilter,
    visit: (key: Partial<SeriesKey>, addTo: (histogram: Histogram) => void) => void,
  ): void
  /** As groupedWindow, only how many: far cheaper. Groups of none are left out. */
  groupedCounts(fromS: number, toS: number, by: (keyof SeriesKey)[], filter?: SeriesFilter): GroupCount[]
  /** First and last second of [fromS, toS) in which requests of each endpoint ended; endpoints without any are left out. */
  seenBetween(fromS: number, toS: number, filter?: SeriesFilter): SeenEndpoint[]
  /** One step after the other, each [k · stepS, (k + 1) · stepS), from `fromS` (rounded down to a step) to `toS`. */
  timeline(stepS: number, options?: TimelineOptions): Iterable<TimelineStep>
  /** As timeline, of each group what is made of its sum while it is visited: half the time, as no histogram is written only to be read. */
  steps<G>(stepS: number, options: TimelineOptions, visitor: GroupVisitor<G>): Iterable<TimelineStep<G>>
  /** Whether totals of all endpoints are stored for each second: short steps of them are cheap then. */
  hasSecondTotals(): boolean
  /** Most frequent first. */
  errors(): StoredError[]
  /** Of the groups that had errors in [fromS, toS), how many; most frequent there first. */
  errorsBetween(fromS: number, toS: number): ErrorsBetween[]
  /** Over the same steps as `timeline`, as far as the run is written; groups that had errors then, most frequent of the run first. */
  errorsOverTime(stepS: number, fromS?: number, toS?: number): ErrorsOverTime[]
  /** Slowest first. */
  exemplars(): Exemplar[]
  load(fromS?: number, toS?: number): LoadSecond[]
  health(fromS?: number, toS?: number): HealthSecond[]
  criteria(): ReportCriterion[]
  /** With its baseline, as it was found when it had ended; null where none was asked for. */
  comparison(): BuildComparison | null
  /** In the order in which it was done. */
  steering(): SteeringRecord[]
  /** By time. */
  annotations(): ReportAnnotation[]
  /**
   * The same run, whose sums, counts and first and last seconds are without some seconds: exactly, as everything is stored for each second. What
   * is told one by one (`windows`, `seconds`, `load`, `exemplars`, …) stays all that is stored.
   */
  without(leftOut: LeftOut): RunReader
}

export interface StoredSeconds {
  /** What ended in one second of one series; by number, see `series`. Event streams have no response times. */
  rows: LatencyColumns
  /** By number. Rows of others were not asked for. */
  series: ReadonlyMap<number, SeriesKey>
}

/** Rows that `windows` holds at once. */
const ROWS_AT_ONCE = 4000

/**
 * @param guarded runs a call so that errors come out as HistoryError
 * @param leftOut see `without`
 */
export function createRunReader(
  database: Database,
  number: number,
  guarded: <T>(action: () => T) => T,
  leftOut: LeftOut = [],
): RunReader {
  const table = createWindowTable(database)
  const sum = new WindowSum()
  const { grouped, unread, readSome } = createWindowGroups(table, number)
  const allSeries = createKnownSeries(database, number)
  const summary = createSummaryQuery(database, number)
  const inTransaction = database.transaction((action: () => unknown) => action())
  const endOf = database.prepare<[number], number | null>('SELECT last_second + 1 FROM runs WHERE number = ?').pluck()

  function snapshot<T>(action: () => T): T {
    return guarded(() => inTransaction.deferred(action) as T)
  }

  function readRun(): StoredRun {
    const run = summary()
    if (run === null) throw new Error(`run ${number} was deleted`)
    return completeRun(database, { number, run })
  }

  function endSecond(): number {
    return endOf.get(number) ?? 0
  }

  function written(): Written {
    return { endS: endSecond(), rolled: table.rolledUntil(number), leftOut }
  }

  function groupedWindow(fromS: number, toS: number, by: (keyof SeriesKey)[], filter: SeriesFilter): GroupTotals[] {
    return grouped(fromS, toS, written(), seriesGroups(allSeries(), by, filter), wholeWindows)
  }

  /** Parts of [fromS, toS) with some thousand rows each: what comes in while the caller waits in between is there as well. */
  function* chunks(level: AnyLevel, fromS: number, toS: number): Generator<[fromS: number, toS: number]> {
    const seconds = level === RUN_LEVEL ? 1 : level
    const series = snapshot(() => allSeries()).length
    const chunkS = seconds * Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(1, series)))
    let at = snapshot(() => table.firstFrom(number, level, fromS))
    while (at !== null && at < toS) {
      const endS = Math.min(toS, at + chunkS)
      yield [at, endS]
      at = snapshot(() => table.firstFrom(number, level, endS))
    }
  }

  function* windows(
    level: AnyLevel,
    fromS: number,
    toS: number,
    filter: SeriesFilter,
  ): Generator<SeriesTotals & { t: number }> {
    for (const [chunkFromS, chunkToS] of chunks(level, fromS, toS)) {
      const [rows, wanted] = snapshot(() => {
        const all = allSeries()
        const now = matching(all, false, filter)
        return [readSome(level, chunkFromS, chunkToS, now, all.length), now] as const
      })
      for (const { t, series, window } of rows) {
        sum.clear()
        sum.addStored(window)
        yield { t, series: pick(wanted.get(series)!, EVERY_PROPERTY) as SeriesKey, window: sum.toSeriesWindow() }
      }
    }
  }

  function* seconds(fromS: number, toS: number, of: 'each' | 'totals'): Generator<StoredSeconds> {
    for (const [chunkFromS, chunkToS] of chunks(1, fromS, toS))
      yield snapshot(() => {
        const series = matching(allSeries(), of === 'totals', {})
        const stretch = [number, 1, chunkFromS, chunkToS] as const
        const rows = of === 'each' ? table.latencies(...stretch) : table.latenciesOf(...stretch, [...series.keys()])
        return { rows, series }
      })
  }

  function* steps<G>(stepS: number, options: TimelineOptions, visitor: GroupVisitor<G>): Generator<TimelineStep<G>> {
    const { fromS = 0, toS = Infinity, filter = {}, by = EVERY_PROPERTY } = options
    // Series and end as they are now: what a running run gets while the caller waits between steps is for its next timeline. What is not
    // rolled up by now may be later, and is there as it was.
    const [chosen, extent] = snapshot(() => [seriesGroups(allSeries(), by, filter), written()] as const)
    const endS = Math.min(toS, extent.endS)
    for (let t = Math.floor(fromS / wholeStep(stepS)) * stepS; t < endS; t += stepS) {
      // Beyond the end asked for the step is cut off, but not at the end of the run: whole windows reach beyond it.
      const stepEndS = Math.min(t + stepS, toS)
      const groups = snapshot(() => grouped(t, stepEndS, extent, chosen, visitor))
      yield { t, endS: Math.min(stepEndS, endS), groups }
    }
  }

  return {
    run: () => snapshot(readRun),
    summary: () => snapshot(summary),
    series: () =>
      snapshot(() =>
        allSeries()
          .filter(({ isTotal }) => !isTotal)
          .map((series) => pick(series, EVERY_PROPERTY) as SeriesKey),
      ),
    windows: (level, fromS, toS, filter = {}) => windows(level, fromS, toS, filter),
    seconds,
    mergedWindow: (fromS, toS, filter = {}) =>
      snapshot(() => groupedWindow(fromS, toS, EVERY_PROPERTY, filter)).map(({ key, window }) => ({
        series: key as SeriesKey,
        window,
      })),
    unreadWindows: (fromS, toS) =>
      snapshot(() => unread(fromS, toS, written(), seriesGroups(allSeries(), EVERY_PROPERTY, {}))).map(
        ({ key, window }) => ({
          series: key as SeriesKey,
          window: { ...window, read: (visit) => guarded(() => window.read(visit)) },
        }),
      ),
    groupedWindow: (fromS, toS, by, filter = {}) => snapshot(() => groupedWindow(fromS, toS, by, filter)),
    eachGroup: (fromS, toS, by, filter, visitor) =>
      snapshot(() => grouped(fromS, toS, written(), seriesGroups(allSeries(), by, filter), visitor)),
    eachLatency: (fromS, toS, by, filter, visit) =>
      snapshot(() => {
        grouped(fromS, toS, written(), seriesGroups(allSeries(), by, filter), {
          take: (key, total) => visit(key, (histogram) => total.addLatencyTo(histogram)),
        })
      }),
    groupedCounts: (fromS, toS, by, filter = {}) =>
      snapshot(() => {
        const { endS, rolled } = written()
        const tiling = remainingTiles(Math.max(0, fromS), toS, leftOut, endS, rolled).flat()
        return groupedCounts(table, number, tiling, rolled, seriesGroups(allSeries(), by, filter))
      }),
    seenBetween: (fromS, toS, filter = {}) =>
      snapshot(() => {
        const { endS, rolled } = written()
        // The window of the whole run has no second.
        const below = { ...rolled, [RUN_LEVEL]: 0 }
        const tiling = remainingParts(Math.max(0, fromS), toS, leftOut).flatMap((part) =>
          tilesFor(part.fromS, part.toS, endS, below),
        )
        return seenSeconds(table, number, tiling, allSeries(), filter)
      }),
    timeline: (stepS, options = {}) => steps(stepS, options, wholeWindows),
    steps: (stepS, options, visitor) => steps(stepS, options, visitor),
    hasSecondTotals: () => snapshot(() => table.rolledUntil(number)[1] > 0),
    errors: () => snapshot(() => readErrors(database, number)),
    errorsBetween: (fromS, toS) => snapshot(() => readErrorsBetween(database, number, fromS, toS, leftOut)),
    errorsOverTime: (stepS, fromS = 0, toS = Infinity) =>
      snapshot(() =>
        readErrorsOverTime(database, number, wholeStep(stepS), fromS, Math.min(toS, endSecond()), leftOut),
      ),
    exemplars: () => snapshot(() => readExemplars(database, number)),
    load: (fromS = 0, toS = Number.MAX_SAFE_INTEGER) => snapshot(() => readLoad(database, number, fromS, toS)),
    health: (fromS = 0, toS = Number.MAX_SAFE_INTEGER) => snapshot(() => readHealth(database, number, fromS, toS)),
    criteria: () =>
      snapshot(() =>
        database
          .prepare<[number], string>('SELECT result FROM criteria WHERE run = ? ORDER BY position')
          .pluck()
          .all(number)
          .map((result) => JSON.parse(result) as ReportCriterion),
      ),
    comparison: () => snapshot(() => readComparison(database, number)),
    steering: () => snapshot(() => readSteering(database, number)),
    annotations: () => snapshot(() => readAnnotations(database, number)),
    without: (seconds) => createRunReader(database, number, guarded, seconds),
  }
}

const wholeWindows: GroupVisitor<GroupTotals> = {
  take: (key, total) => ({ key, window: total.toSeriesWindow() }),
}

function wholeStep(stepS: number): number {
  if (!Number.isSafeInteger(stepS) || stepS < 1) throw new RangeError(`a timeline cannot have steps of ${stepS} s`)
  return stepS
}
