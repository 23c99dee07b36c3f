/** Every number that comes out of the history against the list of all latencies that went in. */
import fc from 'fast-check'
import { build as buildHdrHistogram } from 'hdr-histogram-js'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Histogram } from '../../core/histogram/histogram.ts'
import type { SeriesKey, SeriesWindow } from '../../core/recording/second.ts'
import { openFile } from './databaseFile.ts'
import { openHistory, openMemoryHistory, type History } from './history.ts'
import { markInterruptedRuns } from './interruptedRuns.ts'
import type { RunReader } from './runReader.ts'
import { COMPLETED, newRun, secondOf, seriesOf, windowOf, type Requests } from './testing/syntheticSeconds.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const SERIES = [
  seriesOf('GET /'),
  seriesOf('GET /', 'failed'),
  seriesOf('GET /', 'ok', 'admin'),
  seriesOf('POST /orders'),
  { ...seriesOf('checkout'), kind: 'group' as const },
]

interface Part {
  t: number
  requests: Requests[]
}

const latencyUs = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 30_000, max: 90_000 }),
  fc.integer({ min: 0, max: 3_600_000_000 }),
)
const requests: fc.Arbitrary<Requests> = fc.record({
  series: fc.constantFrom(...SERIES),
  latenciesUs: fc.array(latencyUs, { minLength: 1, maxLength: 12 }),
  servicesUs: fc.constant(null),
})
const requestsWithService = fc.tuple(requests, fc.boolean()).map(([one, differs]) => ({
  ...one,
  servicesUs: differs ? one.latenciesUs.map((us) => Math.floor(us / 2)) : null,
}))
/** Seconds with gaps, several parts of one second, and parts that come up to a hundred seconds late. */
const parts: fc.Arbitrary<Part[]> = fc
  .array(
    fc.record({
      t: fc.oneof(
        fc.integer({ min: 0, max: 150 }),
        fc.integer({ min: 580, max: 700 }),
        fc.integer({ min: 3590, max: 3700 }),
      ),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
      requests: fc.array(requestsWithService, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => list.toSorted((one, other) => one.t + one.late - (other.t + other.late)))

function write(history: History, list: Part[]): RunReader {
  const writer = history.startRun(newRun())
  for (const part of list) writer.writeSecond(secondOf(part.t, part.requests))
  const reader = history.findRun(writer.id)
  checkWindows(reader, list, 0, 4000)
  writer.finish(COMPLETED)
  return reader
}

/** All requests of each series in [fromS, toS), as one window made from the plain lists. */
function expected(list: Part[], fromS: number, toS: number): Map<string, SeriesWindow> {
  const all = new Map<string, { latenciesUs: number[]; servicesUs: number[]; windows: SeriesWindow[] }>()
  for (const part of list) {
    if (part.t < fromS || part.t >= toS) continue
    for (const { series, latenciesUs, servicesUs } of part.requests) {
      const there = all.get(keyOf(series)) ?? { latenciesUs: [], servicesUs: [], windows: [] }
      there.latenciesUs.push(...latenciesUs)
      there.servicesUs.push(...(servicesUs ?? latenciesUs))
      there.windows.push(windowOf(latenciesUs, servicesUs))
      all.set(keyOf(series), there)
    }
  }
  return new Map(
    [...all].map(([key, { latenciesUs, servicesUs, windows }]) => {
      const window = windowOf(latenciesUs, servicesUs)
      // The last phase is a constant per window in these tests: it counts the windows.
      return [key, { ...window, phasesUs: [...window.phasesUs.slice(0, 6), 3 * windows.length] }]
    }),
  )
}

function checkWindows(reader: RunReader, list: Part[], fromS: number, toS: number): void {
  const actual = new Map(reader.mergedWindow(fromS, toS).map(({ series, window }) => [keyOf(series), window]))
  expect(sorted(actual)).toEqual(sorted(expected(list, fromS, toS)))
}

function sorted<T>(map: Map<string, T>): [string, T][] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function keyOf({ endpoint, kind, userType, outcome }: SeriesKey): string {
  return [endpoint, kind, userType, outcome].join(' | ')
}

describe('sums', () => {
  it('keep bytes of a second in which nothing ended', () => {
    const history = openMemoryHistory()
    const writer = history.startRun(newRun())
    const series: SeriesKey = { endpoint: 'WS /ws messages', kind: 'events', userType: 'U', outcome: 'ok' }
    const silent = { ...windowOf([]), bytesOut: 70, phasesUs: [0, 0, 0, 0, 0, 0, 0] }
    writer.writeSecond(secondOf(0, [], { windows: [{ series, window: silent }] }))
    writer.writeSecond(secondOf(11, [], { windows: [{ series, window: silent }] }))
    writer.finish(COMPLETED)
    expect(history.findRun('last').mergedWindow(0, 12)).toMatchObject([
      { series, window: { count: 0, bytesOut: 140, minUs: 0 } },
    ])
    history.close()
  })

  it('of any window equal those of all its requests, whatever came in parts, late, or after gaps', () => {
    fc.assert(
      fc.property(
        parts,
        fc.array(fc.tuple(fc.nat(3800), fc.nat(3800)), { minLength: 8, maxLength: 8 }),
        (list, windows) => {
          const history = openMemoryHistory()
          const reader = write(history, list)
          checkWindows(reader, list, 0, Infinity)
          for (const [fromS, lengthS] of windows) checkWindows(reader, list, fromS, fromS + lengthS)
          for (const fromS of [0, 60, 600]) checkWindows(reader, list, fromS, fromS + 600)
          history.close()
        },
      ),
      { numRuns: 25 },
    )
  })

  let runs = 0
  it('agree on every level, also when the run goes on after it was taken for dead', () => {
    fc.assert(
      fc.property(parts, parts, (before, after) => {
        const file = join(folder, `${runs++}.db`)
        const history = openHistory(file)
        const writer = history.startRun(newRun())
        const written: Part[] = []
        const put = (part: Part) => {
          writer.writeSecond(secondOf(part.t, part.requests))
          written.push(part)
        }
        before.forEach(put)
        const reader = history.findRun(writer.id)
        markInterrupted(file)
        expect(reader.run().status).toBe('interrupted')
        after.forEach(put)
        expect(reader.run().status).toBe('running')
        writer.finish(COMPLETED)
        for (const level of [1, 10, 60, 600, 3600, 0] as const) {
          const byWindow = new Map<number, Map<string, SeriesWindow>>()
          for (const { t, series, window } of reader.windows(level, 0, Infinity)) {
            const there = byWindow.get(t) ?? new Map<string, SeriesWindow>()
            byWindow.set(t, there.set(keyOf(series), window))
          }
          const length = level === 0 ? Infinity : level
          for (const [t, actual] of byWindow) expect(sorted(actual)).toEqual(sorted(expected(written, t, t + length)))
          const starts = new Set(
            written
              .filter((part) => part.requests.length > 0)
              .map(({ t }) => (level === 0 ? 0 : Math.floor(t / level) * level)),
          )
          expect([...byWindow.keys()].toSorted((one, other) => one - other)).toEqual(
            [...starts].toSorted((one, other) => one - other),
          )
        }
        history.close()
      }),
      { numRuns: 15 },
    )
  })

  it('in a timeline, over all endpoints or one, equal those of its steps', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(1, 5, 10, 30, 60, 600), (list, stepS) => {
        const history = openMemoryHistory()
        const reader = write(history, list)
        for (const step of reader.timeline(stepS, { by: ['outcome'], filter: { kind: 'http' } })) {
          for (const { key, window } of step.groups) {
            const all = list
              .filter(({ t }) => t >= step.t && t < step.t + stepS)
              .flatMap((part) => part.requests)
              .filter(({ series }) => series.kind === 'http' && series.outcome === key.outcome)
              .flatMap(({ latenciesUs }) => latenciesUs)
            expect([window.count, window.latency]).toEqual([all.length, windowOf(all).latency])
          }
        }
        const one = [...reader.timeline(stepS, { filter: { endpoint: 'POST /orders' } })].flatMap(
          ({ groups }) => groups,
        )
        const count = list
          .flatMap((part) => part.requests)
          .filter(({ series }) => series.endpoint === 'POST /orders')
          .reduce((sum, { latenciesUs }) => sum + latenciesUs.length, 0)
        expect(one.reduce((sum, { window }) => sum + window.count, 0)).toBe(count)
        history.close()
      }),
      { numRuns: 15 },
    )
  })
})

