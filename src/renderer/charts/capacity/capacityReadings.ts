/** What charts of capacity say of a level, and their numbers as tables. */
import type { CapacityView } from '../../../contract/methods/capacity.ts'
import type { JudgedLevel } from '../../../core/capacity/analyzeCapacity.ts'
import { loadText, outcomeText } from '../../../core/capacity/capacityWords.ts'
import { outcomeOf } from '../../../core/capacity/maximumsMet.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatSignificant, NOT_APPLICABLE } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { residualOf, timesOf, type CapacityChart } from './capacityChart.ts'
import { LATENCY_SERIES } from './latencyLimits.ts'

/** `32 users, 27.6 in flight. 91.2 req/s, p50 120 ms, p95 300 ms, p99 400 ms. Of 1 run: all maximums met.` */
export function levelSentence({ analysis }: CapacityView, index: number): string {
  const level = analysis.levels[index]
  if (level === undefined) return ''
  const { load, concurrency, throughputPerS, runs, outcome } = level
  const times = timesTexts(level)
  const inFlight = concurrency === null ? '' : `, ${formatSignificant(concurrency)} in flight`
  const of = runs.length === 1 ? '1 run' : `${runs.length} runs`
  return `${loadText(load)}${inFlight}. ${[formatRate(throughputPerS), ...times].join(', ')}. Of ${of}: ${outcomeText(outcome)}.`
}

/** What one chart says of a level, in a few words each. */
export function levelReading({ view, kind }: CapacityChart, index: number): string[] {
  const level = view.analysis.levels[index]
  if (level === undefined) return []
  const { load, concurrency, throughputPerS } = level
  const inFlight = concurrency === null ? [] : [`${formatSignificant(concurrency)} in flight`]
  if (kind === 'throughput') return [loadText(load), ...inFlight, formatRate(throughputPerS)]
  if (kind === 'latency') return [loadText(load), ...timesTexts(level)]
  const shares = level.runs.map((run) => residualOf(view, run)).filter((share) => Number.isFinite(share))
  return [
    loadText(load),
    ...shares.map((share) => `${share < 0 ? '−' : '+'}${formatShare(Math.abs(share), share !== 0)}`),
  ]
}

function timesTexts(level: JudgedLevel): string[] {
  return LATENCY_SERIES.map((series) => {
    const ms = level[`${series}Ms`]
    return `${series} ${ms === null ? NOT_APPLICABLE : formatDuration(ms)}`
  })
}

export function capacityTable({ view, kind, curve }: CapacityChart): ChartTable {
  if (kind === 'latency') return latencyTable(view)
  const load = loadColumn(view)
  const times = timesOf(view)
  const place = (runId: string): number => Math.round((times.get(runId) ?? 0) * Math.max(0, view.runIds.length - 1)) + 1
  const runs = view.analysis.levels.flatMap((level) => level.runs)
  if (kind === 'residuals')
    return {
      columns: ['Run', load, 'In flight', 'Off the curve by (share)'],
      rows: () => runs.map((run) => [run.runId, run.load.level, run.concurrency, residualOf(view, run)]),
    }
  return {
    columns: [
      'Run',
      'Ran as number',
      load,
      'In flight',
      'Throughput (per second)',
      'What it says',
      ...lawColumns(curve !== null),
    ],
    rows: () => [
      ...runs.map((run) => [
        run.runId,
        place(run.runId),
        run.load.level,
        run.concurrency,
        run.throughputPerS,
        outcomeText(outcomeOf(run)),
        ...(curve === null ? [] : [null, null, null]),
      ]),
      ...(curve?.points ?? []).map(({ concurrency, throughputPerS, lowPerS, highPerS }) => [
        '',
        null,
        null,
        concurrency,
        null,
        concurrency > (curve?.measuredTo ?? 0) ? 'curve, beyond what was measured' : 'curve',
        throughputPerS,
        lowPerS,
        highPerS,
      ]),
    ],
  }
}

function lawColumns(hasCurve: boolean): string[] {
  return hasCurve ? ['Curve (per second)', 'Curve from (95 %)', 'Curve to (95 %)'] : []
}

function latencyTable(view: CapacityView): ChartTable {
  return {
    columns: [
      loadColumn(view),
      'In flight',
      'Runs',
      'p50 (ms)',
      'p95 (ms)',
      'p99 (ms)',
      'Failures (share)',
      'What it says',
    ],
    rows: () =>
      view.analysis.levels.map(({ load, concurrency, runs, p50Ms, p95Ms, p99Ms, failureShare, outcome }) => [
        load.level,
        concurrency,
        runs.length,
        p50Ms,
        p95Ms,
        p99Ms,
        failureShare,
        outcomeText(outcome),
      ]),
  }
}

function loadColumn({ unit }: CapacityView): string {
  return unit === 'perS' ? 'Arrivals per second' : 'Users'
}

/** Of failed requests, as a table shows it. */
export function failureText(share: number | null): string {
  return share === null ? NOT_APPLICABLE : formatShare(share, share > 0)
}
