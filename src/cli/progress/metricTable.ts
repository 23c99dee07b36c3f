/** The table of the display: what is now, what the run has so far, what it is held to, and the last seconds as a picture. */
import type { TickStatistics } from '../../contract/runTick.ts'
import { formatLimit } from '../../core/criteria/criterionText.ts'
import type { ReportCriterion } from '../../core/report/report.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { formatShare } from '../../core/units/percent.ts'
import { formatRate } from '../../core/units/rate.ts'
import { sparkline } from '../../host/reports/markdown/spark.ts'
import { worstFirst } from '../../core/report/words.ts'
import { DRAWN_METRICS, type DisplayState, type DrawnMetric } from './displayState.ts'
import { statusSign } from './signs.ts'
import { alignLeft, alignRight, cut, shown, type Span, type Surface } from './spans.ts'

const LABEL = 8
const VALUE = 11
const LIMIT = 11
/** A picture of fewer seconds says nothing. */
const LEAST_PICTURE = 8
const MOST_PICTURE = 40
/** Without a limit to compare with, a picture of errors is full at one percent, lest one of a thousand look like all. */
const FULL_ERROR_SHARE = 0.01
/** Room above the highest value, so that a level line is no solid block. */
const HEADROOM = 1.6

interface TableColumns {
  run: boolean
  limits: boolean
  icon: number
  picture: number
}

export function metricTable(state: DisplayState, surface: Surface): Span[][] {
  const columns = chooseColumns(surface)
  const head: Span[] = [{ text: alignLeft('', LABEL) + alignRight('now (5 s)', VALUE), style: 'dim' }]
  if (columns.run) head.push({ text: alignRight('run', VALUE), style: 'dim' })
  if (columns.limits) head.push({ text: alignRight('target', LIMIT) + alignRight('max', LIMIT), style: 'dim' })
  return [head, ...DRAWN_METRICS.map((metric) => metricRow(metric, state, columns, surface))]
}

/** Narrow windows lose the picture first, then the limits, then the run. */
function chooseColumns({ columns, unicode }: Surface): TableColumns {
  const icon = unicode ? 3 : 6
  const base = LABEL + VALUE
  const withRun = base + VALUE + icon
  const withLimits = withRun + 2 * LIMIT
  const picture = Math.min(columns - withLimits - 1, MOST_PICTURE)
  return {
    run: columns >= withRun,
    limits: columns >= withLimits,
    icon,
    picture: picture >= LEAST_PICTURE ? picture : 0,
  }
}

function metricRow(metric: DrawnMetric, state: DisplayState, columns: TableColumns, surface: Surface): Span[] {
  const { unicode } = surface
  const { tick } = state
  const cell = (text: string, width: number): string => alignRight(cut(shown(text, unicode), width - 1, unicode), width)
  const row: Span[] = [
    { text: alignLeft(metric, LABEL), style: 'dim' },
    { text: cell(valueText(metric, tick?.now), VALUE), style: 'bold' },
  ]
  if (columns.run) row.push({ text: cell(valueText(metric, tick?.run), VALUE) })
  const criteria = criteriaOf(metric, tick?.criteria ?? [])
  if (columns.limits) {
    for (const level of ['target', 'maximum'] as const) {
      const criterion = criteria.find((candidate) => candidate.level === level)
      const text = criterion ? limitText(criterion) : '–'
      row.push({ text: cell(text, LIMIT), style: 'dim' })
    }
  }
  if (columns.run) {
    const sign = criteria[0] ? statusSign(criteria[0].status, unicode) : { text: '' }
    row.push({ text: ' ' }, { ...sign, text: alignLeft(sign.text, columns.icon - 1) })
  }
  if (columns.picture > 0) row.push({ text: picture(metric, state, criteria, columns.picture, unicode) })
  return row
}

function valueText(metric: DrawnMetric, statistics: TickStatistics | undefined): string {
  if (!statistics) return '–'
  switch (metric) {
    case 'rate':
      return formatRate(statistics.ratePerS, '/s')
    case 'p50':
    case 'p95':
    case 'p99': {
      const value = { p50: statistics.p50Ms, p95: statistics.p95Ms, p99: statistics.p99Ms }[metric]
      return value === null ? '–' : formatDuration(value)
    }
    case 'errors':
      return statistics.requests === 0
        ? '–'
        : formatShare(statistics.failures / statistics.requests, statistics.failures > 0)
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${String(unknown)}`)
    }
  }
}

/** Criteria over the whole run for all requests and this metric, worst first; failures as a share, as the row has them. */
function criteriaOf(metric: DrawnMetric, criteria: readonly ReportCriterion[]): ReportCriterion[] {
  const name = metric === 'errors' ? 'failures' : metric
  return worstFirst(
    criteria.filter(
      (criterion) =>
        criterion.subject === 'all' &&
        criterion.metric === name &&
        criterion.windowMs === null &&
        (metric !== 'errors' || criterion.unit === 'share'),
    ),
  )
}

/** `300 ms`, `≥ 1,200/s`: what is not an upper limit says so. */
function limitText({ limit, unit, operator }: ReportCriterion): string {
  const text = formatLimit(limit, unit).replace(' req/s', '/s')
  if (operator === '<' || operator === '<=') return text
  return `${{ '>': '>', '>=': '≥', '==': '=', '!=': '≠' }[operator]} ${text}`
}

const ASCII_LEVELS = '_.:-=+*#'

function picture(
  metric: DrawnMetric,
  { recent }: DisplayState,
  criteria: readonly ReportCriterion[],
  width: number,
  unicode: boolean,
): string {
  const values = recent[metric].slice(-width)
  const limits = metric === 'errors' ? [FULL_ERROR_SHARE, ...criteria.map(({ limit }) => limit)] : []
  const maximum = Math.max(...limits, ...values.map((value) => (value ?? 0) * HEADROOM))
  const line = sparkline(values, maximum)
  return unicode ? line : line.replace(/[▁-█]/g, (level) => ASCII_LEVELS['▁▂▃▄▅▆▇█'.indexOf(level)]!)
}
