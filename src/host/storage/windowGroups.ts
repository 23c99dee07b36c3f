/** Adds up the windows of a stretch of a run by what their series have in common, from as few rows as make it up exactly. */
import type { UnreadWindow } from '../../core/report/accumulate.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import { remainingParts, type LeftOut } from './leftOut.ts'
import { RUN_LEVEL, tilesFor, type RolledUntil, type Tiles } from './levels.ts'
import { remainingTiles } from './remainingTiles.ts'
import { isFew, isHalf } from './seriesFilter.ts'
import type { SeriesGroup, SeriesGroups } from './seriesGroups.ts'
import { WindowSum, type StoredWindow } from './windowSum.ts'
import type { AnyLevel, Extremes, PlacedWindow, WindowTable } from './windowTable.ts'

/** More are added up before others are read: of a long run with many seconds left out they would not fit into memory. */
const ROWS_AT_ONCE = 50_000

interface Group {
  key: Partial<SeriesKey>
  parts: { window: StoredWindow; sign: 1 | -1 }[]
  /** Exact, of what is in the stretch; null until something is. */
  extremes: { minUs: number; maxUs: number } | null
}

/** How far a run is stored. */
export interface Written {
  /** Last second + 1. */
  endS: number
  rolled: RolledUntil
  /** Seconds that are not to be added up. */
  leftOut: LeftOut
}

/** What is made of groups while they are added up. */
export interface GroupVisitor<T> {
  /** Whether the times of a group are wanted, too: to read them takes most of the time. Absent: of all. */
  isTimed?: (key: Partial<SeriesKey>) => boolean
  /** `sum` is used again for the next group. */
  take: (key: Partial<SeriesKey>, sum: WindowSum) => T
}

/** Of one run. @param rowsAtOnce how many are held in memory */
export function createWindowGroups(table: WindowTable, number: number, rowsAtOnce = ROWS_AT_ONCE) {
  const sum = new WindowSum()

  /** What is made of each group, one after the other. */
  function grouped<T>(
    fromS: number,
    toS: number,
    stored: Written,
    groups: SeriesGroups,
    { isTimed = () => true, take }: GroupVisitor<T>,
  ): T[] {
    return groupsOf(fromS, toS, stored, groups).map((group) => take(group.key, sumOf(group, isTimed(group.key))))
  }

  /** Of each group its totals, and its times when they are asked for: what they are read from is in memory until then. */
  function unread(
    fromS: number,
    toS: number,
    stored: Written,
    groups: SeriesGroups,
  ): { key: Partial<SeriesKey>; window: UnreadWindow }[] {
    return groupsOf(fromS, toS, stored, groups).map((group) => ({
      key: group.key,
      window: { ...sumOf(group, false).totals, read: (visit) => visit(sumOf(group, true)) },
    }))
  }

  function groupsOf(
    fromS: number,
    toS: number,
    { endS, rolled, leftOut }: Written,
    { seriesIn, seriesCount }: SeriesGroups,
  ): Group[] {
    const groups = new Map<SeriesGroup, Group>()
    function groupOf(of: SeriesGroup): Group {
      let group = groups.get(of)
      if (group === undefined) groups.set(of, (group = { key: of.key, parts: [], extremes: null }))
      return group
    }
    const beginS = Math.max(0, fromS)
    const tiling = remainingTiles(beginS, toS, leftOut, endS, rolled)
    let rows = 0
    for (const portion of tiling) {
      for (const tiles of portion) {
        const wanted = seriesIn(tiles, rolled)
        for (const { series, window } of readSome(tiles.level, tiles.fromS, tiles.toS, wanted, seriesCount)) {
          groupOf(wanted.get(series)!).parts.push({ window, sign: tiles.sign })
          rows++
        }
      }
      if (rows < rowsAtOnce) continue
      for (const group of groups.values()) fold(group)
      rows = groups.size
    }
    if (tiling.flat().every(({ sign }) => sign === 1)) return [...groups.values()]
    const parts = remainingParts(beginS, toS, leftOut)
    for (const tiles of parts.flatMap((part) => tilesFor(part.fromS, part.toS, endS, rolled))) {
      const wanted = seriesIn(tiles, rolled)
      for (const [number, ...extremes] of extremesOf(tiles, wanted, seriesCount)) {
        const of = wanted.get(number)
        if (of !== undefined) widen(groupOf(of), ...extremes)
      }
    }
    // What has no window in the stretch was taken away as often as it was added.
    return [...groups.values()].filter(({ extremes }) => extremes !== null)
  }

  /** What was read of a group becomes one part. */
  function fold(group: Group): void {
    if (group.parts.length > 1) group.parts = [{ window: sumOf(group, true).toStored(), sign: 1 }]
  }

  function sumOf({ parts, extremes }: Group, isTimed: boolean): WindowSum {
    sum.clear()
    for (const { window, sign } of parts) sum.addStored(window, sign, isTimed)
    if (extremes !== null) sum.setExtremes(extremes.minUs, extremes.maxUs)
    return sum
  }

  function extremesOf({ level, fromS, toS }: Tiles, wanted: ReadonlyMap<number, unknown>, of: number): Extremes[] {
    if (!isFew(wanted, of)) return table.extremes(number, level, fromS, toS)
    return readSome(level, fromS, toS, wanted, of).map(({ series, window }) => [
      series,
      window.count,
      window.minUs,
      window.maxUs,
    ])
  }

  /** Rows of the wanted series: one by one when they are few among many, else all rows of the time. */
  function readSome(
    level: AnyLevel,
    fromS: number,
    toS: number,
    wanted: ReadonlyMap<number, unknown>,
    of: number,
  ): PlacedWindow[] {
    if (!isHalf(wanted, of)) return table.read(number, level, fromS, toS).filter(({ series }) => wanted.has(series))
    const rows: PlacedWindow[] = []
    for (let t = fromS; t < toS; t += level === RUN_LEVEL ? 1 : level) {
      for (const series of wanted.keys()) {
        const window = table.readOne(number, level, t, series)
        if (window !== null) rows.push({ t, series, window })
      }
    }
    return rows
  }

  return { grouped, unread, readSome }
}

function widen(group: Group, count: number, minUs: number, maxUs: number): void {
  group.extremes ??= { minUs: Infinity, maxUs: 0 }
  if (count > 0) group.extremes.minUs = Math.min(group.extremes.minUs, minUs)
  group.extremes.maxUs = Math.max(group.extremes.maxUs, maxUs)
}
