/**
 * The history: every run with everything it measured, in one SQLite file. The host opens one per workspace; several processes may
 * use a file at once. Nothing outside this folder knows about SQL.
 */
import { resolve } from 'node:path'
import type { HistoryUse, RunGroup, RunIds, RunRow } from '../../contract/methods/runs.ts'
import { baselineEndpoints, type BaselineEndpoints } from './baselineNumbers.ts'
import { compact } from './compaction.ts'
import { openFile, openMemory, type HistoryNotice, type OpenedFile } from './databaseFile.ts'
import { deleteRun } from './deleteRun.ts'
import { prepareGoneRuns } from './goneRuns.ts'
import { HistoryError, withHistoryErrors } from './historyError.ts'
import { historyUse } from './historyUse.ts'
import { markInterruptedRuns, noticeGoneRuns } from './interruptedRuns.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { ReportVerdict } from '../../core/report/report.ts'
import type { ScenarioBuilds } from '../../contract/methods/builds.ts'
import type { CapacitySearch } from '../../contract/methods/capacity.ts'
import { capacitySearches } from './capacitySearches.ts'
import {
  readBaseline,
  readMovedChanges,
  readTriage,
  writeBaseline,
  writeMovedChange,
  writeTriage,
  type ChangeId,
  type ComparedScenario,
  type MovedChange,
  type Triage,
} from './comparisonMarks.ts'
import { writeComparison } from './comparisons.ts'
import { defineLocalDay } from './localDay.ts'
import { measuredRuns, measuredRunSlices, type MeasuredRun, type MeasuredRunsQuery } from './measuredRuns.ts'
import type { NewRun, RunNumbers, RunSummary } from './newRun.ts'
import { machineIdentity, processState } from './processIdentity.ts'
import { writeRetention, type Retention } from './retention.ts'
import { editRuns, hideRuns, unhideRuns, type RunEdit } from './runEdits.ts'
import {
  listFacets,
  listRunGroups,
  listRunIds,
  listRunRows,
  type RunFacets,
  type RunGroupsQuery,
  type RunIdsQuery,
  type RunListQuery,
} from './runList.ts'
import { summarizeOlder } from './runNumbers.ts'
import { scenarioBuilds } from './scenarioBuilds.ts'
import { ranScenarios, type RanScenario } from './ranScenarios.ts'
import { listRuns, previousRuns, resolveRun, runsDuring, type RunFilter } from './runQueries.ts'
import { createRunReader, type RunReader } from './runReader.ts'
import { insertRun } from './runTable.ts'
import { createRunWriter, type RunWriter } from './runWriter.ts'
import { createUpkeep, type Upkeep } from './upkeep.ts'

export interface HistoryOptions {
  /** Nothing is written, and nothing left behind beside the file. Runs whose process is gone are `interrupted` here all the same. */
  readOnly?: boolean
  /** The file may not grow beyond this; then writing fails as on a full disk. */
  maxBytes?: number
  /** How long a write waits for other processes that write, before it fails as 'locked'; 10 s if not given. */
  lockWaitMs?: number
  /** Wall clock, ms since 1970. */
  nowMs?: () => number
}

