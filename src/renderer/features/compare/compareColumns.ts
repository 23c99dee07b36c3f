/** The columns of the table of endpoints: how each is written, and how it sorts. */
import { chanceText, effectText, type ChangeUnit } from '../../../core/comparison/comparisonWords.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import { primaryFirst } from '../../../core/comparison/primaryMetrics.ts'
import type { MetricComparison } from '../../../core/comparison/comparison.ts'
import { formatSignificant } from '../../../core/units/number.ts'
import { formatCount, formatShare } from '../../ui/format.ts'
import { sortRows, type SortValue } from '../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../ui/tableColumn.ts'
import { changeOf, failureShare, type CompareRow } from './compareRows.ts'
import { endpointLook } from './verdictLook.ts'

interface CompareColumn {
  column: UiColumn<CompareRow>
  /** By what it sorts. */
  value: (row: CompareRow) => SortValue
}

/** Percentiles that have columns of their own. */
export const CHANGE_COLUMNS = ['p50', 'p95', 'p99', 'p999'] as const satisfies readonly Metric[]
export type ChangeColumn = (typeof CHANGE_COLUMNS)[number]

/** Of every endpoint. */
export const HEAT_METRICS = [...CHANGE_COLUMNS, 'errors'] as const
type HeatMetric = (typeof HEAT_METRICS)[number]

const NAMES: Readonly<Record<HeatMetric, string>> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
  errors: 'Errors',
}
const BUILDS = { baseline: 'A', candidate: 'B' } as const
const ORDER = ['regressed', 'improved', 'notEnoughData', 'unchanged']

/** @param primary metrics whose columns come first */
function columnsOf(unit: ChangeUnit, primary: readonly Metric[]): CompareColumn[] {
  const changes: Readonly<Record<HeatMetric, CompareColumn[]>> = {
    p50: [changeColumn('p50', unit, primary)],
    p95: [changeColumn('p95', unit, primary)],
    p99: [changeColumn('p99', unit, primary)],
    p999: [changeColumn('p999', unit, primary)],
    errors: errorColumns(unit),
  }
  return [
    ...headColumns(),
    ...primaryFirst(HEAT_METRICS, primary, (metric) => metric).flatMap((metric) => changes[metric]),
    ...(['baseline', 'candidate'] as const).map((build) =>
      numeric(
        `requests.${build}`,
        `Requests ${BUILDS[build]}`,
        82,
        (row) => row.requests[build],
        (row) => formatCount(row.requests[build]),
        `Of all runs of the ${build}, while they are judged`,
      ),
    ),
    column(
      'shift',
      'Shift',
      96,
      () => '',
      () => null,
      {
        sortable: false,
        title: 'Change of each percentile, from the fastest request to the slowest; above the line is slower',
      },
    ),
    numeric(
      'time',
      'Time B',
      72,
      ({ timeShare }) => timeShare,
      ({ timeShare }) => formatShare(timeShare, false),
      'Of all response time of the candidate, the part that was spent here',
      { optional: true },
    ),
    numeric(
      'q',
      'q',
      72,
      ({ q }) => q,
      ({ q }) => chanceText(q) || '–',
      'Smallest chance among its metrics that nothing changed, adjusted for the number of all tests',
      {
        optional: true,
      },
    ),
  ]
}

function headColumns(): CompareColumn[] {
  return [
    column(
      'verdict',
      'Verdict',
      144,
      (row) => endpointLook(row).word,
      ({ verdict }) => ORDER.indexOf(verdict),
      {
        title: 'Worst of its metrics',
      },
    ),
    column(
      'name',
      'Endpoint',
      176,
      ({ endpoint }) => endpoint.name,
      ({ endpoint }) => endpoint.name,
      {
        fixed: true,
        minWidth: 120,
      },
    ),
    column(
      'kind',
      'Kind',
      84,
      ({ endpoint }) => endpoint.kind,
      ({ endpoint }) => endpoint.kind,
      { optional: true },
    ),
  ]
}

