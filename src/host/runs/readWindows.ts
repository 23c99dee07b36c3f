/** The series of a stretch of a run, with what is to be known of when their requests ended. */
import type { SecondTrust } from '../../core/criteria/trust.ts'
import { isSuspect } from '../../core/criteria/untrusted.ts'
import type { WindowOfSeries } from '../../core/report/accumulate.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import type { RunReader } from '../storage/runReader.ts'
import { EVERY_PROPERTY } from '../storage/seriesFilter.ts'
import type { Stretch } from './stretch.ts'

/** Parts of a stretch that are told apart by whether the generator was trusted. */
const MOST_PARTS = 200

/** @param trust of every second of the run, or at least of the stretch */
export function readWindows(
  reader: RunReader,
  { fromS, loadEndS, endS }: Pick<Stretch, 'fromS' | 'loadEndS' | 'endS'>,
  trust: readonly SecondTrust[],
): WindowOfSeries[] {
  // Where the load ended within the warm-up, what is between the two is after it as well.
  const loadFromS = Math.min(fromS, loadEndS)
  const suspect = new SeriesCounts(EVERY_PROPERTY)
  addSuspects(suspect, reader, fromS, loadEndS, trust)
  addSuspects(suspect, reader, loadEndS, endS, trust)
  const afterLoad = new SeriesCounts(EVERY_PROPERTY)
  afterLoad.add(reader, loadEndS, endS)
  return reader.unreadWindows(loadFromS, endS).map(({ series, window }) => ({
    series,
    window,
    afterLoadCount: afterLoad.of(series),
    suspectCount: suspect.of(series),
  }))
}

/** Adds what ended in [fromS, toS) while the generator was not trusted. */
export function addSuspects(
  to: { add(reader: RunReader, fromS: number, toS: number): void },
  reader: RunReader,
  fromS: number,
  toS: number,
  trust: readonly SecondTrust[],
): void {
  const suspects = new Set(trust.filter((second) => isSuspect(second)).map(({ t }) => t))
  if (suspects.size === 0) return
  for (const part of suspectParts(fromS, toS, suspects)) to.add(reader, part.fromS, part.toS)
}

/** How many requests there were of each series, or of those that have some properties in common. */
export class SeriesCounts<By extends keyof SeriesKey> {
  readonly #counts = new Map<string, number>()
  readonly #by: readonly By[]

  /** @param by what is told apart */
  constructor(by: readonly By[]) {
    this.#by = by
  }

  /** Adds those that ended in [fromS, toS). */
  add(reader: RunReader, fromS: number, toS: number): void {
    if (fromS >= toS) return
    for (const { key, count } of reader.groupedCounts(fromS, toS, [...this.#by])) {
      const text = this.#keyOf(key as Pick<SeriesKey, By>)
      this.#counts.set(text, (this.#counts.get(text) ?? 0) + count)
    }
  }

  of(series: Pick<SeriesKey, By>): number {
    return this.#counts.size === 0 ? 0 : (this.#counts.get(this.#keyOf(series)) ?? 0)
  }

  #keyOf(series: Pick<SeriesKey, By>): string {
    return JSON.stringify(this.#by.map((name) => series[name]))
  }
}

/**
 * Stretches of seconds that are suspect. Where they alternate all too often with others, everything is: the less is certain then, and
 * reading ends some time.
 */
function suspectParts(fromS: number, toS: number, suspects: ReadonlySet<number>): { fromS: number; toS: number }[] {
  if (fromS >= toS) return []
  const borders = [fromS]
  for (let t = fromS + 1; t < toS; t++) if (suspects.has(t) !== suspects.has(t - 1)) borders.push(t)
  if (borders.length > MOST_PARTS) return [{ fromS, toS }]
  return borders
    .map((border, at) => ({ fromS: border, toS: borders[at + 1] ?? toS }))
    .filter((part) => suspects.has(part.fromS))
}
