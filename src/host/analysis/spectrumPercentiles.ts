/** The percentiles of a spectrum: those that people name, and between them enough for a smooth line over 1 / (1 − p) on a log scale. */

const NAMED = [0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 99.9999]
const PER_DECADE = 20
const DECADES = 7

/** Ascending, below 100. */
export const PERCENTILES_OF_SPECTRUM: readonly number[] = [
  ...new Set([...NAMED, ...Array.from({ length: PER_DECADE * DECADES }, (_, at) => between(at / PER_DECADE))]),
].toSorted((a, b) => a - b)

/** Rounded so that those that are named do not come a second time. */
function between(decades: number): number {
  return Math.round((100 - 100 * 10 ** -decades) * 1e8) / 1e8
}
