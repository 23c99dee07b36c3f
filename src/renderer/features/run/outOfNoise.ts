/** Whether what is measured now differs from what it was in the last minute by more than it always does. */

/** What is measured now is of these last seconds: they are no noise to compare it with. */
const NOW_S = 5
/** Fewer seconds say nothing about how much it varies. */
const LEAST_SECONDS = 20
/** Of the median absolute deviation, scaled to what would be the standard deviation of normal noise. */
const SIGMAS = 3
const MAD_TO_SIGMA = 1.4826
/** A smaller change is none that anyone acts upon, however calm it was. */
const LEAST_CHANGE = 0.05

/** `up`, `down`, or null: within the noise, or not enough is known. */
export function outOfNoise(now: number | null, recent: readonly number[]): 'up' | 'down' | null {
  const values = recent.slice(0, -NOW_S).filter((value) => !Number.isNaN(value))
  if (now === null || Number.isNaN(now) || values.length < LEAST_SECONDS) return null
  const usual = median(values)
  const deviation = median(values.map((value) => Math.abs(value - usual)))
  const difference = now - usual
  const least = Math.max(SIGMAS * MAD_TO_SIGMA * deviation, LEAST_CHANGE * Math.abs(usual))
  // Rare things (errors, say) are none in most seconds, and yet it is as always when there are some.
  const wasSeen = now >= Math.min(...values) && now <= Math.max(...values)
  if (wasSeen || Math.abs(difference) <= least) return null
  return difference > 0 ? 'up' : 'down'
}

/** Of at least one value. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
