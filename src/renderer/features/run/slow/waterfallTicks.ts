/** Where the axis below a waterfall is labelled: at steps of 1, 2 or 5 that people read easily. */
const MOST_STEPS = 5

/** @returns ms from 0 on, ascending; only 0 where there is no length */
export function waterfallTicks(maxMs: number): number[] {
  if (!(maxMs > 0) || !Number.isFinite(maxMs)) return [0]
  const power = 10 ** Math.floor(Math.log10(maxMs / MOST_STEPS))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => maxMs / each <= MOST_STEPS) ?? maxMs
  return Array.from({ length: Math.floor(maxMs / step) + 1 }, (_, index) => index * step)
}
