/** The list of all series: what each shows at its newest build. */
import { METRIC_WORDS, valueText } from '../../../core/comparison/comparisonWords.ts'
import type { SeriesLine } from '../../../contract/methods/trends.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import type { UiColumn } from '../../ui/tableColumn.ts'
import { formatCount } from '../../ui/format.ts'
import { endpointText } from './changeRows.ts'

export function seriesKey({ endpoint, metric }: Pick<SeriesLine, 'endpoint' | 'metric'>): string {
  return JSON.stringify([endpoint?.kind ?? '', endpoint?.name ?? '', metric])
}

/** How the newest build lies beside those before it. */
export function newestWord({ newest, buildsNeeded }: SeriesLine): string {
  if (newest === 'above' || newest === 'below') return `newest ${newest}`
  if (buildsNeeded > 0) return `${formatCount(buildsNeeded)} builds needed`
  return newest === 'within' ? 'as expected' : '–'
}

export const SERIES_COLUMNS: UiColumn<SeriesLine>[] = [
  {
    id: 'endpoint',
    label: 'Endpoint',
    width: 200,
    minWidth: 60,
    sortable: true,
    grows: true,
    text: ({ endpoint }) => endpointText(endpoint),
  },
  { id: 'metric', label: 'Metric', width: 84, sortable: true, text: ({ metric }) => METRIC_WORDS[metric] },
  {
    id: 'newest',
    label: 'Newest',
    title: 'At the newest build',
    width: 84,
    align: 'right',
    text: ({ metric, line }) => valueText(metric, line.at(-1) ?? null),
  },
  { id: 'line', label: 'Newest builds', width: 150, text: () => '' },
  {
    id: 'state',
    label: 'Newest build',
    title: 'Beside what the builds before it let expect, 99 %',
    width: 124,
    text: newestWord,
  },
  {
    id: 'builds',
    label: 'Builds',
    width: 60,
    align: 'right',
    sortable: true,
    text: ({ builds }) => formatCount(builds),
  },
]

const SMALL: readonly Metric[] = ['p50', 'p95', 'p99', 'errors']

/** What is drawn small, under each other: of the endpoint, and of the whole run. Of the whole run alone where none was chosen. */
export function smallSeries(series: readonly SeriesLine[], endpoint: SeriesLine['endpoint']): SeriesLine[] {
  const own = series.filter(
    (one) => one.endpoint !== null && one.endpoint.name === endpoint?.name && one.endpoint.kind === endpoint.kind,
  )
  return [
    ...SMALL.flatMap((metric) => own.filter((one) => one.metric === metric)),
    ...series.filter((one) => one.endpoint === null),
  ]
}

/** A small line is of what changes, not of how high it is above 0. */
export function lineHeights({ line }: SeriesLine): number[] {
  const [low, high] = [Math.min(...line), Math.max(...line)]
  const room = (high - low) * 0.15 || 1
  return line.map((value) => value - low + room)
}

export function filterSeries(series: readonly SeriesLine[], find: string): SeriesLine[] {
  const words = find.trim().toLowerCase()
  if (words === '') return [...series]
  return series.filter((one) =>
    `${endpointText(one.endpoint)} ${METRIC_WORDS[one.metric]}`.toLowerCase().includes(words),
  )
}
