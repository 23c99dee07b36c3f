/**
 * What makes up a stretch of a run without the seconds that are left out: its parts one by one, or all of it less those seconds, whichever is
 * cheaper. A few scattered seconds of an hour are taken away from it; of an hour of which little is left the rest is added up.
 */
import { cheapestTiles, costOf, negated } from './cheapestTiles.ts'
import { remainingParts, type LeftOut } from './leftOut.ts'
import type { RolledUntil, Tiles } from './levels.ts'

/** @returns in portions: after each of them nothing was taken away that was not added before. @param endS as in tilesFor */
export function remainingTiles(
  fromS: number,
  toS: number,
  leftOut: LeftOut,
  endS: number,
  rolled: RolledUntil,
): Tiles[][] {
  const lastS = Math.min(toS, endS)
  const parts = remainingParts(fromS, lastS, leftOut)
  const added = parts.map((part) => cheapestTiles(part.fromS, part.toS, endS, rolled))
  if (parts.length < 2) return added
  const [first, last] = [parts[0]!.fromS, parts.at(-1)!.toS]
  const between = parts.slice(1).map((part, at) => ({ fromS: parts[at]!.toS, toS: part.fromS }))
  const taken = between.map((gap) => cheapestTiles(gap.fromS, gap.toS, endS, rolled).map(negated))
  const less = [cheapestTiles(first, last, endS, rolled), ...taken]
  return costOf(less.flat()) < costOf(added.flat()) ? less : added
}
