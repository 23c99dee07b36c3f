/** What other tools read in the exports against the list of all latencies that went into the history. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { build, decodeFromCompressedBase64, HistogramLogReader, type Histogram } from 'hdr-histogram-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SeriesKey } from '../../core/recording/second.ts'
import { closedLoad } from '../../core/load/loadShape.ts'
import { reportOfRun } from '../runs/runReport.ts'
import { toJson } from '../runs/runSettings.ts'
import { settingsOf } from '../runs/testing/settingsOf.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import {
  COMPLETED,
  loadOf,
  newRun,
  secondOf,
  seriesOf,
  windowOf,
  type Requests,
} from '../storage/testing/syntheticSeconds.ts'
import { exportText, type ExportFormat } from './exportFormats.ts'
import type { ExportSource } from './exportSource.ts'
import { tagOf } from './hlog.ts'

const HOSTILE = '=cmd|"x",\n</script> \u202e 100%'
const A = seriesOf('GET /a')
const A_OTHER = seriesOf('GET /a', 'ok', 'admin')
const A_FAILED = seriesOf('GET /a', 'failed')
const B = seriesOf(HOSTILE)
const GROUP: SeriesKey = { ...seriesOf('checkout'), kind: 'group' }
const MESSAGES: SeriesKey = { ...seriesOf('WS /ws messages'), kind: 'events' }

const SECONDS: Requests[][] = [
  [
    { series: A, latenciesUs: [1000, 2500, 40_000], servicesUs: [900, 2000, 30_000] },
    { series: A_OTHER, latenciesUs: [777], servicesUs: null },
    { series: A_FAILED, latenciesUs: [5_000_000], servicesUs: null },
    { series: B, latenciesUs: [12_345_678], servicesUs: null },
    { series: GROUP, latenciesUs: [99_000], servicesUs: null },
  ],
  [],
  [{ series: A, latenciesUs: [3000, 3001, 3002, 123_456], servicesUs: null }],
]
const okOf = (requests: Requests[]): number[] =>
  requests
    .filter(({ series }) => series.outcome === 'ok' && series.kind === 'http')
    .flatMap(({ latenciesUs }) => latenciesUs)

const SETTINGS = toJson(settingsOf(closedLoad(5, 5, 3000)))

let history: History
let source: ExportSource

beforeAll(() => {
  history = openMemoryHistory()
  const writer = history.startRun(newRun({ planName: 'sh]op\nplan', settings: SETTINGS }))
  SECONDS.forEach((requests, t) => {
    const second = secondOf(t, requests, { load: loadOf({ shopper: 3, admin: 2 }, 2) })
    if (t === 0) second.windows.push({ series: MESSAGES, window: { ...windowOf([]), count: 5, bytesIn: 500 } })
    writer.writeSecond(second)
  })
  writer.finish(COMPLETED)
  const reader = history.findRun('last')
  source = {
    run: reader.run(),
    reader,
    report: () => reportOfRun(history, reader),
    fromS: 0,
    toS: Infinity,
    endpoint: null,
  }
})
afterAll(() => history.close())

const written = (format: ExportFormat, more: Partial<ExportSource> = {}): string =>
  [...exportText(format, { ...source, ...more })].join('')

function histogramOf(latenciesUs: readonly number[]): Histogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  for (const us of latenciesUs) histogram.recordValue(us)
  return histogram
}

/** All intervals of one tag added up by the log's own reader, which says NO TAG where there is none. */
function readLog(text: string): Map<string, { intervals: number; histogram: Histogram }> {
  const reader = new HistogramLogReader(text)
  const tags = new Map<string, { intervals: number; histogram: Histogram }>()
  for (let interval = reader.nextIntervalHistogram(); interval !== null; interval = reader.nextIntervalHistogram()) {
    const tag = (interval as { tag?: string }).tag ?? 'NO TAG'
    const known = tags.get(tag) ?? { intervals: 0, histogram: histogramOf([]) }
    known.histogram.add(interval as Histogram)
    known.intervals++
    tags.set(tag, known)
  }
  return tags
}

function expectSame(histogram: Histogram, latenciesUs: readonly number[]): void {
  const expected = histogramOf(latenciesUs)
  expect(histogram.totalCount).toBe(latenciesUs.length)
  for (const percentile of [1, 50, 75, 90, 99, 99.9, 100])
    expect(histogram.getValueAtPercentile(percentile)).toBe(expected.getValueAtPercentile(percentile))
}