function errorColumns(unit: ChangeUnit): CompareColumn[] {
  return [
    ...(['baseline', 'candidate'] as const).map((build) =>
      numeric(
        `errors.${build}`,
        `Errors ${BUILDS[build]}`,
        76,
        (row) => failureShare(row, build),
        (row) => formatShare(failureShare(row, build), row.failures[build]),
        `Share of failed requests of the ${build}`,
        { narrowWidth: 74 },
      ),
    ),
    numeric(
      'errors',
      'Errors Δ',
      80,
      (row) => changeOf(row, 'errors', unit),
      (row) => changeText(row, 'errors', unit),
      'Change of the share of failed requests, in percentage points',
      { optional: true },
    ),
  ]
}

/** The far end of a distribution is asked for, or named by a criterion. */
function changeColumn(metric: ChangeColumn, unit: ChangeUnit, primary: readonly Metric[]): CompareColumn {
  return numeric(
    metric,
    `${NAMES[metric]} ms A → B`,
    222,
    (row) => changeOf(row, metric, unit),
    (row) => changeCellText(row, metric, unit),
    `${NAMES[metric]} of the baseline and of the candidate, how much it changed, and its 95 % interval against what matters (shaded)`,
    { minWidth: 200, narrowWidth: 208, ...(metric === 'p999' && !primary.includes(metric) ? { optional: true } : {}) },
  )
}

function column(
  id: string,
  label: string,
  width: number,
  text: (row: CompareRow) => string,
  value: (row: CompareRow) => SortValue,
  more: Partial<UiColumn<CompareRow>> = {},
): CompareColumn {
  return { column: { id, label, width, sortable: true, text, ...more }, value }
}

function numeric(
  id: string,
  label: string,
  width: number,
  value: (row: CompareRow) => number | null,
  text: (row: CompareRow) => string,
  title: string,
  more: Partial<UiColumn<CompareRow>> = {},
): CompareColumn {
  return { column: { id, label, width, title, align: 'right', sortable: true, text, ...more }, value }
}

export function compareColumns(unit: ChangeUnit, primary: readonly Metric[]): UiColumn<CompareRow>[] {
  return columnsOf(unit, primary).map((own) => own.column)
}

/** In the order of their columns. */
export function heatMetrics(primary: readonly Metric[]): HeatMetric[] {
  return primaryFirst(HEAT_METRICS, primary, (metric) => metric)
}

/** Of the same endpoints as a heat: a narrow column a metric. */
export function heatColumns(unit: ChangeUnit, primary: readonly Metric[]): UiColumn<CompareRow>[] {
  const changes = heatMetrics(primary).map((metric) =>
    numeric(
      metric,
      NAMES[metric],
      metric === 'errors' ? 136 : 112,
      (row) => changeOf(row, metric, unit),
      (row) => changeText(row, metric, unit),
      `Change of ${NAMES[metric]} beside what matters`,
    ),
  )
  return [...headColumns(), ...changes].map((own) => own.column)
}

/** By the columns that were chosen; else in the order of the comparison. */
export function sortCompared(rows: readonly CompareRow[], sort: readonly UiSort[], unit: ChangeUnit): CompareRow[] {
  const columns = columnsOf(unit, [])
  return sortRows(rows, sort, (id) => columns.find((own) => own.column.id === id)?.value)
}

/** `+18 %`; `○` and how many requests it would take, or `–`. */
export function changeText(row: CompareRow, metric: Metric, unit: ChangeUnit): string {
  const own = row.metrics.get(metric)
  if (own === undefined) return '–'
  if (own.reason.kind === 'tooFewRequests') return '○ too few'
  return effectText(own, unit)
}

/** `412 → 486`, in ms whatever their size: one unit a column. */
export function msPairText({ typical }: Pick<MetricComparison, 'typical'>): string {
  const text = (ms: number | null): string => (ms === null ? '–' : formatSignificant(ms))
  return `${text(typical.baseline)} → ${text(typical.candidate)}`
}

/** `412 → 486 +18 %`. */
export function changeCellText(row: CompareRow, metric: Metric, unit: ChangeUnit): string {
  const own = row.metrics.get(metric)
  const change = changeText(row, metric, unit)
  if (own === undefined || own.effect === null) return change
  return `${msPairText(own)} ${change}`
}
