/** The axis of the percentile spectrum: log10 of 1/(1−p), so that each further nine takes the same room. */

const NAMED = [0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 99.99999]

/** Nothing further right is drawn: beyond one in ten million nothing is measured. */
const MOST_NINES = 7

/** @param p percent, 0..100; 100 has no place (Infinity) */
export function ninesOf(p: number): number {
  // 100 − 99.9 is 0.0999999…: rounded, so that p99.9 stands at exactly 3.
  return Math.log10(100 / Number((100 - p).toPrecision(9)))
}

/** The largest of `count` requests stands for one in `count`. */
export function ninesOfLargest(count: number): number {
  return Math.min(MOST_NINES, Math.log10(Math.max(1, count)))
}

/** The named percentiles up to the end of the axis. */
export function percentileTicks(maxNines: number): { p: number; nines: number }[] {
  return NAMED.map((p) => ({ p, nines: ninesOf(p) })).filter(({ nines }) => nines <= maxNines + 1e-9)
}

/** `p99.9`, as everywhere. */
export function percentileName(p: number): string {
  return `p${Number(p.toFixed(5))}`
}

/** `1 in 1,000`: how many requests are above a percentile. */
export function oneIn(p: number): string {
  if (p >= 100) return 'the largest'
  const of = 100 / Number((100 - p).toPrecision(9))
  const rounded = of >= 100 ? Math.round(of).toLocaleString('en-US') : String(Number(of.toPrecision(3)))
  return `1 in ${rounded}`
}