export interface History {
  /** Absolute path, or `:memory:`. */
  readonly file: string
  /** True when it was asked for, or the file is newer than this program. */
  readonly readOnly: boolean
  /** What the user should be told about the file. */
  readonly notices: readonly HistoryNotice[]
  /** @throws HistoryError 'readOnly', 'newer', 'full', 'locked', … */
  startRun(run: NewRun): RunWriter
  /** Newest first. */
  listRuns(filter?: RunFilter): RunSummary[]
  /** By id, beginning of an id, `last` or `last~N`. @throws HistoryError 'notFound' or 'ambiguous', with what may be meant. */
  findRun(reference: string): RunReader
  /** Earlier runs of the same plan and scenario that have ended, newest first. */
  previousRuns(run: RunSummary, limit: number): RunSummary[]
  /** Runs that were going on at some time in [fromMs, toMs), wall clock, the first to begin first. */
  runsDuring(fromMs: number, toMs: number): RunSummary[]
  /** Removes a run with everything it measured at once; its room in the file is used again. @throws HistoryError 'notFound', 'running', … */
  deleteRun(reference: string): void
  /** Finds runs whose process is gone meanwhile, as opening does. */
  markInterrupted(): void
  /** As `runs.list`: a page of the list, and how many there are. */
  listRunRows(query: RunListQuery): { rows: RunRow[]; total: number }
  /** As `runs.groups`. */
  listRunGroups(query: RunGroupsQuery): RunGroup[]
  /** As `runs.ids`. */
  listRunIds(query: RunIdsQuery): RunIds
  /** As `runs.facets`. */
  listFacets(): RunFacets
  /**
   * Fills in the numbers of runs that have ended without, because an older version wrote them or their process died; newest first.
   * @param numbersOf makes them from a report; HistoryError 'damaged' means that they cannot be made, and the run is not tried again. Any
   * other error is thrown on, and leaves the run to who opens the file next.
   * @param atMost runs, each of which may take as long as its report does
   * @returns how many are left
   */
  summarizeOlder(numbersOf: (run: RunReader) => RunNumbers, atMost: number): number
  /** Runs of a scenario with what they measured of its endpoints, oldest first. */
  measuredRuns(query: MeasuredRunsQuery): MeasuredRun[]
  /**
   * Keeps what a run that has ended was found to be beside its baseline, and the verdict that follows from it.
   * @throws HistoryError 'running' for one that goes on
   */
  keepComparison(reference: string, comparison: BuildComparison, verdictOf: (run: RunReader) => ReportVerdict): void
  /** The same, a few at a time. */
  measuredRunSlices(query: MeasuredRunsQuery): Iterable<MeasuredRun[]>
  /** Plans, scenarios and targets of runs that have ended, those that were run last first. */
  ranScenarios(): RanScenario[]
  /** As `capacity.searches`. */
  capacitySearches(): CapacitySearch[]
  /** As `builds.scenarios`. */
  scenarioBuilds(): ScenarioBuilds[]
  /** The build that others of this scenario are compared with; null where none was set. */
  baseline(of: ComparedScenario): string | null
  /** What its runs measured of each endpoint, as medians; null where none was set. */
  baselineEndpoints(of: ComparedScenario): BaselineEndpoints | null
  /** @param build null: none from now on */
  setBaseline(of: ComparedScenario, build: string | null): void
  /** What was said of changes that were found, oldest first. */
  triage(of: ComparedScenario): Triage[]
  /** @param triage null: nothing after all */
  setTriage(of: ComparedScenario, change: ChangeId, triage: Pick<Triage, 'state' | 'note'> | null): void
  movedChanges(of: ComparedScenario): MovedChange[]
  /** @param beganWith a run of the build with which the change began; null: where it was found, after all */
  moveChange(of: ComparedScenario, change: ChangeId, beganWith: string | null): void
  /** As `runs.edit`. @throws HistoryError; then nothing was changed. */
  editRuns(edit: RunEdit): void
  /** As `runs.delete`: hides them; they are removed when `undoMs` are over, or the history is closed. @throws HistoryError; then none is. */
  hideRuns(references: readonly string[]): { deleted: string[]; undoMs: number }
  /** As `runs.undelete`, by whole ids. @throws HistoryError 'notFound' when some are gone; the others are back. */
  unhideRuns(ids: readonly string[]): void
  /** As `runs.historyUse`. */
  use(): HistoryUse
  /** As `runs.setRetention`: runs that are not to be kept any longer are removed in the background, now and after each run. */
  setRetention(retention: Retention): HistoryUse
  /** As `runs.compact`. @throws HistoryError 'running', 'full', … */
  compact(): Promise<HistoryUse>
  /**
   * Resolves when the rows of all deleted runs that cannot be brought back, and runs that retention does not keep, are gone.
   * @throws HistoryError 'refused' when it was closed meanwhile, …
   */
  settled(): Promise<void>
  /**
   * Moves what was written from SQLite's log to its place. Done every ten seconds by itself, between the seconds of a run: a
   * call is only of use before copying the file.
   */
  checkpoint(): void
  /** Runs that this history is still writing are marked `interrupted`. */
  close(): void
}

/** Seconds written between two checkpoints, and how long after a second: the next one is then some time away. */
const CHECKPOINT_EVERY = 10
const CHECKPOINT_AFTER_MS = 300

