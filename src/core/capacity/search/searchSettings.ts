/** How a search for the largest load goes about it. */

export interface SearchSettings {
  /** Where it begins, and the least and the most that it tries; users are whole numbers. */
  start: number
  least: number
  most: number
  isWhole: boolean
  /** A failing load is looked for by steps of this factor, above 1. */
  factor: number
  /** Bisection ends when the lowest failing load is at most this share above the highest that met its maximums. */
  tolerance: number
  /** Further runs that the largest load has to pass. */
  confirmations: number
  /** Runs in all. */
  mostRuns: number
}

/** The nearest load that can be asked for, within what is allowed: whole, or with three significant digits. */
export function allowed(load: number, { isWhole, least, most }: SearchSettings): number {
  const near = isWhole ? Math.round(load) : Number(load.toPrecision(3))
  return Math.min(most, Math.max(least, near))
}

/** @throws RangeError for settings no search can go by */
export function checkSettings(settings: SearchSettings): void {
  const { start, least, most, isWhole, factor, tolerance, confirmations, mostRuns } = settings
  const refuse = (what: string): never => {
    throw new RangeError(`A search for the largest load needs ${what}.`)
  }
  if (![start, least, most].every((load) => load > 0 && Number.isFinite(load))) refuse('loads above 0')
  if (!(least <= start && start <= most)) refuse('its start between the least and the most load')
  if (isWhole && ![start, least, most].every(Number.isInteger)) refuse('whole numbers of users')
  if (!(factor > 1 && Number.isFinite(factor))) refuse('steps of a factor above 1')
  if (!(tolerance > 0 && tolerance < 1)) refuse('a tolerance between 0 and 1')
  if (!Number.isInteger(confirmations) || confirmations < 0) refuse('0 confirmations or more')
  if (!Number.isInteger(mostRuns) || mostRuns < 1) refuse('1 run or more')
}