it('answers the same of runs that older programs wrote, without totals of each second', () => {
  const file = join(folder, 'older.db')
  const history = openHistory(file)
  const writer = history.startRun(newRun())
  for (let t = 0; t < 95; t++)
    writer.writeSecond(
      secondOf(t, [
        { series: SERIES[0]!, latenciesUs: [100 + t, 9000], servicesUs: null },
        { series: SERIES[1]!, latenciesUs: [50 + t], servicesUs: null },
        { series: SERIES[3]!, latenciesUs: [70_000], servicesUs: [60_000] },
      ]),
    )
  const answers = () => {
    const reader = history.findRun(writer.id)
    const options = { by: ['kind', 'outcome'] as ('kind' | 'outcome')[], fromS: 3 }
    return [reader.groupedWindow(7, 43, ['outcome']), reader.groupedCounts(7, 43, []), [...reader.timeline(4, options)]]
  }
  const before = answers()
  expect(history.findRun(writer.id).hasSecondTotals()).toBe(true)
  const { database } = openFile(file, false)
  database.exec(
    `DELETE FROM rolled WHERE level = 1;
     DELETE FROM windows_1 WHERE key & 0xfffff IN (SELECT number FROM series WHERE is_total = 1)`,
  )
  database.close()
  expect(history.findRun(writer.id).hasSecondTotals()).toBe(false)
  expect(answers()).toEqual(before)
  // It goes on as it was begun.
  for (let t = 95; t < 130; t++)
    writer.writeSecond(secondOf(t, [{ series: SERIES[0]!, latenciesUs: [100 + t], servicesUs: null }]))
  writer.finish(COMPLETED)
  const whole = history.findRun(writer.id).groupedWindow(0, 130, ['outcome'])
  expect(whole.map(({ key, window }) => [key.outcome, window.count])).toEqual([
    ['ok', 95 * 3 + 35],
    ['failed', 95],
  ])
  history.close()
})

