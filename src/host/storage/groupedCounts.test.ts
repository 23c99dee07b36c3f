/** Counts that are read without their histograms against the windows that have both. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SeriesKey } from '../../core/recording/second.ts'
import { openMemoryHistory } from './history.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'

const SERIES: SeriesKey[] = [
  seriesOf('GET /'),
  seriesOf('GET /', 'failed'),
  seriesOf('__proto__', 'ok', 'admin'),
  { ...seriesOf('checkout'), kind: 'group' },
]
const second = fc.record({
  t: fc.oneof(fc.nat(130), fc.integer({ min: 590, max: 700 })),
  counts: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5)),
})

test('counts of any stretch are those of its windows, by whatever they are grouped, while it is written and later', () => {
  fc.assert(
    fc.property(
      fc.array(second, { minLength: 1, maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(720), fc.nat(720)), { minLength: 6, maxLength: 6 }),
      fc.subarray<keyof SeriesKey>(['endpoint', 'kind', 'userType', 'outcome']),
      (seconds, stretches, by) => {
        const history = openMemoryHistory()
        const writer = history.startRun(newRun())
        for (const { t, counts } of seconds.toSorted((one, other) => one.t - other.t))
          writer.writeSecond(
            secondOf(
              t,
              SERIES.map((series, at) => ({
                series,
                latenciesUs: Array.from({ length: counts[at]! }, () => 1000),
                servicesUs: null,
              })),
            ),
          )
        const reader = history.findRun(writer.id)
        const check = (): void => {
          for (const [fromS, lengthS] of [...stretches, [0, 1000] as const]) {
            const expected = reader
              .groupedWindow(fromS, fromS + lengthS, by)
              .map(({ key, window }) => ({ key, count: window.count }))
              .filter(({ count }) => count > 0)
            expect(sorted(reader.groupedCounts(fromS, fromS + lengthS, by))).toEqual(sorted(expected))
          }
        }
        check()
        writer.finish(COMPLETED)
        check()
        history.close()
      },
    ),
    { numRuns: 30 },
  )
})

function sorted<T extends { key: object }>(groups: T[]): T[] {
  return groups.toSorted((one, other) => (JSON.stringify(one.key) < JSON.stringify(other.key) ? -1 : 1))
}
