/** Sums that are made in several goes, as those of a long run with many seconds left out, against the lists that went in. */
import fc from 'fast-check'
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SeriesWindow } from '../../core/recording/second.ts'
import { openHistory } from './history.ts'
import { seriesGroups } from './seriesGroups.ts'
import { readSeries } from './seriesTable.ts'
import { COMPLETED, newRun, secondOf, seriesOf, windowOf } from './testing/syntheticSeconds.ts'
import { createWindowGroups } from './windowGroups.ts'
import { createWindowTable } from './windowTable.ts'

const LENGTH_S = 150
const ENDPOINTS = ['GET /', 'POST /orders', '__proto__']

test.each([1, 7, 40])('sums made of %i rows at once are those of all requests that are not left out', (rowsAtOnce) => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  const file = join(folder, 'history.db')
  const latencies = ENDPOINTS.map((_, place) =>
    Array.from({ length: LENGTH_S }, (__, t) => (t * 7 + place) % 4).map((count, t) =>
      Array.from({ length: count }, (__, at) => 100 + ((t * 977 + at * 31 + place * 5) % 90_000)),
    ),
  )
  const history = openHistory(file)
  const writer = history.startRun(newRun())
  for (let t = 0; t < LENGTH_S; t++)
    writer.writeSecond(
      secondOf(
        t,
        ENDPOINTS.map((name, place) => ({
          series: seriesOf(name),
          latenciesUs: latencies[place]![t]!,
          servicesUs: null,
        })),
      ),
    )
  writer.finish(COMPLETED)
  history.close()

  const database = new SqliteDatabase(file, { readonly: true })
  try {
    const table = createWindowTable(database)
    const { grouped } = createWindowGroups(table, 1, rowsAtOnce)
    const groups = seriesGroups(readSeries(database, 1), ['endpoint'], {})
    const stored = { endS: LENGTH_S, rolled: table.rolledUntil(1) }
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(LENGTH_S - 1), { minLength: 1, maxLength: LENGTH_S }),
        fc.nat(LENGTH_S),
        fc.nat(LENGTH_S + 10),
        (seconds, fromS, toS) => {
          const leftOut = seconds.toSorted((one, other) => one - other)
          const sums = grouped(fromS, toS, { ...stored, leftOut }, groups, {
            take: ({ endpoint }, sum) => [endpoint, sum.toSeriesWindow()] as const,
          })
          const actual = sums
            .filter(([, { count }]) => count > 0)
            .map(([name, window]) => [name, withoutLastPhase(window)] as const)
          const expected = ENDPOINTS.map((name, place) => {
            const own = latencies[place]!.filter((_, t) => t >= fromS && t < toS && !seconds.includes(t))
            return [name, withoutLastPhase(windowOf(own.flat()))] as const
          }).filter(([, { count }]) => count > 0)
          expect(new Map(actual)).toEqual(new Map(expected))
        },
      ),
      { numRuns: 150 },
    )
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
})

/** The last phase of these windows is a constant of each second. */
function withoutLastPhase(window: SeriesWindow): SeriesWindow {
  return { ...window, phasesUs: window.phasesUs.slice(0, -1) }
}
