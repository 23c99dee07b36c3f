/** Capacity: searches for the largest load that meets all maximums, and what runs at several loads say together. */
import { z } from 'zod'
import type { CapacityAnalysis } from '../../core/capacity/analyzeCapacity.ts'
import type { ComparedSearches } from '../../core/capacity/comparedSearches.ts'
import type { AskedLoad } from '../../core/capacity/level.ts'
import { method } from '../method.ts'
import { runReference } from './runs.ts'

/** Runs that are looked at together. */
export const MOST_LEVEL_RUNS = 1000
/** Searches of a build that are taken, the newest. */
export const MOST_SEARCHES = 10

export interface CapacitySearch {
  /** Id of its first run: its runs have the tag `capacity ID`. */
  id: string
  planName: string
  /** As the plan has it. */
  scenario: string
  target: string
  build: string | null
  /** Its first run. */
  startedAtMs: number
  runs: number
  /** Different loads of its runs that have ended. */
  levels: number
  isRunning: boolean
  /** By the verdicts of its runs alone, without its point; `capacity.read` knows more. */
  sentence: string
}

/** A run that says nothing of a load, and why: a sentence. */
export interface LeftOutRun {
  runId: string
  why: string
}

export interface CapacityView {
  /** Null where runs were chosen by themselves. */
  search: string | null
  planName: string
  planFile: string | null
  /** As the plan has it, where a search has made the runs. */
  scenario: string
  target: string
  /** Of its runs, the first first; runs of no build are not in it. */
  builds: string[]
  startedAtMs: number
  unit: AskedLoad['unit']
  isRunning: boolean
  /** Of those that count, in the order in which they ran. */
  runIds: string[]
  leftOut: LeftOutRun[]
  analysis: CapacityAnalysis
}

/** Served by the host itself. */
export const capacityListMethods = {
  /** The newest first, at most 200. */
  'capacity.searches': method<CapacitySearch[]>()(z.strictObject({})),
}

/** Served by the readers of the history. */
export const capacityMethods = {
  /** All runs of a search, or such runs; runs that are of another scenario or target than the newest of them are left out. */
  'capacity.read': method<CapacityView>()(
    z.union([
      z.strictObject({ search: runReference }),
      z.strictObject({ runs: z.array(runReference).min(1).max(MOST_LEVEL_RUNS) }),
    ]),
  ),
  /** Whether one build takes less load than another, by searches of both. */
  'capacity.compare': method<ComparedSearches>()(
    z.strictObject({
      baseline: z.array(runReference).min(1).max(MOST_SEARCHES),
      candidate: z.array(runReference).min(1).max(MOST_SEARCHES),
    }),
  ),
}
