/**
 * How strong a change must be, and how likely chance alone makes one as strong, in a series of so many builds: from the simulated
 * distribution of `KeptChanges.peak` without change (thresholdTable.ts), interpolated in ln n.
 */
import { studentTQuantile, studentTTwoSided } from '../statistics/studentT.ts'
import { THRESHOLD_TABLE } from './thresholdTable.ts'

/** Fewer builds have no trend. */
export const LEAST_BUILDS = THRESHOLD_TABLE.rows[0].builds

const CHANCES: readonly number[] = THRESHOLD_TABLE.chances
export const HIGHEST_ALPHA = CHANCES[0]!
export const LOWEST_ALPHA = CHANCES.at(-1)!

/**
 * The strength that the strongest change of a series without change exceeds with that chance.
 *
 * @param builds at least LEAST_BUILDS; beyond the table its end holds, by its last slope
 * @param alpha within LOWEST_ALPHA and HIGHEST_ALPHA
 * @throws RangeError for others
 */
export function strengthThreshold(builds: number, alpha: number): number {
  if (!(alpha >= LOWEST_ALPHA && alpha <= HIGHEST_ALPHA)) {
    throw new RangeError(`The chance of a false finding must be from ${LOWEST_ALPHA} to ${HIGHEST_ALPHA}, not ${alpha}`)
  }
  const strengths = strengthsOf(builds)
  const upper = CHANCES.findIndex((chance) => chance <= alpha)
  if (CHANCES[upper] === alpha) return strengths[upper]!
  const share = Math.log(CHANCES[upper - 1]! / alpha) / Math.log(CHANCES[upper - 1]! / CHANCES[upper]!)
  return strengths[upper - 1]! + share * (strengths[upper]! - strengths[upper - 1]!)
}

/** The chance of a change of at least that strength anywhere in a series without change. 1 for weak ones: they are not told apart. */
export function chanceOfStrength(builds: number, strength: number): number {
  const strengths = strengthsOf(builds)
  const upper = strengths.findIndex((candidate) => candidate >= strength)
  if (upper === 0) return strength <= 0 ? 1 : 1 - ((1 - CHANCES[0]!) * strength) / strengths[0]!
  if (upper < 0) return beyondTable(builds, strength, strengths.at(-1)!)
  const share = (strength - strengths[upper - 1]!) / (strengths[upper]! - strengths[upper - 1]!)
  return CHANCES[upper - 1]! * (CHANCES[upper]! / CHANCES[upper - 1]!) ** share
}

/**
 * Simulated tails end at 1 of 2,000. Beyond, the strength goes on as a t statistic does whose variance is estimated from that many builds:
 * heavier than the normal distribution's tail, so that no p is too small.
 */
function beyondTable(builds: number, strength: number, last: number): number {
  const df = builds - 2
  const t = studentTQuantile(1 - LOWEST_ALPHA / 2, df)
  return Math.min(LOWEST_ALPHA, studentTTwoSided((t * strength) / last, df))
}

function strengthsOf(builds: number): readonly number[] {
  const { rows } = THRESHOLD_TABLE
  if (builds < LEAST_BUILDS) throw new RangeError(`A trend needs ${LEAST_BUILDS} builds, not ${builds}`)
  const found = rows.findIndex((row) => row.builds >= builds)
  const upper = found < 0 ? rows.length - 1 : Math.max(found, 1)
  const low = rows[upper - 1]!
  const high = rows[upper]!
  const share = Math.log(builds / low.builds) / Math.log(high.builds / low.builds)
  return low.strengths.map((strength, column) => strength + share * (high.strengths[column]! - strength))
}
