/** Everything that is said about capacity, from runs of the same scenario at several loads: complete for a screen and for a terminal, as JSON. */
import { seededStream } from '../statistics/seededStream.ts'
import type { ScalabilityPoint } from './fitScalability.ts'
import type { AskedLoad, LevelRun } from './level.ts'
import { levelsOf } from './levels.ts'
import { kneeOf, worstOutcome, type Knee, type LevelOutcome } from './maximumsMet.ts'
import { saturationOf, type Saturation } from './saturation.ts'
import { scalabilityOf, type Scalability } from './scalability.ts'

export interface JudgedLevel {
  load: AskedLoad
  outcome: LevelOutcome
  /** Means of the runs. */
  throughputPerS: number
  concurrency: number | null
  runs: LevelRun[]
}

export interface CapacityAnalysis {
  /** By load, lowest first. */
  levels: JudgedLevel[]
  knee: Knee
  saturation: Saturation
  scalability: Scalability
}

/**
 * What two measurements of the same load differ by beyond what one of them can see of itself: the median of 293 benchmarks that were repeated with one
 * build (reference/regression.md, 0.1). A block's spread alone would give a quiet level thousandfold weight.
 */
const RUN_TO_RUN = 0.02

/** @param runs of one scenario and target, in any order */
export function analyzeCapacity(runs: readonly LevelRun[]): CapacityAnalysis {
  const ordered = runs.toSorted((a, b) => a.load.level - b.load.level || (a.runId < b.runId ? -1 : 1))
  const trusted = ordered.filter(({ generatorDoubt }) => generatorDoubt === null)
  return {
    levels: levelsOf(ordered).map((level) => ({ ...level, outcome: worstOutcome(level.runs) })),
    knee: kneeOf(ordered),
    saturation: saturationOf(levelsOf(trusted)),
    scalability: scalabilityOf(
      trusted.flatMap(pointOf),
      seededStream('capacity', ...ordered.map(({ runId }) => runId)),
    ),
  }
}

function pointOf({ load, concurrency, throughputPerS, throughputErrorPerS }: LevelRun): ScalabilityPoint[] {
  if (concurrency === null) return []
  const standardErrorPerS =
    throughputErrorPerS === null ? null : Math.hypot(throughputErrorPerS, RUN_TO_RUN * throughputPerS)
  return [{ level: load.level, concurrency, throughputPerS, standardErrorPerS }]
}
