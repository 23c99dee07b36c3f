/** Runs at the same load as one level. */
import { mean } from '../statistics/moments.ts'
import type { AskedLoad, LevelRun } from './level.ts'

export interface Level {
  load: AskedLoad
  /** In the order in which they ran. */
  runs: LevelRun[]
  /** Mean of the runs. */
  throughputPerS: number
  /** Mean of the runs that have one; null without any. */
  concurrency: number | null
}

/** By load, lowest first. */
export function levelsOf(runs: readonly LevelRun[]): Level[] {
  const byLevel = new Map<number, LevelRun[]>()
  for (const run of runs) byLevel.set(run.load.level, [...(byLevel.get(run.load.level) ?? []), run])
  return [...byLevel.values()]
    .map((own): Level => {
      const concurrencies = own.flatMap(({ concurrency }) => (concurrency === null ? [] : [concurrency]))
      return {
        load: own[0]!.load,
        runs: own,
        throughputPerS: mean(own.map(({ throughputPerS }) => throughputPerS)),
        concurrency: concurrencies.length === 0 ? null : mean(concurrencies),
      }
    })
    .toSorted((a, b) => a.load.level - b.load.level)
}
