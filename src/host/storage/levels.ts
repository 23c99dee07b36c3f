/**
 * Windows of several lengths, so that any stretch of a run is answered from few rows: a brushed window is tiled with the longest
 * stored windows that fit into it exactly. Adding is exact, so it makes no difference which tiles are taken.
 */

/** Lengths of stored windows in seconds, each a multiple of the one before. */
export const LEVELS = [1, 10, 60, 300, 600, 3600] as const
export type Level = (typeof LEVELS)[number]

/** The whole run is a level of its own, with its one window at 0. */
export const RUN_LEVEL = 0

/** Levels above the seconds: made from the level before. */
export const ROLLED_LEVELS = [10, 60, 300, 600, 3600] as const
export type RolledLevel = (typeof ROLLED_LEVELS)[number]

const HIGHEST: Level = 3600

/** The level that a level is made of. */
export function levelBelow(level: RolledLevel): Level {
  switch (level) {
    case 10:
      return 1
    case 60:
      return 10
    case 300:
      return 60
    case 600:
      return 300
    case 3600:
      return 600
    default:
      return unknownLevel(level)
  }
}

/**
 * How far each level has been rolled up: all that is stored before this second is in it (RUN_LEVEL likewise). Of the seconds, which are
 * written and not rolled up: before which totals are among them; 0 in runs of older programs, which have them from ten seconds on.
 */
export type RolledUntil = Record<RolledLevel | 1 | typeof RUN_LEVEL, number>

/** Whether the windows of a level have totals beside them. */
export function hasTotals(level: Level | typeof RUN_LEVEL, rolled: RolledUntil): boolean {
  return level !== 1 || rolled[1] > 0
}

/** Consecutive windows of one level, starting in [fromS, toS). */
export interface Tiles {
  level: Level | typeof RUN_LEVEL
  fromS: number
  toS: number
  /** Whether they are added or taken away. */
  sign: 1 | -1
}

/**
 * The longest stored windows that make up [fromS, toS) exactly, none of them taken away.
 * @param endS end of what is stored: last second + 1. A window that reaches it may be tiled with windows that reach beyond.
 */
export function tilesFor(fromS: number, toS: number, endS: number, rolled: RolledUntil): Tiles[] {
  if (fromS >= toS || fromS >= endS) return []
  const reachesEnd = toS >= endS
  if (fromS <= 0 && reachesEnd && rolled[RUN_LEVEL] >= endS) return [{ level: RUN_LEVEL, fromS: 0, toS: 1, sign: 1 }]
  const tiles: Tiles[] = []
  let at = fromS
  while (at < toS && at < endS) {
    const level = longestAt(at, reachesEnd ? Math.ceil(endS / HIGHEST) * HIGHEST : toS, rolled)
    const previous = tiles.at(-1)
    if (previous !== undefined && previous.level === level) previous.toS = at + level
    else tiles.push({ level, fromS: at, toS: at + level, sign: 1 })
    at += level
  }
  return tiles
}

function longestAt(at: number, toS: number, rolled: RolledUntil): Level {
  for (let place = ROLLED_LEVELS.length - 1; place >= 0; place--) {
    const level = ROLLED_LEVELS[place]!
    if (at % level === 0 && at + level <= toS && at + level <= rolled[level]) return level
  }
  return 1
}

function unknownLevel(level: never): never {
  throw new Error(`no such level: ${String(level)}`)
}
