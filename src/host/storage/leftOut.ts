/** Seconds of a run that are left out of everything that is added up. */
import type { RunWindow } from '../../contract/methods/analysis.ts'

/** Whole seconds since the start of the run, ascending. */
export type LeftOut = readonly number[]

/** What remains of [fromS, toS), by time. */
export function remainingParts(fromS: number, toS: number, leftOut: LeftOut): RunWindow[] {
  const parts: RunWindow[] = []
  let atS = fromS
  for (let place = placeOf(leftOut, fromS); place < leftOut.length && leftOut[place]! < toS; place++) {
    const t = leftOut[place]!
    if (t > atS) parts.push({ fromS: atS, toS: t })
    atS = t + 1
  }
  if (atS < toS) parts.push({ fromS: atS, toS })
  return parts
}

/** How many of [fromS, toS) are left out. */
export function leftOutBetween(fromS: number, toS: number, leftOut: LeftOut): number {
  return placeOf(leftOut, toS) - placeOf(leftOut, fromS)
}

export function isLeftOut(t: number, leftOut: LeftOut): boolean {
  return leftOutBetween(t, t + 1, leftOut) > 0
}

/** How long [fromMs, toMs), whose ends may lie within a second, is without them; ms. */
export function remainingMs(fromMs: number, toMs: number, leftOut: LeftOut): number {
  return remainingParts(Math.floor(fromMs / 1000), Math.ceil(toMs / 1000), leftOut).reduce(
    (sum, part) => sum + Math.max(0, Math.min(toMs, part.toS * 1000) - Math.max(fromMs, part.fromS * 1000)),
    0,
  )
}

/** Place of the first at or after a second; the length where there is none. */
function placeOf(leftOut: LeftOut, atS: number): number {
  let low = 0
  let high = leftOut.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (leftOut[middle]! < atS) low = middle + 1
    else high = middle
  }
  return low
}
