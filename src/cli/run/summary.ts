/** What a run showed, for people, at its end: numbers, criteria worst first, errors, findings (ux.md §4.5). */
import { formatLimit } from '../../core/criteria/criterionText.ts'
import type { RunReport } from '../../core/report/report.ts'
import { formatDuration, formatDurationCompact } from '../../core/units/duration.ts'
import { formatCount, NOT_APPLICABLE } from '../../core/units/number.ts'
import { formatShare } from '../../core/units/percent.ts'
import { formatRate } from '../../core/units/rate.ts'
import { actualText, statusIcon, statusWord, unusualEnd, worstFirst } from '../../core/report/words.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'
import { renderTable, type TableCell, type TableColumn } from '../terminal/table.ts'
import { wrapText } from '../terminal/wrap.ts'

type Criterion = RunReport['criteria'][number]
type Finding = RunReport['findings'][number]

/** Criteria that are met are not listed beyond so many rows in all. */
const MOST_CRITERIA = 16
const MOST_ERRORS = 5
const MOST_FINDINGS = 5
const MOST_ENDPOINTS = 12

export function summaryLines(report: RunReport, style: TerminalStyle): string[] {
  const { run, notices } = report
  const width = style.columns()
  const head = [run.scenario, run.settings, `run ${run.id}`].map(plainText).join(' · ')
  const end = unusualEnd(run.status)
  return [
    '',
    style.paint.bold(head),
    ...wrapAll([...(end === null ? [] : [end]), ...notices].map(plainText), width),
    ...numberLines(report, style),
    ...criteriaLines(report.criteria, style),
    ...errorLines(report, style),
    ...findingLines(report.findings, style),
  ]
}

const NUMBER_COLUMNS: TableColumn[] = [
  { head: '', align: 'left', rank: 1, shrinks: true },
  { head: 'requests', align: 'right', rank: 4 },
  { head: 'rate', align: 'right', rank: 2 },
  { head: 'failures', align: 'right', rank: 1 },
  { head: 'p50', align: 'right', rank: 5 },
  { head: 'p95', align: 'right', rank: 1 },
  { head: 'p99', align: 'right', rank: 3 },
  { head: 'max', align: 'right', rank: 6 },
]

/** The slowest endpoints in sum first, then all together. */
function numberLines({ endpoints, totals }: RunReport, { columns, unicode, paint }: TerminalStyle): string[] {
  const shown = endpoints.slice(0, MOST_ENDPOINTS)
  const left = endpoints.length - shown.length
  const rows = [...shown.map((one) => numberRow(plainText(one.name), one)), numberRow('all', totals)]
  const table = renderTable(NUMBER_COLUMNS, rows, { width: columns(), unicode, paint, indent: '  ' })
  const after = totals.requestsAfterLoad ?? 0
  if (left > 0) table.push(paint.dim(`  ${left} more endpoints are in the report`))
  if (after > 0)
    table.push(
      paint.dim(`  rates are of the time the load was on; ${after} requests that ended after it count everywhere else`),
    )
  return table
}

function numberRow(name: string, statistics: RunReport['totals']): TableCell[] {
  const { requests, ratePerS, failureShare, failures, latencyMs } = statistics
  const time = (value: number | undefined): string => (value === undefined ? NOT_APPLICABLE : formatDuration(value))
  return [
    name,
    formatCount(requests),
    formatRate(ratePerS, '/s'),
    failureShare === null ? NOT_APPLICABLE : formatShare(failureShare, failures > 0),
    time(latencyMs?.p50),
    time(latencyMs?.p95),
    time(latencyMs?.p99),
    time(latencyMs?.max),
  ]
}

const CRITERIA_COLUMNS: TableColumn[] = [
  { head: '', align: 'left', rank: 1 },
  { head: '', align: 'left', rank: 1, shrinks: true },
  { head: '', align: 'left', rank: 1 },
  { head: '', align: 'right', rank: 1 },
  { head: '', align: 'left', rank: 2 },
  { head: '', align: 'left', rank: 3 },
]

/** The table, and below each row that is not met what is to be minded about it; what is true of several in a row is said once. */
function criteriaLines(criteria: readonly Criterion[], style: TerminalStyle): string[] {
  if (criteria.length === 0) return []
  const { paint, unicode, columns } = style
  const sorted = worstFirst(criteria)
  const unmet = sorted.filter(({ status }) => status !== 'met').length
  const shown = sorted.slice(0, Math.max(unmet, MOST_CRITERIA))
  const left = sorted.length - shown.length
  const rows = shown.map((criterion) => criterionRow(criterion, style))
  const table = renderTable(CRITERIA_COLUMNS, rows, { width: columns(), unicode, paint, indent: '  ' })
  const withNotes = table.flatMap((line, index) => {
    const note = noteOf(shown[index])
    if (note === undefined || note === noteOf(shown[index + 1])) return [line]
    return [line, ...wrapText(paint.dim(plainText(note)), columns(), '     ', '     ')]
  })
  return ['', paint.bold('criteria'), ...withNotes, ...(left > 0 ? [paint.dim(`  ${left} more are met`)] : [])]
}

function noteOf(criterion: Criterion | undefined): string | undefined {
  return criterion?.status === 'met' ? undefined : criterion?.notes[0]
}

function criterionRow(criterion: Criterion, { paint, unicode }: TerminalStyle): TableCell[] {
  const { status, subject, metric, level, operator, limit, unit, windowMs } = criterion
  const colour = {
    met: paint.green,
    overTarget: paint.yellow,
    overMaximum: paint.red,
    tooFew: paint.gray,
    notTrusted: paint.gray,
  }[status]
  const window = windowMs === null ? '' : ` in ${formatDurationCompact(windowMs)}`
  // Without signs the word stands at the end anyway.
  const icon = unicode
    ? statusIcon(status)
    : { met: 'OK', overTarget: 'WARN', overMaximum: 'FAIL', tooFew: '?', notTrusted: '!' }[status]
  return [
    { text: icon, paint: colour },
    plainText(subject),
    metric + window,
    { text: actualText(criterion), paint: status === 'met' ? String : colour },
    `${level} ${operator} ${formatLimit(limit, unit)}`,
    { text: statusWord(status), paint: paint.dim },
  ]
}

function errorLines({ errors }: RunReport, { paint, columns }: TerminalStyle): string[] {
  if (errors.length === 0) return []
  const lines = errors.slice(0, MOST_ERRORS).map(({ count, endpoint, message }) => {
    return `${formatCount(count)}× ${plainText(endpoint)}: ${plainText(message)}`
  })
  const left = errors.length - lines.length
  return [
    '',
    paint.bold('errors'),
    ...wrapAll(lines, columns()),
    ...(left > 0 ? [paint.dim(`  ${left} more kinds are in the report`)] : []),
  ]
}

/** What is only for information is left to the report. */
function findingLines(findings: readonly Finding[], { paint, columns }: TerminalStyle): string[] {
  const worth = findings.filter(({ severity }) => severity !== 'info')
  if (worth.length === 0) return []
  const lines = worth.slice(0, MOST_FINDINGS).flatMap(({ severity, fact, doNext }) => {
    const icon = severity === 'problem' ? paint.red('✕') : paint.yellow('▲')
    return wrapText(`${icon} ${plainText(fact)} ${plainText(doNext)}`, columns(), '  ', '    ')
  })
  const left = worth.length - Math.min(worth.length, MOST_FINDINGS)
  return ['', paint.bold('findings'), ...lines, ...(left > 0 ? [paint.dim(`  ${left} more are in the report`)] : [])]
}

function wrapAll(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => wrapText(text, width, '  ', '    '))
}
