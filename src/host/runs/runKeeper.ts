/**
 * Keeps what a run measures. It writes to the history; when that fails in mid-run (a full disk), what was written so far is
 * taken over into a history in memory, and the run goes on there, so that its report can still be made and printed.
 */
import type { ReportAnnotation } from '../../core/report/report.ts'
import { HistoryError } from '../storage/historyError.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import type { MergedSecond } from '../storage/mergedSecond.ts'
import type { NewRun, RunFinish } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'
import type { SteeringRecord } from '../storage/steeringTables.ts'
import type { RunWriter } from '../storage/runWriter.ts'

export class RunKeeper {
  #history: History
  #writer: RunWriter | null = null
  /** Of the history that could not be written any more, if its run has not ended there. */
  #abandoned: RunWriter | null = null
  #hasEnded = false
  #id = ''
  #run: NewRun | null = null
  #lost: boolean
  readonly notices: string[] = []

  /** `history` null: it could not be opened, `reason` says why; the run is kept in memory only. */
  constructor(history: History | null, reason: string | null) {
    this.#history = history ?? openMemoryHistory()
    this.#lost = history === null
    if (reason !== null) this.notices.push(`This run is not in the history. ${reason}`)
  }

  /** True when the run is not (wholly) in the history on disk. */
  get lost(): boolean {
    return this.#lost
  }

  get history(): History {
    return this.#history
  }

  /** As it was when the run started, wherever it is kept by now: people have seen it. */
  get id(): string {
    return this.#id
  }

  start(run: NewRun): void {
    this.#run = run
    try {
      this.#writer = this.#history.startRun(run)
    } catch (error) {
      this.#fallBack(error)
    }
    this.#id = this.#writer!.id
  }

  write(second: MergedSecond): void {
    this.#try((writer) => writer.writeSecond(second))
  }

  addSteering(steering: SteeringRecord): void {
    this.#try((writer) => writer.addSteering(steering))
  }

  addAnnotation(annotation: ReportAnnotation): void {
    this.#try((writer) => writer.addAnnotation(annotation))
  }

  /** @param atMs since the start of the run. From now on readers know it, who would else go by the plan. */
  endLoad(atMs: number): void {
    this.#try((writer) => writer.endLoad(atMs))
  }

  heartbeat(): void {
    try {
      this.#writer!.heartbeat()
    } catch {
      // The next second says what is wrong.
    }
  }

  finish(finish: RunFinish): void {
    this.#try((writer) => writer.finish(finish))
    this.#hasEnded = true
    this.#endAbandoned(finish.endedAtMs)
  }

  /** Else the part that is on disk would pass for a run that goes on as long as this process does. */
  #endAbandoned(endedAtMs: number): void {
    const abandoned = this.#abandoned
    this.#abandoned = null
    try {
      abandoned?.finish({ status: 'interrupted', endedAtMs, verdict: null, criteria: [] })
    } catch {
      // There is still no room: whoever opens the file next marks the run.
    }
  }

  reader(): RunReader {
    return this.#history.findRun(this.#writer!.id)
  }

  #try(write: (writer: RunWriter) => void): void {
    try {
      write(this.#writer!)
    } catch (error) {
      this.#fallBack(error)
      write(this.#writer!)
    }
  }

  /** @throws the error itself when it is none of the history's, or when there is nothing left to fall back to. */
  #fallBack(error: unknown): void {
    if (!(error instanceof HistoryError) || this.#lost) throw error
    this.#lost = true
    const written = this.#writer
    const memory = openMemoryHistory()
    const writer = memory.startRun(this.#run!)
    this.notices.push(`From here on this run is not in the history. ${error.message}`)
    if (written) {
      try {
        const reader = this.#history.findRun(written.id)
        for (const steering of reader.steering()) writer.addSteering(steering)
        for (const annotation of reader.annotations()) writer.addAnnotation(annotation)
        copySeconds(reader, writer)
        const { loadEndMs } = reader.run()
        if (loadEndMs !== null) writer.endLoad(loadEndMs)
      } catch {
        this.notices.push(
          'What was written before that could not be read back: this report covers only what came after it.',
        )
      }
    }
    this.#history = memory
    this.#writer = writer
    this.#abandoned = this.#hasEnded ? null : written
  }
}

function copySeconds(from: RunReader, to: RunWriter): void {
  const health = new Map(from.health().map(({ t, engines }) => [t, engines]))
  const windows = new Map<number, MergedSecond['windows']>()
  for (const { t, series, window } of from.windows(1, 0, Number.MAX_SAFE_INTEGER)) {
    const list = windows.get(t)
    if (list) list.push({ series, window })
    else windows.set(t, [{ series, window }])
  }
  const seconds = from.load()
  for (const { t, load, trusted, reasons } of seconds) {
    to.writeSecond({
      t,
      load,
      trusted,
      reasons,
      windows: windows.get(t) ?? [],
      health: health.get(t) ?? [],
      // All are known by second: only runs of older versions have others.
      errors: from.errorsBetween(t, t + 1).map((error) => ({ ...error, count: error.inWindow ?? 0 })),
      exemplars: t === seconds.at(-1)?.t ? from.exemplars() : [],
    })
  }
}
