/**
 * What `k6 run --out json` writes: a line of JSON for each metric and for each sample, for everything that reads that. Samples are read
 * back off histograms, see samples.ts. k6's `http_req_duration` begins when the request is sent: our service time. Response time from the intended start,
 * which k6 does not have, is the trend `response_time`.
 */
import { secondsOf, momentOf, type EndpointSecond, type ExportSource } from './exportSource.ts'
import { momentInSecond, shareOf, valuesOf } from './samples.ts'

const METRICS = [
  ['http_reqs', 'counter', 'default'],
  ['http_req_duration', 'trend', 'time'],
  ['http_req_failed', 'rate', 'default'],
  ['response_time', 'trend', 'time'],
  ['data_received', 'counter', 'data'],
  ['data_sent', 'counter', 'data'],
  ['group_duration', 'trend', 'time'],
  ['ws_reply_duration', 'trend', 'time'],
  ['iterations', 'counter', 'default'],
  ['dropped_iterations', 'counter', 'default'],
  ['vus', 'gauge', 'default'],
] as const
type Metric = (typeof METRICS)[number][0]
type Tags = Record<string, string>

export function* k6Json(source: ExportSource): Generator<string> {
  const { run, reader } = source
  yield METRICS.map(([name, type, contains]) => {
    const data = { name, type, contains, thresholds: [], submetrics: null }
    return `${JSON.stringify({ type: 'Metric', data, metric: name })}\n`
  }).join('')
  const scenario = { scenario: run.scenario }
  for (const { t, rows } of secondsOf(source, true)) {
    for (const row of rows) yield* pointsOf(source, t, row)
    const load = reader.load(t, t + 1)[0]?.load
    if (load === undefined) continue
    const at = momentOf(run, (t + 1) * 1000)
    const users = Object.values(load.users).reduce((sum, count) => sum + count, 0)
    const completed = load.iterationsCompleted + load.iterationsFailed
    yield point('vus', at, users, scenario)
    if (completed > 0) yield point('iterations', at, completed, scenario)
    if (load.dropped > 0) yield point('dropped_iterations', at, load.dropped, scenario)
  }
}

function* pointsOf({ run }: ExportSource, t: number, row: EndpointSecond): Generator<string> {
  const { kind, outcome, endpoint, userType, window } = row
  const { count, latency, service, maxUs, bytesIn, bytesOut } = window
  const isOk = outcome === 'ok'
  const tags: Tags = {
    name: endpoint,
    user_type: userType,
    scenario: run.scenario,
    expected_response: String(isOk),
    group: '',
  }
  if (kind === 'events') {
    yield point('data_received', momentOf(run, t * 1000 + 500), bytesIn, tags)
    return
  }
  if (count === 0 || latency.length === 0) return
  const at = (k: number): string => momentOf(run, momentInSecond(t, k, count))
  if (kind === 'group' || kind === 'reply') {
    const metric = kind === 'group' ? 'group_duration' : 'ws_reply_duration'
    let k = 0
    for (const us of valuesOf(latency, maxUs)) yield point(metric, at(k++), us / 1000, tags)
    return
  }
  const services = valuesOf(service ?? latency, maxUs)
  let k = 0
  for (const us of valuesOf(latency, maxUs)) {
    const moment = at(k)
    // The k-th shortest of both: that they belong to one request is not known, and not said.
    const servedUs = services.next().value ?? us
    yield (
      point('http_reqs', moment, 1, tags) +
        point('http_req_duration', moment, servedUs / 1000, tags) +
        point('response_time', moment, us / 1000, tags) +
        point('http_req_failed', moment, isOk ? 0 : 1, tags) +
        point('data_received', moment, shareOf(bytesIn, k, count), tags) +
        point('data_sent', moment, shareOf(bytesOut, k, count), tags)
    )
    k++
  }
}

function point(metric: Metric, time: string, value: number, tags: Tags): string {
  return `${JSON.stringify({ metric, type: 'Point', data: { time, value, tags } })}\n`
}
