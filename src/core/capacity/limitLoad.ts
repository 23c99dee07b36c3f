/**
 * The load at which the first maximum is reached, as a number with an interval: between the loads that were tried, where what is measured passes its
 * limit. The largest load that met all maximums is one of those that were tried; how sure it is does not follow from it alone.
 */
import type { RandomStream } from '../random.ts'
import { nonDecreasing } from '../statistics/nonDecreasing.ts'
import { intervalAround, type Estimate } from './estimate.ts'
import type { LevelRun, MaximumReading } from './level.ts'
import { LEAST_ACHIEVED } from './maximumsMet.ts'

export type LimitLoad =
  /** In the unit of the loads. `low` 0: the lowest load was too much; `high` null: none was. */
  { kind: 'limit'; load: Estimate } | { kind: 'none'; reason: 'nothingMeasured' | 'noMaximums' | 'notTrusted' }

/** What one run says of one maximum: how far beyond the limit it is, above 0 when passed. */
interface Reading {
  level: number
  beyond: number
  /** What the blocks of the run leave open: a standard deviation. */
  error: number
  /** Times spread on a logarithmic scale, and from run to run. */
  isTime: boolean
  /** Place of its run. */
  run: number
}

const DRAWS = 400
/** Bounds are one-sided ones of 95 %; of few blocks they lie further off, so that this is too much rather than too little. */
const BOUND_QUANTILE = 1.645
/** By how much a percentile of two runs of one build differs, on its logarithm: the median of 293 benchmarks (reference/regression.md, 0.1). */
const RUN_TO_RUN = 0.043

/** @param random seeded with the ids of the runs */
export function limitLoad(runs: readonly LevelRun[], random: RandomStream): LimitLoad {
  if (runs.length === 0) return { kind: 'none', reason: 'nothingMeasured' }
  const curves = readingsOf(runs)
  if (curves.length === 0)
    return {
      kind: 'none',
      reason: runs.every(({ maximums }) => maximums.length === 0) ? 'noMaximums' : 'notTrusted',
    }
  const seen = lowestOf(curves.map((readings) => crossingOf(readings, readings.map(beyondOf))))
  const highest = Math.max(...curves.flat().map(({ level }) => level))
  const draws = Array.from({ length: DRAWS }, () => {
    const moods = runs.map(() => RUN_TO_RUN * normal(random))
    return lowestOf(
      curves.map((readings) =>
        crossingOf(
          readings,
          readings.map(
            ({ beyond, error, isTime, run }) => beyond + error * normal(random) + (isTime ? moods[run]! : 0),
          ),
        ),
      ),
    ).load
  })
  const value = seen.load === 0 ? seen.below : Math.min(seen.load, highest)
  const drawn = intervalAround(value, draws)
  // Between two loads nothing was measured: the limit may be anywhere there.
  const high = Math.max(drawn.high ?? Infinity, seen.below)
  return {
    kind: 'limit',
    load: { value, low: Math.min(drawn.low, seen.above), high: Number.isFinite(high) ? high : null },
  }
}

/** Of each maximum, and of what was achieved of what was due, by load. */
function readingsOf(runs: readonly LevelRun[]): Reading[][] {
  const byMaximum = new Map<string, Reading[]>()
  const add = (id: string, reading: Reading): void => {
    byMaximum.set(id, [...(byMaximum.get(id) ?? []), reading])
  }
  runs.forEach(({ load: { level }, maximums, achievedShare, generatorDoubt }, run) => {
    for (const maximum of maximums) {
      const { status } = maximum
      // One that was passed was judged not to hang on the generator's trouble.
      if (status !== 'overMaximum' && !(status === 'met' && generatorDoubt === null)) continue
      const measured = beyondLimit(maximum)
      if (measured !== null) add(maximum.id, { level, run, ...measured })
    }
    if (achievedShare !== null && generatorDoubt === null)
      add('', { level, run, beyond: LEAST_ACHIEVED - achievedShare, error: 0, isTime: false })
  })
  return [...byMaximum.values()].map((readings) => readings.toSorted((a, b) => a.level - b.level))
}

/** Null where there is no side to be on. */
function beyondLimit({
  actual,
  bound,
  limit,
  operator,
  unit,
}: MaximumReading): Pick<Reading, 'beyond' | 'error' | 'isTime'> | null {
  if (actual === null || operator === '==' || operator === '!=') return null
  const isTime = unit === 'ms' && actual > 0 && limit > 0 && (bound === null || bound > 0)
  const scaled = (value: number): number => (isTime ? Math.log(value) : value)
  const over = scaled(actual) - scaled(limit)
  return {
    beyond: operator === '<' || operator === '<=' ? over : -over,
    error: bound === null ? 0 : Math.abs(scaled(bound) - scaled(actual)) / BOUND_QUANTILE,
    isTime,
  }
}

function beyondOf({ beyond }: Reading): number {
  return beyond
}

/** Where a limit is passed, between the loads above which and below which it lies. */
interface Crossing {
  /** 0: at the lowest load already; Infinity: at none. */
  load: number
  above: number
  below: number
}

/**
 * What more load does not make better never falls with it, but for chance.
 *
 * @param readings by load, lowest first
 * @param beyond of each
 */
function crossingOf(readings: readonly Reading[], beyond: readonly number[]): Crossing {
  const levels: { level: number; sum: number; count: number }[] = []
  readings.forEach(({ level }, at) => {
    let own = levels.at(-1)
    if (own?.level !== level) levels.push((own = { level, sum: 0, count: 0 }))
    own.sum += beyond[at]!
    own.count += 1
  })
  const rising = nonDecreasing(
    levels.map(({ sum, count }) => sum / count),
    levels.map(({ count }) => count),
  )
  const passed = rising.findIndex((value) => value > 0)
  if (passed < 0) return { load: Infinity, above: levels.at(-1)!.level, below: Infinity }
  if (passed === 0) return { load: 0, above: 0, below: levels[0]!.level }
  const [above, below] = [levels[passed - 1]!.level, levels[passed]!.level]
  const part = rising[passed - 1]! / (rising[passed - 1]! - rising[passed]!)
  return { load: above * (below / above) ** part, above, below }
}

function lowestOf(crossings: readonly Crossing[]): Crossing {
  return crossings.reduce((lowest, each) => (each.load < lowest.load ? each : lowest))
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
