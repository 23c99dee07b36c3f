/** What is said of a cell of a heat overview, and all of them as a table. */
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import { METRIC_WORDS, textOfEffect, valueText } from '../../../../core/comparison/comparisonWords.ts'
import type { Metric } from '../../../../core/comparison/metrics.ts'
import { formatCount, formatSignificant } from '../../../../core/units/number.ts'
import type { ChartTable } from '../../frame/frameContent.ts'
import { trendMetric } from '../trendMetric.ts'
import type { HeatPlace } from './heatLayout.ts'

/** No endpoint has this name. */
const WHOLE_RUN = 'Whole run'

export function rowText({ rows }: Pick<TrendHeatView, 'rows'>, row: number): string {
  return rows[row]?.name ?? WHOLE_RUN
}

export function buildLabel({ labels, runIds }: Pick<TrendHeatView, 'labels' | 'runIds'>, build: number): string {
  return labels[build] ?? `run ${runIds[build] ?? ''}`
}

/** `+18 %`; of shares `+0.42 pp`. */
export function differenceText(metric: Metric, difference: number, level: number): string {
  if (metric !== 'errors') return textOfEffect(metric, difference, level)
  const points = formatSignificant(Math.abs(difference) * 100, 2)
  if (Number(points) === 0) return '0 pp'
  return `${difference < 0 ? '−' : '+'}${points} pp`
}

/** The build that the cell is of; null: nothing was measured. */
export function buildOfCell({ builds, columns }: TrendHeatView, { row, column }: HeatPlace): number | null {
  const build = builds[row * columns + column] ?? -1
  return build < 0 ? null : build
}

/** `POST /order, 1.40.0. p95 212 ms, +18 % beside the builds before it (180 ms).` */
export function cellSentence(heat: TrendHeatView, place: HeatPlace): string {
  const { metric, edges, columns, values, levels, differences } = heat
  const cell = place.row * columns + place.column
  const build = buildOfCell(heat, place)
  const name = rowText(heat, place.row)
  const [first, after] = [edges[place.column] ?? 0, edges[place.column + 1] ?? 0]
  if (build === null) return `${name}, ${buildLabel(heat, after - 1)}. Nothing was measured.`
  const among = after - first > 1 ? `, the one of ${formatCount(after - first)} builds that differs most` : ''
  const value = `${METRIC_WORDS[metric]} ${valueText(metric, values[cell]!)}`
  const level = levels[cell]!
  const beside = Number.isNaN(level)
    ? 'no build before it'
    : `${differenceText(metric, differences[cell]!, level)} beside the builds before it (${valueText(metric, level)})`
  return `${name}, ${buildLabel(heat, build)}${among}. ${value}, ${beside}.`
}

/** Row by row as they are shown, the newest build first. */
export function trendHeatTable(heat: TrendHeatView): ChartTable {
  const { metric, rows, columns, values, levels, differences, startedAtMs } = heat
  const { unit } = trendMetric(metric)
  const named = `${METRIC_WORDS[metric]} (${unit === '%' ? 'share' : unit})`
  const asNumber = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return {
    columns: ['Endpoint', 'Build', 'First run (UTC)', named, 'Builds before it', 'Difference'],
    rows: () =>
      rows.flatMap((_, row) =>
        Array.from({ length: columns }, (__, place) => columns - 1 - place).flatMap((column) => {
          const build = buildOfCell(heat, { row, column })
          if (build === null) return []
          const cell = row * columns + column
          const level = asNumber(levels[cell]!)
          return [
            [
              rowText(heat, row),
              buildLabel(heat, build),
              new Date(startedAtMs[build]!).toISOString(),
              asNumber(values[cell]!),
              level,
              level === null ? '' : differenceText(metric, differences[cell]!, level),
            ],
          ]
        }),
      ),
  }
}