/**
 * Opens the history, with its folder if need be. A damaged file is kept under another name and a new one begun; a newer one is opened
 * read-only; both are in `notices`. Runs whose process is gone are marked `interrupted`, or taken for it where nothing may be written.
 * @throws HistoryError when it cannot be opened.
 */
export function openHistory(file: string, options: HistoryOptions = {}): History {
  const path = resolve(file)
  return historyOf(path, openFile(path, options.readOnly ?? false, options.lockWaitMs), options)
}

/** A history that no disk is needed for and that is gone with the process: for going on when the real one cannot be written. */
export function openMemoryHistory(options: Pick<HistoryOptions, 'nowMs'> = {}): History {
  return historyOf(':memory:', openMemory(), options)
}

function historyOf(path: string, opened: OpenedFile, options: HistoryOptions): History {
  const { maxBytes, nowMs = Date.now } = options
  const { database, readOnly, notices } = opened
  const writers = new Set<RunWriter>()
  /** Runs whose deletion can be undone here, by number. */
  const hidden = new Set<number>()
  /** Runs that cannot be summed up here, by number. */
  const notSummarized = new Set<number>()
  const isNewer = notices.some(({ code }) => code === 'newer')
  let written = 0
  let timer: NodeJS.Timeout | null = null
  /** Null where nothing may be written, or removed. */
  let upkeep: Upkeep | null = null

  function guarded<T>(action: () => T): T {
    try {
      return withHistoryErrors(path, action)
    } catch (error) {
      // A table or column that this program expects and the newer file no longer has.
      const isMissing = error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR'
      if (!isNewer || !isMissing) throw error
      throw new HistoryError(
        'newer',
        `The history ${path} was written by a newer version of Loadwright and cannot be read by this one. Update Loadwright.`,
        error,
      )
    }
  }

  function refuseReadOnly(): void {
    if (!readOnly) return
    const why = isNewer ? 'was written by a newer version of Loadwright' : 'was opened read-only'
    throw new HistoryError(
      isNewer ? 'newer' : 'readOnly',
      `The history ${path} ${why}, so nothing can be written to it. ${isNewer ? 'Update Loadwright' : 'Allow writing'}, or name another file with --history.`,
    )
  }

  function checkpoint(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (!readOnly && database.open) guarded(() => database.pragma('wal_checkpoint(PASSIVE)'))
  }

  function checkpointQuietly(): void {
    try {
      checkpoint()
    } catch {
      // Nothing is lost: the log keeps everything, and the next write says what is wrong.
    }
  }

  function guardedWrite(action: () => void): void {
    guarded(action)
    if (++written % CHECKPOINT_EVERY === 0) timer ??= setTimeout(checkpointQuietly, CHECKPOINT_AFTER_MS).unref()
  }

  function refuseClosed(): void {
    if (!database.open) throw new HistoryError('refused', `The history ${path} was closed before this was done.`)
  }

  function writable<T>(action: () => T): T {
    refuseReadOnly()
    return guarded(action)
  }

  function findInterrupted(): void {
    const find = readOnly ? noticeGoneRuns : markInterruptedRuns
    guarded(() => find(database, machineIdentity(), nowMs()))
  }

  try {
    guarded(() => prepareGoneRuns(database))
    defineLocalDay(database)
    if (readOnly) findInterrupted()
    else {
      if (maxBytes !== undefined) {
        const pageBytes = Number(database.pragma('page_size', { simple: true }))
        database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`)
      }
      findInterrupted()
      upkeep = guarded(() => createUpkeep(database, nowMs, guarded))
      upkeep.wake()
    }
  } catch (error) {
    database.close()
    opened.dispose()
    throw error
  }
  return {
    file: path,
    readOnly,
    notices,
    startRun(run) {
      refuseReadOnly()
      const state = processState(process.pid)
      const processStart = state.isRunning ? state.start : null
      const owner = { machine: machineIdentity(), pid: process.pid, processStart }
      const { number, id } = guarded(() =>
        database.transaction(() => insertRun(database, run, owner, nowMs())).immediate(),
      )
      const writer = createRunWriter({ database, number, id, nowMs, guarded: guardedWrite })
      const tracked: RunWriter = {
        ...writer,
        finish(finish) {
          writer.finish(finish)
          writers.delete(tracked)
          upkeep?.wake()
        },
      }
      writers.add(tracked)
      return tracked
    },
    listRuns: (filter = {}) => guarded(() => listRuns(database, filter)),
    findRun: (reference) => createRunReader(database, guarded(() => resolveRun(database, reference)).number, guarded),
    markInterrupted: findInterrupted,
    previousRuns: (run, limit) => guarded(() => previousRuns(database, run, limit)),
    runsDuring: (fromMs, toMs) => guarded(() => runsDuring(database, fromMs, toMs)),
    deleteRun: (reference) => writable(() => deleteRun(database, resolveRun(database, reference))),
    listRunRows: (query) => guarded(() => listRunRows(database, query)),
    listRunGroups: (query) => guarded(() => listRunGroups(database, query)),
    listRunIds: (query) => guarded(() => listRunIds(database, query)),
    listFacets: () => guarded(() => listFacets(database)),
    summarizeOlder: (numbersOf, atMost) =>
      writable(() =>
        summarizeOlder(
          database,
          (number) => numbersOf(createRunReader(database, number, guarded)),
          atMost,
          notSummarized,
        ),
      ),
    measuredRuns: (query) => guarded(() => measuredRuns(database, query)),
    *measuredRunSlices(query) {
      const slices = measuredRunSlices(database, query)
      for (;;) {
        const slice = guarded(() => slices.next())
        if (slice.done === true) return
        yield slice.value
      }
    },
    keepComparison: (reference, comparison, verdictOf) =>
      writable(() => {
        const { number, run } = resolveRun(database, reference)
        if (run.status === 'running') throw new HistoryError('running', `Run ${run.id} is still going on.`)
        database
          .transaction(() => {
            writeComparison(database, number, comparison)
            const verdict = verdictOf(createRunReader(database, number, guarded))
            database.prepare('UPDATE runs SET verdict = ? WHERE number = ?').run(JSON.stringify(verdict), number)
          })
          .immediate()
      }),
    ranScenarios: () => guarded(() => ranScenarios(database)),
    capacitySearches: () => guarded(() => capacitySearches(database)),
    scenarioBuilds: () => guarded(() => scenarioBuilds(database)),
    baseline: (of) => guarded(() => readBaseline(database, of)),
    baselineEndpoints: (of) => guarded(() => baselineEndpoints(database, of)),
    setBaseline: (of, build) => writable(() => writeBaseline(database, of, build, nowMs())),
    triage: (of) => guarded(() => readTriage(database, of)),
    setTriage: (of, change, triage) => writable(() => writeTriage(database, of, change, triage, nowMs())),
    movedChanges: (of) => guarded(() => readMovedChanges(database, of)),
    moveChange: (of, change, beganWith) => writable(() => writeMovedChange(database, of, change, beganWith, nowMs())),
    editRuns: (edit) => writable(() => editRuns(database, edit)),
    hideRuns: (references) =>
      writable(() => {
        const { numbers, deleted, undoMs } = hideRuns(database, references, nowMs())
        for (const number of numbers) hidden.add(number)
        upkeep?.wake()
        return { deleted, undoMs }
      }),
    unhideRuns: (ids) => writable(() => unhideRuns(database, ids)),
    use: () => guarded(() => historyUse(database, path)),
    setRetention: (retention) =>
      writable(() => {
        writeRetention(database, retention)
        upkeep?.wake()
        return historyUse(database, path)
      }),
    async compact() {
      refuseReadOnly()
      await upkeep?.settled()
      if (database.open) await compact(database, path, nowMs, guarded)
      refuseClosed()
      return guarded(() => historyUse(database, path))
    },
    async settled() {
      await upkeep?.settled()
      refuseClosed()
    },
    checkpoint,
    close() {
      if (!database.open) return
      for (const writer of writers) {
        try {
          writer.finish({ status: 'interrupted', endedAtMs: nowMs(), verdict: null, criteria: [] })
        } catch {
          // The disk is full, say: whoever opens the file next marks the run.
        }
      }
      try {
        upkeep?.close(hidden)
      } catch {
        // What is hidden stays so, and is removed by whoever opens the file next.
      }
      checkpointQuietly()
      database.close()
      opened.dispose()
    },
  }
}
