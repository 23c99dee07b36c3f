/** How many runs of each build would decide. */
import type { SampleVariance } from '../statistics/moderatedVariance.ts'
import type { TQuantiles } from './tQuantiles.ts'

/** More are nothing that anybody would do. */
const RUNS_AT_MOST = 1_000

const POWER = 0.8

/** From here on t hardly falls. */
const MANY_DF = 1_000

export interface RunsQuestion {
  spread: SampleVariance
  /** Of its df, those of the runs that are compared. */
  dfOfRuns: number
  design: 'independent' | 'paired'
  quantiles: TQuantiles
}

/** The smallest R with t₀.₉₅ · s · √(2/R) < threshold: the 90 % interval fits where nothing changed. Null: more than 1,000. */
export function runsForUnchanged(question: RunsQuestion, threshold: number): number | null {
  return smallest(question, threshold, (df) => question.quantiles(0.95, df))
}

/** The smallest R that finds a change of this size, 4 times in 5. @param level what its p has to be below. Null: more than 1,000. */
export function runsForChange(question: RunsQuestion, change: number, level: number): number | null {
  return smallest(question, change, (df) => question.quantiles(1 - level / 2, df) + question.quantiles(POWER, df))
}

/** Each R asks for a t of its df, which asks for another R; t falls with df, so the smallest comes from below. */
function smallest(
  { spread, dfOfRuns, design }: RunsQuestion,
  size: number,
  tOf: (df: number) => number,
): number | null {
  const isPaired = design === 'paired'
  const scale = spread.variance * (isPaired ? 1 : 2)
  const others = Math.max(0, spread.df - dfOfRuns)
  const needed = (df: number): number => Math.floor(scale * (tOf(df) / size) ** 2) + 1
  let runs = needed(MANY_DF)
  while (runs <= RUNS_AT_MOST) {
    const df = others + (isPaired ? runs - 1 : 2 * runs - 2)
    if (df > 0 && needed(df) <= runs) return runs
    runs++
  }
  return null
}
