/**
 * Everything: the report, and each second with its histograms. One JSON document, written as it is read, so that it may be larger
 * than memory. `histogram` is Base64 of HdrHistogram's compressed V2 form, in microseconds; null where it is that of the response time.
 */
import { renderJson } from '../reports/json.ts'
import { secondsOf, type EndpointSecond, type ExportSource } from './exportSource.ts'
import { compressed } from './hlog.ts'

const SCHEMA_VERSION = 1

export function* wholeJson(source: ExportSource): Generator<string> {
  const { reader, fromS, toS, report } = source
  yield `{"schemaVersion":${SCHEMA_VERSION},"report":${renderJson(report()).trimEnd()},"seconds":[`
  let separator = '\n'
  for (const { t, rows } of secondsOf(source, true)) {
    const load = reader.load(t, t + 1)[0]
    const health = reader.health(t, t + 1)[0]
    const second = {
      t,
      load: load?.load ?? null,
      trusted: load?.trusted ?? null,
      reasons: load?.reasons ?? [],
      health: health?.engines ?? [],
      series: rows.map(seriesOf),
    }
    yield separator + JSON.stringify(second)
    separator = ',\n'
  }
  const inWindow = { fromS, toS: Number.isFinite(toS) ? toS : null }
  yield `\n],"window":${JSON.stringify(inWindow)},"exemplars":${JSON.stringify(reader.exemplars())}}\n`
}

function seriesOf({ endpoint, kind, userType, outcome, window }: EndpointSecond): Record<string, unknown> {
  const { latency, service, ...numbers } = window
  return {
    endpoint,
    kind,
    userType,
    outcome,
    ...numbers,
    histogram: latency.length > 0 ? compressed(latency) : null,
    serviceHistogram: service === null ? null : compressed(service),
  }
}
