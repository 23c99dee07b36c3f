/** The part of a list that lies in [fromS, toS). */

/** @param seconds by time */
export function secondsBetween<T extends { t: number }>(seconds: readonly T[], fromS: number, toS: number): T[] {
  return seconds.slice(firstFrom(seconds, fromS), firstFrom(seconds, toS))
}

/** Index of the first at or after a second; the length where there is none. */
function firstFrom(seconds: readonly { t: number }[], atS: number): number {
  let low = 0
  let high = seconds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (seconds[middle]!.t < atS) low = middle + 1
    else high = middle
  }
  return low
}
