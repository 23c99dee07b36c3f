/** Runs at the same load as one level. */
import { mean } from '../statistics/moments.ts'
import type { AskedLoad, LevelRun } from './level.ts'

export interface Level {
  load: AskedLoad
  /** In the order in which they ran. */
  runs: LevelRun[]
  /** Those whose generator was trusted; all where none is. What is said of the level in numbers is of these. */
  counted: LevelRun[]
  /** Mean of those that count. */
  throughputPerS: number
  /** Mean of those that count and have one; null without any. */
  concurrency: number | null
}

/** By load, lowest first. */
export function levelsOf(runs: readonly LevelRun[]): Level[] {
  const byLevel = new Map<number, LevelRun[]>()
  for (const run of runs) byLevel.set(run.load.level, [...(byLevel.get(run.load.level) ?? []), run])
  return [...byLevel.values()]
    .map((own): Level => {
      const trusted = own.filter(({ generatorDoubt }) => generatorDoubt === null)
      const counted = trusted.length > 0 ? trusted : own
      const concurrencies = counted.flatMap(({ concurrency }) => (concurrency === null ? [] : [concurrency]))
      return {
        load: own[0]!.load,
        runs: own,
        counted,
        throughputPerS: mean(counted.map(({ throughputPerS }) => throughputPerS)),
        concurrency: concurrencies.length === 0 ? null : mean(concurrencies),
      }
    })
    .toSorted((a, b) => a.load.level - b.load.level)
}
