/**
 * JMeter's results file (CSV, `CSVSaveService` of JMeter 5), a row for each request, for its dashboard (`jmeter -g FILE -o DIR`) and for
 * everything that reads .jtl. Rows are read back off histograms, see samples.ts.
 *
 * Numbers, labels and success are exact; `elapsed` is whole milliseconds, as JMeter has it; `Latency` (to the first byte) and `Connect` are
 * the means of the second, because only those are kept; a status code is not kept, so `responseCode` says `OK` or `KO`.
 */
import type { StoredRun } from '../storage/newRun.ts'
import { csvRow } from '../reports/csvText.ts'
import { secondsOf, type EndpointSecond, type ExportSource } from './exportSource.ts'
import { momentInSecond, shareOf, valuesOf } from './samples.ts'

const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect'

export function* jtl(source: ExportSource): Generator<string> {
  yield `${HEADER}\r\n`
  for (const { t, rows } of secondsOf(source, true)) {
    const load = source.reader.load(t, t + 1)[0]?.load.users ?? {}
    const users = new Map(Object.entries(load))
    const all = [...users.values()].reduce((sum, count) => sum + count, 0)
    for (const row of rows) yield* rowsOf(source.run, t, row, users.get(row.userType) ?? 0, all)
  }
}

/** Groups are no requests: JMeter would add their times to those of the requests in them. */
function* rowsOf(run: StoredRun, t: number, row: EndpointSecond, users: number, allUsers: number): Generator<string> {
  const { kind, window, outcome, endpoint, userType } = row
  const { count, latency, maxUs, bytesIn, bytesOut, phasesUs } = window
  if (kind === 'group' || count === 0 || latency.length === 0) return
  const isOk = outcome === 'ok'
  const [blocked = 0, dns = 0, connect = 0, tls = 0, send = 0, wait = 0] = phasesUs
  const meanMs = (us: number): number => Math.round(us / count / 1000)
  const firstByteMs = meanMs(blocked + dns + connect + tls + send + wait)
  let lines = ''
  let k = 0
  for (const us of valuesOf(latency, maxUs)) {
    const elapsedMs = Math.round(us / 1000)
    const startMs = Math.round(run.startedAtMs + momentInSecond(t, k, count) - us / 1000)
    lines += csvRow([
      startMs,
      elapsedMs,
      endpoint,
      isOk ? 'OK' : 'KO',
      isOk ? '' : 'failed',
      userType,
      'text',
      isOk,
      '',
      shareOf(bytesIn, k, count),
      shareOf(bytesOut, k, count),
      users,
      allUsers,
      'null',
      Math.min(firstByteMs, elapsedMs),
      0,
      Math.min(meanMs(dns + connect + tls), elapsedMs),
    ])
    k++
    if (lines.length > 64 * 1024) {
      yield lines
      lines = ''
    }
  }
  yield lines
}