describe('hlog', () => {
  test('every tag has the latencies of its endpoint, by the reader of hdr-histogram-js', () => {
    const tags = readLog(written('hlog'))
    expectSame(tags.get('NO TAG')!.histogram, SECONDS.flatMap(okOf))
    expectSame(tags.get('GET%20/a')!.histogram, [1000, 2500, 40_000, 777, 3000, 3001, 3002, 123_456])
    expectSame(tags.get('GET%20/a:service')!.histogram, [900, 2000, 30_000, 777, 3000, 3001, 3002, 123_456])
    expectSame(tags.get('GET%20/a:failed')!.histogram, [5_000_000])
    expectSame(tags.get(tagOf(HOSTILE))!.histogram, [12_345_678])
    expectSame(tags.get('checkout')!.histogram, [99_000])
    expect([...tags.keys()].filter((tag) => tag.includes('messages'))).toEqual([])
    expect(tags.get('NO TAG')!.intervals).toBe(2)
  })

  test('its start is the run’s, and hostile names stay on their line', () => {
    const text = written('hlog')
    const reader = new HistogramLogReader(text)
    reader.nextIntervalHistogram()
    expect(reader.startTimeSec).toBe(source.run.startedAtMs / 1000)
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(#\[.*\]|"StartTimestamp".*|(Tag=[^\s,]+,)?\d+\.000,1\.000,\d+\.\d{3},[A-Za-z0-9+/=]+)$/)
    expect(decodeURIComponent(tagOf(HOSTILE))).toBe(HOSTILE)
  })

  test('a part of the run, and one endpoint', () => {
    const tags = readLog(written('hlog', { fromS: 1, toS: 3, endpoint: 'GET /a' }))
    expectSame(tags.get('GET%20/a')!.histogram, [3000, 3001, 3002, 123_456])
    expect([...tags.keys()].toSorted()).toEqual(['GET%20/a', 'GET%20/a:service', 'NO TAG'])
  })

  // Debian: libhdrhistogram-java.
  const jar = '/usr/share/java/hdrhistogram.jar'
  test.runIf(existsSync(jar))('opens in HdrHistogram’s own HistogramLogProcessor', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadwright-hlog-'))
    try {
      const file = join(folder, 'run.hlog')
      writeFileSync(file, written('hlog'))
      const main = 'org.HdrHistogram.HistogramLogProcessor'
      const read = (...more: string[]): string =>
        execFileSync('java', ['-cp', jar, main, '-i', file, '-outputValueUnitRatio', '1000', ...more], {
          encoding: 'utf8',
        })
      expect(read()).toMatch(/Total count\s*=\s*9\]/)
      expect(read('-tag', 'GET%20/a')).toMatch(/Total count\s*=\s*8\]/)
      expect(read('-tag', 'GET%20/a:failed')).toMatch(/Max\s*=\s*500\d\.\d+, Total count\s*=\s*1\]/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('csv', () => {
  test('has a row for each second and series, read by csv-parse', () => {
    const rows = parse<Record<string, string>>(written('csv'), { columns: true })
    expect(rows.map((row) => [row.second, row.endpoint, row.user_type, row.outcome, row.count])).toEqual([
      ['0', `'${HOSTILE.replace('\u202e', '\ufffd')}`, 'shopper', 'ok', '1'],
      ['0', 'GET /a', 'shopper', 'failed', '1'],
      ['0', 'GET /a', 'admin', 'ok', '1'],
      ['0', 'GET /a', 'shopper', 'ok', '3'],
      ['0', 'WS /ws messages', 'shopper', 'ok', '5'],
      ['0', 'checkout', 'shopper', 'ok', '1'],
      ['2', 'GET /a', 'shopper', 'ok', '4'],
    ])
    const [, , , a, messages] = rows
    expect(a).toMatchObject({
      time_utc: '2026-11-23T14:02:00.000Z',
      latency_min_ms: '1',
      latency_max_ms: '40',
      latency_p50_ms: '2.501',
      service_mean_ms: String((900 + 2000 + 30_000) / 3 / 1000),
      in_bytes: '300',
    })
    expect(messages).toMatchObject({ in_bytes: '500', latency_p50_ms: '', service_p50_ms: '' })
  })
})

describe('jtl', () => {
  test('has a row for each request; labels, success, bytes and times are those of the run', () => {
    const rows = parse<Record<string, string>>(written('jtl'), { columns: true })
    expect(rows).toHaveLength(10)
    const ofA = rows.filter(({ label, success }) => label === 'GET /a' && success === 'true')
    const elapsed = ofA.map((row) => Number(row.elapsed)).toSorted((a, b) => a - b)
    expect(elapsed).toEqual([1, 1, 3, 3, 3, 3, 40, 123])
    expect(ofA.reduce((sum, row) => sum + Number(row.bytes), 0)).toBe(800)
    expect(ofA.reduce((sum, row) => sum + Number(row.sentBytes), 0)).toBe(80)
    const failed = rows.filter(({ success }) => success === 'false')
    expect(failed).toMatchObject([
      { label: 'GET /a', elapsed: '5000', responseCode: 'KO', allThreads: '5', grpThreads: '3' },
    ])
    for (const row of rows) {
      const endMs = Number(row.timeStamp) + Number(row.elapsed)
      const second = (endMs - source.run.startedAtMs) / 1000
      expect((second > -0.002 && second < 1.002) || (second > 1.998 && second < 3.002)).toBe(true)
      expect(Number(row.Latency)).toBeLessThanOrEqual(Number(row.elapsed))
    }
  })
})

describe('k6-json', () => {
  interface Line {
    metric: string
    type: string
    data: { time: string; value: number; tags: Record<string, string> }
  }

  test('has k6’s lines for each request, and nothing that is not JSON', () => {
    const lines = written('k6-json')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Line)
    const points = lines.filter(({ type }) => type === 'Point')
    const defined = new Set(lines.filter(({ type }) => type === 'Metric').map(({ metric }) => metric))
    expect(points.every(({ metric }) => defined.has(metric))).toBe(true)
    const of = (metric: string, name: string, ok = 'true'): number[] =>
      points
        .filter((point) => point.metric === metric)
        .filter(({ data }) => data.tags.name === name && data.tags.expected_response === ok)
        .map(({ data }) => data.value)
    expect(of('http_reqs', 'GET /a')).toHaveLength(8)
    expect(of('http_req_failed', 'GET /a')).toEqual(Array.from({ length: 8 }, () => 0))
    expect(of('http_req_failed', 'GET /a', 'false')).toEqual([1])
    const within = (values: number[], exact: number[]): void => {
      const sorted = values.toSorted((a, b) => a - b)
      expect(sorted).toHaveLength(exact.length)
      exact
        .toSorted((a, b) => a - b)
        .forEach((us, at) => expect(Math.abs(sorted[at]! - us / 1000)).toBeLessThanOrEqual(us / 1000 / 1000))
    }
    within(of('response_time', 'GET /a'), [1000, 2500, 40_000, 777, 3000, 3001, 3002, 123_456])
    within(of('http_req_duration', 'GET /a'), [900, 2000, 30_000, 777, 3000, 3001, 3002, 123_456])
    within(of('group_duration', 'checkout'), [99_000])
    expect(of('data_received', 'WS /ws messages')).toEqual([500])
    expect(of('http_reqs', HOSTILE)).toEqual([1])
    const vus = points.filter(({ metric }) => metric === 'vus').map(({ data }) => data.value)
    expect(vus).toEqual([5, 5, 5])
  })
})

describe('json', () => {
  test('is one document with the report and every second’s histograms', () => {
    const whole = JSON.parse(written('json')) as {
      schemaVersion: number
      report: { totals: { requests: number } }
      seconds: {
        t: number
        series: { endpoint: string; outcome: string; userType: string; histogram: string | null }[]
      }[]
    }
    expect(whole.schemaVersion).toBe(1)
    expect(whole.report.totals.requests).toBe(10)
    expect(whole.seconds.map(({ t }) => t)).toEqual([0, 1, 2])
    const a = whole.seconds[2]!.series.find(({ endpoint }) => endpoint === 'GET /a')!
    expectSame(decodeFromCompressedBase64(a.histogram!) as Histogram, [3000, 3001, 3002, 123_456])
  })
})

test('a run that has measured nothing is exported, too', () => {
  const empty = openMemoryHistory()
  empty.startRun(newRun({ settings: SETTINGS })).finish(COMPLETED)
  const reader = empty.findRun('last')
  const nothing = { ...source, run: reader.run(), reader, report: () => reportOfRun(empty, reader) }
  for (const format of ['hlog', 'csv', 'jtl', 'k6-json', 'json'] as const)
    expect([...exportText(format, nothing)].join('')).not.toBe('')
  empty.close()
})
