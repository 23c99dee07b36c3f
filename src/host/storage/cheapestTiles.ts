/**
 * The cheapest way to make up a stretch of a run from stored windows that are added or taken away: all but the first and last second
 * of an hour is the hour less two seconds. Counts and sums come out exactly; smallest and largest values do not, and are read apart.
 */
import { LEVELS, RUN_LEVEL, tilesFor, type Level, type RolledUntil, type Tiles } from './levels.ts'

/** What one window of a level costs to read and add, for each series; measured, in µs. Longer windows hold more counters. */
const COST: Record<Level, number> & { run: number } = {
  1: 2.3,
  10: 4.5,
  60: 10,
  300: 14,
  600: 17,
  3600: 22,
  run: 24,
}

/** A way from a border of the stretch to a place where longer windows begin. */
interface Way {
  atS: number
  cost: number
  tiles: Tiles[]
}

/** @param endS end of what is stored, as in tilesFor; the same stretch is made up. */
export function cheapestTiles(fromS: number, toS: number, endS: number, rolled: RolledUntil): Tiles[] {
  const plain = tilesFor(fromS, toS, endS, rolled)
  if (plain.length === 0 || isOneWindow(plain)) return plain
  const best = cheapest(fromS, Math.min(toS, endS), endS, rolled)
  const whole = wholeLess(fromS, Math.min(toS, endS), endS, rolled)
  const chosen = whole !== null && whole.cost < best.cost ? whole : best
  return chosen.cost < costOf(plain) ? chosen.tiles : plain
}

/** A step of a chart, mostly: nothing is cheaper, and there are hundreds of them. */
function isOneWindow([first, ...others]: readonly Tiles[]): boolean {
  return others.length === 0 && (first!.level === RUN_LEVEL || first!.toS - first!.fromS === first!.level)
}

export function costOf(tiles: readonly Tiles[]): number {
  return tiles.reduce(
    (sum, { level, fromS, toS }) => sum + (level === RUN_LEVEL ? COST.run : ((toS - fromS) / level) * COST[level]),
    0,
  )
}

/** The whole run less what is before and after the stretch. */
function wholeLess(fromS: number, toS: number, endS: number, rolled: RolledUntil): Omit<Way, 'atS'> | null {
  if (rolled[RUN_LEVEL] < endS) return null
  const before = fromS > 0 ? cheapest(0, fromS, endS, rolled) : null
  const after = toS < endS ? cheapest(toS, endS, endS, rolled) : null
  const rest = [...(before?.tiles ?? []), ...(after?.tiles ?? [])]
  const tiles: Tiles[] = [{ level: RUN_LEVEL, fromS: 0, toS: 1, sign: 1 }, ...rest.map(negated)]
  return { tiles, cost: COST.run + (before?.cost ?? 0) + (after?.cost ?? 0) }
}

/**
 * Level by level, each border is moved to the nearest beginnings of longer windows, on either side, and what lies between is added or taken
 * away; where both have arrived, the windows of a level join them.
 */
function cheapest(fromS: number, toS: number, endS: number, rolled: RolledUntil): Omit<Way, 'atS'> {
  let starts: Way[] = [{ atS: fromS, cost: 0, tiles: [] }]
  let ends: Way[] = [{ atS: toS, cost: 0, tiles: [] }]
  let best: Omit<Way, 'atS'> = { cost: Infinity, tiles: [] }
  for (const [place, level] of LEVELS.entries()) {
    for (const start of starts)
      for (const end of ends) {
        const middle = between(start.atS, end.atS, level, endS, rolled)
        if (middle === null) continue
        const cost = start.cost + middle.cost + end.cost
        if (cost < best.cost) best = { cost, tiles: [...start.tiles, ...middle.tiles, ...end.tiles] }
      }
    const next = LEVELS[place + 1]
    if (next === undefined) break
    starts = moved(starts, next, (from, to) => between(from, to, level, endS, rolled))
    ends = moved(ends, next, (from, to) => between(to, from, level, endS, rolled))
  }
  return best
}

function moved(ways: Way[], next: Level, windows: (fromS: number, toS: number) => Omit<Way, 'atS'> | null): Way[] {
  const found = new Map<number, Way>()
  for (const way of ways)
    for (const atS of [Math.floor(way.atS / next) * next, Math.ceil(way.atS / next) * next]) {
      const step = windows(way.atS, atS)
      if (step === null) continue
      const cost = way.cost + step.cost
      if (cost < (found.get(atS)?.cost ?? Infinity)) found.set(atS, { atS, cost, tiles: [...way.tiles, ...step.tiles] })
    }
  return [...found.values()]
}

/** The windows of a level from one of its beginnings to another, taken away when that lies before it; null when one is not there. */
function between(fromS: number, toS: number, level: Level, endS: number, rolled: RolledUntil): Omit<Way, 'atS'> | null {
  const [low, high] = [Math.min(fromS, toS), Math.max(fromS, toS)]
  // Behind the end there is nothing, which costs nothing.
  const lastS = Math.min(high, Math.ceil(endS / level) * level)
  if (low >= lastS) return { cost: 0, tiles: [] }
  if (level !== 1 && lastS > rolled[level]) return null
  const tiles: Tiles[] = [{ level, fromS: low, toS: lastS, sign: fromS <= toS ? 1 : -1 }]
  return { cost: costOf(tiles), tiles }
}

/** Taken away where they were added. */
export function negated(tiles: Tiles): Tiles {
  return { ...tiles, sign: tiles.sign === 1 ? -1 : 1 }
}
