/** Two builds by their searches for capacity, as data: for a screen, a terminal and JSON. */
import type { Difference } from '../comparison/comparison.ts'
import type { CapacityComparison } from './compareCapacity.ts'
import type { AskedLoad } from './level.ts'
import type { Knee } from './maximumsMet.ts'

export interface ComparedSearch {
  /** Id of its first run. */
  id: string
  startedAtMs: number
  /** The largest of its loads that met all maximums. */
  knee: Knee
}

export interface SearchedBuild {
  /** Of the runs of its searches; none where they have none. */
  labels: string[]
  /** At least one, the newest last. */
  searches: ComparedSearch[]
}

export interface ComparedSearches {
  planName: string
  /** As the plan has it. */
  scenario: string
  /** Of the loads of the candidate. */
  unit: AskedLoad['unit']
  baseline: SearchedBuild
  candidate: SearchedBuild
  /** What the searches differ in besides the build; what refuses the comparison comes first. */
  differences: Difference[]
  /** Null: the differences make it meaningless. */
  comparison: CapacityComparison | null
}
