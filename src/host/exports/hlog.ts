/**
 * HdrHistogram's log, version 1.3 (HistogramLogWriter of HdrHistogram 2.1): a line for each second and series, a histogram in
 * each, so that its readers get every percentile of any stretch of time. Values are microseconds.
 */
import { deflateSync } from 'node:zlib'
import { toV2 } from '../../core/histogram/encoding.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import type { StoredRun } from '../storage/newRun.ts'
import { WindowSum } from '../storage/windowSum.ts'
import { secondsOf, type EndpointSecond, type ExportSource } from './exportSource.ts'

/** V2 cookie of compressed histograms, with the word size nibble that says "LEB128". */
const COMPRESSED_COOKIE = 0x1c849314

/**
 * Lines without a tag are all successful requests, by response time: what a tool reads that knows no tags. Tags are endpoints,
 * `NAME` (response time), `NAME:service`, `NAME:failed`, `NAME:failed:service`.
 */
export function* hlog(source: ExportSource): Generator<string> {
  yield header(source.run)
  for (const { t, rows } of secondsOf(source, false)) {
    const lines = [
      totalLine(t, rows),
      ...rows.filter(({ kind }) => kind !== 'events').flatMap((row) => linesOf(t, row)),
    ]
    yield lines.filter((line) => line !== null).join('')
  }
}

function header({ startedAtMs, planName, scenario, id }: StoredRun): string {
  const start = new Date(startedAtMs)
  return [
    `#[Run ${id}: ${oneLine(planName)}, ${oneLine(scenario)}; logged by Loadwright]`,
    '#[Values are microseconds: HistogramLogProcessor -outputValueUnitRatio 1000 shows milliseconds]',
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${(startedAtMs / 1000).toFixed(3)} (seconds since epoch), ${start.toUTCString()}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    '',
  ].join('\n')
}

function totalLine(t: number, rows: readonly EndpointSecond[]): string | null {
  const ok = rows.filter(({ kind, outcome, window }) => isRequestKind(kind) && outcome === 'ok' && window.count > 0)
  if (ok.length === 0) return null
  const sum = new WindowSum()
  for (const { window } of ok) sum.add(window)
  const { latency, maxUs } = sum.toSeriesWindow()
  return line(null, t, maxUs, latency)
}

function linesOf(t: number, { endpoint, outcome, window }: EndpointSecond): string[] {
  if (window.count === 0 || window.latency.length === 0) return []
  const tag = tagOf(endpoint) + (outcome === 'failed' ? ':failed' : '')
  const { latency, service, maxUs } = window
  // The largest service time is not kept; it is at most the largest response time.
  return [line(tag, t, maxUs, latency), line(`${tag}:service`, t, maxUs, service ?? latency)]
}

function line(tag: string | null, t: number, maxUs: number, payload: Uint8Array): string {
  const start = tag === null ? '' : `Tag=${tag},`
  return `${start}${t}.000,1.000,${(maxUs / 1000).toFixed(3)},${compressed(payload)}\n`
}

/** Base64 of the compressed V2 form: cookie, length, zlib. */
export function compressed(payload: Uint8Array): string {
  const packed = deflateSync(toV2(payload))
  const head = Buffer.alloc(8)
  head.writeInt32BE(COMPRESSED_COOKIE, 0)
  head.writeInt32BE(packed.length, 4)
  return Buffer.concat([head, packed]).toString('base64')
}

/** Tags may hold neither commas nor white space; they are written as in URLs, so that no two names become one. */
export function tagOf(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  return name.toWellFormed().replace(/[\s,%"\u0000-\u001f\u007f-\u009f]/g, (character) => encodeURIComponent(character))
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\]]/g, ' ')
}
