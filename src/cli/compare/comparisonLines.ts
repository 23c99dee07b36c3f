/** A comparison for a terminal: the differences first, then what changed, worst first, and the verdict last. */
import type {
  BuildComparison,
  ComparisonVerdict,
  CompletedComparison,
  MetricComparison,
} from '../../core/comparison/comparison.ts'
import { comparisonNotes } from '../../core/comparison/comparisonNotes.ts'
import {
  buildText,
  chanceText,
  effectText,
  intervalText,
  METRIC_WORDS,
  reasonText,
  summarySentence,
  buildValueText,
  VERDICT_SIGNS,
  VERDICT_WORDS,
} from '../../core/comparison/comparisonWords.ts'
import { differenceText } from '../../core/comparison/differenceWords.ts'
import { plainText } from '../terminal/plainText.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { fittedTable } from '../terminal/fittedTable.ts'
import type { TableCell, TableColumn } from '../terminal/table.ts'

const COLUMNS: TableColumn[] = [
  { head: 'verdict', align: 'left', rank: 1 },
  { head: 'endpoint', align: 'left', rank: 1, shrinks: true },
  { head: 'metric', align: 'left', rank: 1 },
  { head: 'baseline', align: 'right', rank: 2 },
  { head: 'candidate', align: 'right', rank: 2 },
  { head: 'change', align: 'right', rank: 1 },
  { head: '95 %', align: 'right', rank: 3 },
  { head: 'q', align: 'right', rank: 4 },
  { head: 'why', align: 'left', rank: 5 },
]

/**
 * @param all every metric, else only what is not unchanged for sure, with the reasons
 * @param force how whoever reads it compares what was refused
 */
export function comparisonLines(
  comparison: BuildComparison,
  { all, force }: { all: boolean; force: string },
  style: TerminalStyle,
): string[] {
  const { paint, unicode } = style
  const builds = `${plainText(buildText(comparison.baseline))} ${unicode ? '→' : '->'} ${plainText(buildText(comparison.candidate))}`
  const differences = comparison.differences.map(({ severity, ...difference }) => {
    const text = plainText(differenceText({ severity, ...difference }))
    return severity === 'refuses'
      ? paint.red(`${unicode ? '✕' : '!'} ${text}`)
      : paint.yellow(`${unicode ? '▲' : '!'} ${text}`)
  })
  if (comparison.outcome === 'refused')
    return [
      builds,
      ...differences,
      '',
      `${paint.red(plainText(summarySentence(comparison)))} ${force} compares them all the same.`,
    ]
  const rows = metricsOf(comparison).filter(
    ({ verdict, reason }) =>
      all || (verdict !== 'unchanged' && reason.kind !== 'notMeasured' && reason.kind !== 'tooFewRequests'),
  )
  const table =
    rows.length === 0
      ? []
      : [
          '',
          ...fittedTable(
            COLUMNS,
            rows.map((row) => cellsOf(row, style)),
            style,
          ),
        ]
  return [
    builds,
    ...differences,
    ...table,
    '',
    ...comparisonNotes(comparison).map(({ text }) => plainText(text)),
    verdictLine(comparison, style),
  ]
}

function metricsOf({ whole, endpoints }: CompletedComparison): MetricComparison[] {
  const rank: ComparisonVerdict[] = ['regressed', 'improved', 'notEnoughData', 'unchanged']
  return [...whole, ...endpoints.flatMap(({ metrics }) => metrics)].toSorted(
    (one, other) => rank.indexOf(one.verdict) - rank.indexOf(other.verdict),
  )
}

function cellsOf(metric: MetricComparison, style: TerminalStyle): TableCell[] {
  return [
    verdictCell(metric.verdict, style),
    metric.endpoint === null ? '(all)' : plainText(metric.endpoint.name),
    METRIC_WORDS[metric.metric],
    buildValueText(metric, 'baseline'),
    buildValueText(metric, 'candidate'),
    effectText(metric),
    intervalText(metric),
    chanceText(metric.q),
    plainText(reasonText(metric.reason, metric)),
  ]
}

function verdictCell(verdict: ComparisonVerdict, { paint, unicode }: TerminalStyle): TableCell {
  const colour = { regressed: paint.red, improved: paint.green, unchanged: paint.dim, notEnoughData: paint.yellow }
  return { text: `${unicode ? `${VERDICT_SIGNS[verdict]} ` : ''}${VERDICT_WORDS[verdict]}`, paint: colour[verdict] }
}

function verdictLine(comparison: CompletedComparison, { paint, unicode }: TerminalStyle): string {
  const colour = { regressed: paint.red, improved: paint.green, unchanged: paint.green, notEnoughData: paint.yellow }
  const sign = unicode ? `${VERDICT_SIGNS[comparison.verdict]} ` : ''
  const forced = comparison.isForced ? ' Forced: these runs differ in more than the build.' : ''
  return `${colour[comparison.verdict](`${sign}${plainText(summarySentence(comparison))}`)}${forced}`
}
