/** What a reader has found out of runs, so that the next question about one is answered sooner. */
import type { Result } from '../../contract/method.ts'
import type { analysisMethods } from '../../contract/methods/analysis.ts'
import { createStepMemory, NO_MEMORY, type StepMemory } from '../analysis/stepMemory.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { fromJson } from '../runs/runSettings.ts'
import { createSlidingReplay, type SlidingReplay } from '../runs/slidingReplay.ts'
import type { History } from '../storage/history.ts'
import type { StoredRun } from '../storage/newRun.ts'

export type Findings = Result<(typeof analysisMethods)['run.findings']>

export interface KnownRuns {
  /**
   * A run as it is now.
   * @throws HistoryError when there is none, or it cannot be read
   */
  find(history: History, reference: string): RunRecord
  /** What `find` was made of this run, once. */
  findings(record: RunRecord, find: () => Findings): Findings
  /** Of steps of this run that were read. */
  memory(record: RunRecord): StepMemory
  forget(): void
}

interface Known {
  state: string
  record: RunRecord
  replay: SlidingReplay
  findings: Findings | null
  memory: StepMemory
}

/** The seconds of a whole day take some hundred megabytes. */
const RUNS_AT_MOST = 2

export function createKnownRuns(): KnownRuns {
  /** By id, the one asked for last at the end. */
  const known = new Map<string, Known>()

  function remember(id: string, run: Known): RunRecord {
    known.delete(id)
    known.set(id, run)
    const [oldest] = known.keys()
    if (known.size > RUNS_AT_MOST && oldest !== undefined) known.delete(oldest)
    return run.record
  }

  /** Whether what was read of a run still holds. Notes, tags and the star change when it has ended. */
  function renew(there: Known, run: StoredRun): boolean {
    if (there.state !== stateOf(run)) return false
    there.record = { ...there.record, run }
    return true
  }

  /** The same of one that had ended, by its summary: it is asked for with every question. */
  function renewEnded(there: Known): boolean {
    const { run, reader } = there.record
    const now = run.status === 'running' ? null : reader.summary()
    return now !== null && renew(there, { ...run, ...now })
  }

  return {
    find(history, reference) {
      const named = known.get(reference)
      if (named !== undefined && renewEnded(named)) return remember(reference, named)
      const reader = history.findRun(reference)
      const run = reader.run()
      const there = known.get(run.id)
      if (there !== undefined && renew(there, run)) return remember(run.id, there)
      const isOn = run.status === 'running'
      const replay = isOn && there !== undefined ? there.replay : createSlidingReplay(fromJson(run.settings))
      const record = recordOf(reader, { replay })
      return remember(run.id, {
        state: stateOf(record.run),
        record,
        replay,
        findings: null,
        memory: isOn ? NO_MEMORY : createStepMemory(),
      })
    },
    findings(record, find) {
      const there = known.get(record.run.id)
      if (there?.record !== record) return find()
      return (there.findings ??= find())
    },
    memory: ({ run }) => known.get(run.id)?.memory ?? NO_MEMORY,
    forget: () => known.clear(),
  }
}

/** What was read of a run holds as long as this is the same. */
function stateOf({ status, lastSecond, endedAtMs, verdict, loadEndMs }: StoredRun): string {
  return JSON.stringify([status, lastSecond, endedAtMs, verdict, loadEndMs])
}
