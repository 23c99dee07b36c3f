/**
 * When a run first and last had requests of each endpoint: looked up window by window, from the longest that are stored down to the
 * second, so that an hour takes some dozen looks and no second is read that says nothing.
 */
import type { SeenEndpoint } from '../../contract/methods/analysis.ts'
import { HistoryError } from './historyError.ts'
import { levelBelow, RUN_LEVEL, type Level, type Tiles } from './levels.ts'
import { matching, type SeriesFilter } from './seriesFilter.ts'
import type { StoredSeries } from './seriesTable.ts'
import type { WindowTable } from './windowTable.ts'

interface PlacedTile {
  level: Level
  t: number
}

/**
 * Those that had requests, in no particular order.
 * @param tiling by time; of the whole run there is no window among them, and none is taken away
 */
export function seenSeconds(
  table: Pick<WindowTable, 'countOf'>,
  run: number,
  tiling: readonly Tiles[],
  all: StoredSeries[],
  filter: SeriesFilter,
): SeenEndpoint[] {
  const forwards = tiling.flatMap(placed)
  const backwards = forwards.toReversed()
  const seen = new Map<string, SeenEndpoint>()
  for (const { number, endpoint: name, kind } of matching(all, false, filter).values()) {
    const key = JSON.stringify([kind, name])
    const known = seen.get(key)
    const countOf = ({ level, t }: PlacedTile): number => table.countOf(run, level, t, number)
    const isEarlier = ({ t }: PlacedTile): boolean => known === undefined || t < known.firstS
    const isLater = ({ t, level }: PlacedTile): boolean => known === undefined || t + level - 1 > known.lastS
    const firstS = edgeIn(forwards, countOf, isEarlier, (within) => within)
    const lastS = edgeIn(backwards, countOf, isLater, (within) => within.toReversed())
    if (firstS === null && lastS === null) continue
    seen.set(key, {
      name,
      kind,
      firstS: Math.min(firstS ?? Infinity, known?.firstS ?? Infinity),
      lastS: Math.max(lastS ?? -1, known?.lastS ?? -1),
    })
  }
  return [...seen.values()]
}

type CountOf = (tile: PlacedTile) => number

/**
 * The second of the first of some windows that has requests; null where there are none, or none that are news.
 * @param tiles in the order in which they are looked through
 * @param isNews whether what is in a window may lie beyond what is known already
 */
function edgeIn(
  tiles: readonly PlacedTile[],
  countOf: CountOf,
  isNews: (tile: PlacedTile) => boolean,
  ordered: (within: PlacedTile[]) => PlacedTile[],
): number | null {
  const found = tiles.find((tile) => !isNews(tile) || countOf(tile) > 0)
  return found === undefined || !isNews(found) ? null : secondIn(found, countOf, ordered)
}

/** Down to the second; every window has those of which it was made. */
function secondIn(tile: PlacedTile, countOf: CountOf, ordered: (within: PlacedTile[]) => PlacedTile[]): number {
  const { level, t } = tile
  if (level === 1) return t
  const below = levelBelow(level)
  const parts = Array.from({ length: level / below }, (_, at) => ({ level: below, t: t + at * below }))
  const found = ordered(parts).find((part) => countOf(part) > 0)
  if (found === undefined)
    throw new HistoryError('damaged', 'The stored windows of a run contradict each other: it is damaged.')
  return secondIn(found, countOf, ordered)
}

function placed({ level, fromS, toS }: Tiles): PlacedTile[] {
  if (level === RUN_LEVEL) throw new Error('in the whole run nothing has its second')
  return Array.from({ length: Math.ceil((toS - fromS) / level) }, (_, at) => ({ level, t: fromS + at * level }))
}
