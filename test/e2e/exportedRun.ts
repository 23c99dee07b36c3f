/** A run as `loadwright export` writes it, added up by nothing of ours: csv-parse for counts, hdr-histogram-js for percentiles. */
import { parse } from 'csv-parse/sync'
import { decodeFromCompressedBase64, build as newHistogram } from 'hdr-histogram-js'

/** Seconds of the run: [fromS, toS). */
export interface TimeWindow {
  fromS: number
  toS: number
}

export interface ExportedRun {
  /** Requests that were under way when the load ended ended after it. */
  endS: number
  endpoints: string[]
  /** What ended in the window, of one endpoint or of all. */
  added(window: TimeWindow, endpoint?: string): { requests: number; failures: number; ratePerS: number }
  /** Response time of successful requests. */
  percentileMs(window: TimeWindow, p: number, endpoint?: string): number
}

interface Row {
  second: number
  endpoint: string
  outcome: 'ok' | 'failed'
  count: number
}

interface Second {
  t: number
  series: { endpoint: string; outcome: string; histogram: string | null }[]
}

/**
 * @param csv of `--format csv`
 * @param json of `--format json`
 * @param loadS how long the load was, whole seconds
 */
export function readExport(csv: string, json: string, loadS: number): ExportedRun {
  const cast = (text: string, { column }: { column: string | number }): string | number =>
    column === 'second' || column === 'count' ? Number(text) : text
  const rows: Row[] = parse(csv, { columns: true, cast })
  const { seconds } = JSON.parse(json) as { seconds: Second[] }
  const endS = Math.max(...rows.map(({ second }) => second)) + 1

  /** A window that reaches the end of the load has what was under way then as well, which counts everywhere but in rates. */
  const endOf = ({ toS }: TimeWindow): number => (toS >= loadS ? endS : toS)

  return {
    endS,
    endpoints: [...new Set(rows.map((row) => row.endpoint))],
    added(window, endpoint) {
      const { fromS, toS } = window
      const sum = (untilS: number, outcome?: Row['outcome']): number =>
        rows
          .filter((row) => row.second >= fromS && row.second < untilS)
          .filter((row) => (endpoint ?? row.endpoint) === row.endpoint && (outcome ?? row.outcome) === row.outcome)
          .reduce((total, { count }) => total + count, 0)
      const loadEndS = Math.min(toS, loadS)
      return {
        requests: sum(endOf(window)),
        failures: sum(endOf(window), 'failed'),
        ratePerS: sum(loadEndS) / (loadEndS - fromS),
      }
    },
    percentileMs(window, p, endpoint) {
      const merged = newHistogram({
        numberOfSignificantValueDigits: 3,
        lowestDiscernibleValue: 1,
        highestTrackableValue: 3_600_000_000,
      })
      const within = seconds.filter(({ t }) => t >= window.fromS && t < endOf(window))
      for (const { endpoint: name, outcome, histogram } of within.flatMap(({ series }) => series)) {
        if (outcome === 'ok' && histogram !== null && (endpoint ?? name) === name)
          merged.add(decodeFromCompressedBase64(histogram))
      }
      return merged.getValueAtPercentile(p) / 1000
    },
  }
}
