/** Series chosen by their properties, and told apart by them. */
import type { SeriesKey } from '../../core/recording/second.ts'
import type { StoredSeries } from './seriesTable.ts'

/** Only series that have all the given properties. */
export type SeriesFilter = Partial<SeriesKey> & {
  /** Names, of which it is one. */
  endpoints?: ReadonlySet<string>
}

export const EVERY_PROPERTY: (keyof SeriesKey)[] = ['endpoint', 'kind', 'userType', 'outcome']

/** By number. @param totals those of all endpoints and user types, else each by itself */
export function matching(
  all: readonly StoredSeries[],
  totals: boolean,
  filter: SeriesFilter,
): Map<number, StoredSeries> {
  const properties = propertiesOf(filter)
  const wanted = all.filter(
    (series) =>
      series.isTotal === totals &&
      (filter.endpoints?.has(series.endpoint) ?? true) &&
      properties.every((name) => series[name] === filter[name]),
  )
  return new Map(wanted.map((series) => [series.number, series]))
}

/** Whether totals over all endpoints and user types do not answer a question. */
export function isOfEach(by: readonly (keyof SeriesKey)[], filter: SeriesFilter): boolean {
  const told = [...by, ...propertiesOf(filter)]
  return filter.endpoints !== undefined || told.some((name) => name === 'endpoint' || name === 'userType')
}

/** So few among all that numbers of rows are read one by one rather than all of a time. */
export function isFew(wanted: ReadonlyMap<number, unknown>, of: number): boolean {
  return wanted.size * 8 <= of
}

/** The same for whole rows, with their histograms: to find one costs half of what reading it does. */
export function isHalf(wanted: ReadonlyMap<number, unknown>, of: number): boolean {
  return wanted.size * 2 <= of
}

function propertiesOf(filter: SeriesFilter): (keyof SeriesKey)[] {
  return EVERY_PROPERTY.filter((name) => filter[name] !== undefined)
}

export function pick(series: SeriesKey, names: readonly (keyof SeriesKey)[]): Partial<SeriesKey> {
  return Object.fromEntries(names.map((name) => [name, series[name]])) as Partial<SeriesKey>
}