it('gives the percentiles that HdrHistogram gives for all requests, from any level', () => {
  const history = openHistory(join(folder, 'history.db'))
  const writer = history.startRun(newRun())
  const yardstick = buildHdrHistogram({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (let t = 0; t < 1300; t++) {
    const latenciesUs = Array.from({ length: 5 }, (_, at) => 1000 + ((t * 7919 + at * 104_729) % 90_000) ** 1.1)
      .map(Math.floor)
      .concat(t === 700 ? [2_000_000_000] : [])
    if (t >= 5 && t < 1299) for (const us of latenciesUs) yardstick.recordValue(us)
    writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs, servicesUs: null }]))
  }
  writer.finish(COMPLETED)
  const [merged] = history.findRun('last').mergedWindow(5, 1299)
  const histogram = new Histogram()
  histogram.add(merged!.window.latency, merged!.window)
  for (const percentile of [1, 10, 50, 90, 95, 99, 99.9, 99.99]) {
    // HdrHistogram answers up to the end of a bucket, core never more than the largest value there was.
    const expectedUs = Math.min(yardstick.getValueAtPercentile(percentile), 2_000_000_000)
    expect(histogram.percentileUs(percentile)).toBe(expectedUs)
  }
  expect(histogram.count).toBe(yardstick.totalCount)
  history.close()
})

it('refuses a window whose histogram holds another number of requests, and writes nothing of its second', () => {
  const history = openMemoryHistory()
  const writer = history.startRun(newRun())
  writer.writeSecond(secondOf(0, [{ series: seriesOf('GET /'), latenciesUs: [5], servicesUs: null }]))
  const wrong = secondOf(1, [
    { series: seriesOf('GET /'), latenciesUs: [5], servicesUs: null },
    { series: seriesOf('GET /new'), latenciesUs: [5, 6], servicesUs: null },
  ])
  wrong.windows[1]!.window.count = 3
  expect(() => writer.writeSecond(wrong)).toThrow('a window of 3 requests came with 2 latencies')
  writer.writeSecond(secondOf(2, [{ series: seriesOf('GET /other'), latenciesUs: [7], servicesUs: null }]))
  writer.finish(COMPLETED)
  const reader = history.findRun('last')
  expect(reader.series().map(({ endpoint }) => endpoint)).toEqual(['GET /', 'GET /other'])
  expect(reader.load().map(({ t }) => t)).toEqual([0, 2])
  history.close()
})

it('counts events without latencies', () => {
  const history = openMemoryHistory()
  const writer = history.startRun(newRun())
  const series = { ...seriesOf('feed'), kind: 'events' as const }
  for (let t = 0; t < 25; t++) {
    const window = { ...windowOf([]), count: 4, bytesIn: 40 }
    writer.writeSecond({ ...secondOf(t, []), windows: [{ series, window }] })
  }
  writer.finish(COMPLETED)
  const [feed] = history.findRun('last').mergedWindow(3, 25)
  expect(feed).toMatchObject({ series, window: { count: 88, bytesIn: 880, minUs: 0, maxUs: 0, service: null } })
  expect(feed!.window.latency).toHaveLength(0)
  history.close()
})

/** As a process on another machine does that has not heard of the run for a minute. */
function markInterrupted(file: string): void {
  const { database } = openFile(file, false)
  markInterruptedRuns(database, 'another machine', Date.now() + 60_000)
  database.close()
}
