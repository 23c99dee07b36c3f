/** A run as `loadwright export` writes it, added up by nothing of ours: csv-parse for counts, hdr-histogram-js for percentiles. */
import { parse } from 'csv-parse/sync'
import { decodeFromCompressedBase64, build as newHistogram, type JsHistogram } from 'hdr-histogram-js'

/** Seconds of the run: [fromS, toS). */
export interface TimeWindow {
  fromS: number
  toS: number
}

/** Between which a value lies: the borders of its bucket (docs/exports.md), and never beyond what was measured at most. */
export interface Bucket {
  lowMs: number
  highMs: number
}

/** The highest of any second and engine. */
export interface GeneratorPeaks {
  eventLoopP99Ms: number
  scheduleLagP99Ms: number
  cpuPercent: number
  sockets: number
}

export interface ExportedRun {
  /** Requests that were under way when the load ended ended after it. */
  endS: number
  endpoints: string[]
  /** What ended in the window, of one endpoint or of all requests. */
  added(window: TimeWindow, endpoint?: string): { requests: number; failures: number; ratePerS: number }
  /** Response time of successful requests. */
  percentileMs(window: TimeWindow, p: number, endpoint?: string): Bucket
  maxMs(window: TimeWindow, endpoint?: string): number
  /** Of one second and endpoint, exactly as the row says. */
  latencyOf(second: number, endpoint: string): { p50: number; p95: number; p99: number; max: number }
  generator(window: TimeWindow): GeneratorPeaks
}

interface Row {
  second: number
  endpoint: string
  kind: string
  outcome: 'ok' | 'failed'
  count: number
  latency_p50_ms: number
  latency_p95_ms: number
  latency_p99_ms: number
  latency_max_ms: number
}

interface Engine {
  eventLoopDelayMs: { p99: number }
  scheduleLagMs: { p99: number } | null
  cpuPercent: number
  sockets: number
}

interface Second {
  t: number
  health: (Engine | null)[]
  series: { endpoint: string; kind: string; outcome: string; histogram: string | null }[]
}

const NUMBERS: ReadonlySet<string> = new Set([
  'second',
  'count',
  ...['p50', 'p95', 'p99', 'max'].map((name) => `latency_${name}_ms`),
])

/**
 * @param csv of `--format csv`
 * @param json of `--format json`
 * @param loadS how long the load was, whole seconds
 */
export function readExport(csv: string, json: string, loadS: number): ExportedRun {
  const cast = (text: string, { column, header }: { column: string | number; header: boolean }): string | number =>
    !header && NUMBERS.has(String(column)) ? Number(text) : text
  const rows: Row[] = parse(csv, { columns: true, cast })
  const { seconds } = JSON.parse(json) as { seconds: Second[] }
  const endS = Math.max(...rows.map(({ second }) => second)) + 1

  /** A window that reaches the end of the load has what was under way then as well, which counts everywhere but in rates. */
  const endOf = ({ toS }: TimeWindow): number => (toS >= loadS ? endS : toS)
  /** Groups and streams of events are no requests: they are only counted by their name. */
  const isMeant = (of: { endpoint: string; kind: string }, endpoint?: string): boolean =>
    endpoint === undefined ? of.kind !== 'group' && of.kind !== 'events' : of.endpoint === endpoint
  const rowsOf = ({ fromS }: TimeWindow, untilS: number, endpoint?: string): Row[] =>
    rows.filter((row) => row.second >= fromS && row.second < untilS && isMeant(row, endpoint))

  return {
    endS,
    endpoints: [...new Set(rows.map((row) => row.endpoint))],
    added(window, endpoint) {
      const sum = (untilS: number, outcome?: Row['outcome']): number =>
        rowsOf(window, untilS, endpoint)
          .filter((row) => (outcome ?? row.outcome) === row.outcome)
          .reduce((total, { count }) => total + count, 0)
      const loadEndS = Math.min(window.toS, loadS)
      return {
        requests: sum(endOf(window)),
        failures: sum(endOf(window), 'failed'),
        ratePerS: sum(loadEndS) / (loadEndS - window.fromS),
      }
    },
    percentileMs(window, p, endpoint) {
      const merged = newHistogram({
        numberOfSignificantValueDigits: 3,
        lowestDiscernibleValue: 1,
        highestTrackableValue: 3_600_000_000,
      })
      const within = seconds.filter(({ t }) => t >= window.fromS && t < endOf(window))
      for (const { histogram, outcome, ...series } of within.flatMap((second) => second.series)) {
        if (outcome === 'ok' && histogram !== null && isMeant(series, endpoint))
          merged.add(decodeFromCompressedBase64(histogram))
      }
      const valueUs = merged.getValueAtPercentile(p)
      // Without WebAssembly it is one, whatever the type of `build` says.
      const buckets = merged as JsHistogram
      return {
        lowMs: buckets.lowestEquivalentValue(valueUs) / 1000,
        highMs: buckets.highestEquivalentValue(valueUs) / 1000,
      }
    },
    maxMs: (window, endpoint) =>
      Math.max(
        ...rowsOf(window, endOf(window), endpoint)
          .filter(({ outcome }) => outcome === 'ok')
          .map((row) => row.latency_max_ms),
      ),
    latencyOf(second, endpoint) {
      const own = rowsOf({ fromS: second, toS: second + 1 }, second + 1, endpoint).filter((row) => row.outcome === 'ok')
      if (own.length !== 1) throw new Error(`${own.length} rows of ${endpoint} in second ${second}`)
      const [row] = own as [Row]
      return { p50: row.latency_p50_ms, p95: row.latency_p95_ms, p99: row.latency_p99_ms, max: row.latency_max_ms }
    },
    generator({ fromS, toS }) {
      const engines = seconds.filter(({ t }) => t >= fromS && t < toS).flatMap(({ health }) => health)
      const highest = (valueOf: (engine: Engine) => number | undefined): number =>
        Math.max(...engines.flatMap((engine) => (engine === null ? [] : (valueOf(engine) ?? []))))
      return {
        eventLoopP99Ms: highest((engine) => engine.eventLoopDelayMs.p99),
        scheduleLagP99Ms: highest((engine) => engine.scheduleLagMs?.p99),
        cpuPercent: highest((engine) => engine.cpuPercent),
        sockets: highest((engine) => engine.sockets),
      }
    },
  }
}
