/** The steps of a chart: whole multiples of a length that people read easily, as few as fit its width. */
import type { RunWindow } from '../../contract/methods/analysis.ts'
import { cheapestTiles, costOf } from '../storage/cheapestTiles.ts'
import { hasTotals } from '../storage/levels.ts'
import type { RunReader } from '../storage/runReader.ts'
import type { SeriesSelection } from './seriesSelection.ts'

/** What is added up in each step. */
export interface SeriesToRead {
  count: number
  /** No totals: a filter names some. */
  needsEach: boolean
  /** Totals are there for each second, too. */
  hasSecondTotals?: boolean
}

export interface Steps {
  stepS: number
  /** Multiples of the step around the window; the last may be cut off by the end of what is written. */
  fromS: number
  toS: number
  count: number
}

const LENGTHS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600] as const
const LONGEST_S = 3600

/** What reading all steps may cost; beyond, a longer step is taken, for which more is stored added up already. */
const AFFORDABLE_US = 300_000
/** Series of totals: kinds of requests, successful and failed. */
const TOTALS = 4

/**
 * The shortest step of 1, 2, 5, 10, 15, 30 s, … with at most `points` steps. Where so many series would have to be added up second by second
 * that nobody would wait for it, a longer one.
 *
 * @param endS end of what is written
 * @param series how many are to be added up, or all that the run has
 */
export function chooseSteps(window: RunWindow, endS: number, points: number, series: SeriesToRead): Steps {
  const toS = Math.max(window.fromS, Math.min(window.toS, endS))
  let cheapest: { steps: Steps; costUs: number } | null = null
  for (const stepS of LENGTHS_S) {
    const steps = stepsOf(window.fromS, toS, stepS)
    if (steps.count > points) continue
    const costUs = steps.count * costOfStep(stepS, series)
    if (cheapest === null || costUs < cheapest.costUs) cheapest = { steps, costUs }
    if (costUs <= AFFORDABLE_US) break
  }
  const steps = cheapest?.steps ?? longSteps(window.fromS, toS, points)
  return { ...steps, toS: Math.min(steps.toS, endS) }
}

/**
 * All steps of a run, of the length that a chart of a part of it would have: ten minutes, or a sixth of what is longer than an hour.
 * @param points as the chart has
 */
export function stepsOfPart(endS: number, points: number, series: SeriesToRead): Steps {
  const { stepS } = chooseSteps({ fromS: 0, toS: Math.max(600, endS / 6) }, endS, points, series)
  return { ...stepsOf(0, endS, stepS), toS: endS }
}

/** Of several hours each. */
function longSteps(fromS: number, toS: number, points: number): Steps {
  for (let stepS = 2 * LONGEST_S; ; stepS += LONGEST_S) {
    const steps = stepsOf(fromS, toS, stepS)
    if (steps.count <= points) return steps
  }
}

/** Of the series of a run, those that a selection adds up. */
export function seriesToRead(
  reader: Pick<RunReader, 'series' | 'hasSecondTotals'>,
  { matches, needsEach }: SeriesSelection,
): SeriesToRead {
  return { count: reader.series().filter(matches).length, needsEach, hasSecondTotals: reader.hasSecondTotals() }
}

function stepsOf(fromS: number, toS: number, stepS: number): Steps {
  const first = Math.floor(fromS / stepS)
  const last = Math.max(first, Math.ceil(toS / stepS))
  return { stepS, fromS: first * stepS, toS: last * stepS, count: last - first }
}

/** µs. As if everything had been rolled up: only the last minutes of a run that goes on are not. */
function costOfStep(stepS: number, { count, needsEach, hasSecondTotals = false }: SeriesToRead): number {
  const everS = Number.MAX_SAFE_INTEGER
  const rolled = { 0: 0, 1: hasSecondTotals ? everS : 0, 10: everS, 60: everS, 300: everS, 600: everS, 3600: everS }
  return cheapestTiles(stepS, 2 * stepS, everS, rolled).reduce(
    (sum, tiles) =>
      sum + costOf([tiles]) * (needsEach || !hasTotals(tiles.level, rolled) ? count : Math.min(count, TOTALS)),
    0,
  )
}
