/** How a run ended, kept with it. */
import { DEFAULT_FAIL_ON, type EndedBy, type FailOn, type VerdictFacts } from '../../core/criteria/verdict.ts'
import type { SlidingOutcome } from '../../core/criteria/slidingWindow.ts'
import { totalDurationMs } from '../../core/load/loadShape.ts'
import type { JsonValue } from '../../core/plan/compiledPlan.ts'
import type { StoredRun } from '../storage/newRun.ts'
import type { RunSettings } from './runSettings.ts'

export interface RunOutcomeFacts {
  endedBy: EndedBy
  /** When the load ended, ms since the start: as planned, or when it was stopped. What was under way then may end later. */
  loadEndMs: number
  fault: VerdictFacts['fault']
  /** See VerdictFacts. */
  lost?: string
  failOn: FailOn[]
  sliding: (SlidingOutcome | null)[]
  foldedNames: { position: string; count: number }[]
  notices: string[]
}

export function outcomeToJson(facts: RunOutcomeFacts): JsonValue {
  return facts as unknown as JsonValue
}

/**
 * Of a run whose process died nothing was written at its end: what is known then, and while a run goes on, is what was planned,
 * what is there, and when the load was stopped.
 */
export function outcomeOf(run: StoredRun, settings: RunSettings): RunOutcomeFacts {
  if (run.outcome !== null) return run.outcome as unknown as RunOutcomeFacts
  const writtenMs = ((run.lastSecond ?? -1) + 1) * 1000
  return {
    endedBy: 'killed',
    loadEndMs: Math.min(writtenMs, totalDurationMs(settings.load), run.loadEndMs ?? Infinity),
    fault: null,
    failOn: [...DEFAULT_FAIL_ON],
    sliding: [],
    foldedNames: [],
    notices: [],
  }
}

/**
 * Length of the run. Its end is written as a time of day that lies so much after the start as was measured; of a run whose process
 * died only the last heartbeat is known, by a clock that may have been set meanwhile, so that its seconds must do.
 */
export function runEndMs({ startedAtMs, endedAtMs, lastSecond, outcome }: StoredRun): number {
  if (endedAtMs !== null && outcome !== null) return Math.max(0, endedAtMs - startedAtMs)
  return ((lastSecond ?? -1) + 1) * 1000
}
