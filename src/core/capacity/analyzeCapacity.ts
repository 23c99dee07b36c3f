/** Everything that is said about capacity, from runs of the same scenario at several loads: complete for a screen and for a terminal, as JSON. */
import { seededStream } from '../statistics/seededStream.ts'
import type { ScalabilityPoint } from './fitScalability.ts'
import type { AskedLoad, LevelRun } from './level.ts'
import { levelsOf, type Level } from './levels.ts'
import { kneeOf, worstOutcome, type Knee, type LevelOutcome } from './maximumsMet.ts'
import { saturationOf, type Saturation } from './saturation.ts'
import { scalabilityOf, type Scalability } from './scalability.ts'

export interface JudgedLevel {
  load: AskedLoad
  outcome: LevelOutcome
  /** Means, and the highest of the percentiles, of the runs whose generator was trusted; of all where none was. */
  throughputPerS: number
  concurrency: number | null
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  /** Failed requests of all; null without any. */
  failureShare: number | null
  /** In the order in which they ran. */
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
    levels: levelsOf(runs).map(judgedLevel),
    knee: kneeOf(ordered),
    saturation: saturationOf(levelsOf(trusted)),
    scalability: scalabilityOf(
      trusted.flatMap(pointOf),
      seededStream('capacity', ...ordered.map(({ runId }) => runId)),
    ),
  }
}

function judgedLevel({ load, runs, counted, throughputPerS, concurrency }: Level): JudgedLevel {
  const highest = (read: 'p50Ms' | 'p95Ms' | 'p99Ms'): number | null => {
    const values = counted.flatMap((run) => run[read] ?? [])
    return values.length === 0 ? null : Math.max(...values)
  }
  const requests = counted.reduce((sum, run) => sum + run.requests, 0)
  const failures = counted.reduce((sum, run) => sum + run.failures, 0)
  return {
    load,
    outcome: worstOutcome(runs),
    throughputPerS,
    concurrency,
    p50Ms: highest('p50Ms'),
    p95Ms: highest('p95Ms'),
    p99Ms: highest('p99Ms'),
    failureShare: requests === 0 ? null : failures / requests,
    runs,
  }
}

function pointOf({ load, concurrency, throughputPerS, throughputErrorPerS }: LevelRun): ScalabilityPoint[] {
  if (concurrency === null) return []
  const standardErrorPerS =
    throughputErrorPerS === null ? null : Math.hypot(throughputErrorPerS, RUN_TO_RUN * throughputPerS)
  return [{ level: load.level, concurrency, throughputPerS, standardErrorPerS }]
}
