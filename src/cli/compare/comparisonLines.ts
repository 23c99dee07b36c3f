/** A comparison for a terminal: the differences first, then what changed, worst first, and the verdict last. */
import type {
  BuildComparison,
  ComparisonVerdict,
  CompletedComparison,
  MetricComparison,
} from '../../core/comparison/comparison.ts'
import {
  buildText,
  effectText,
  intervalText,
  METRIC_WORDS,
  reasonText,
  summarySentence,
  valueText,
  VERDICT_WORDS,
} from '../../core/comparison/comparisonWords.ts'
import { differenceText } from '../../core/comparison/differenceWords.ts'
import { isLatency } from '../../core/comparison/metrics.ts'
import { formatSignificant } from '../../core/units/number.ts'
import { plainText } from '../terminal/plainText.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { renderTable, type TableCell, type TableColumn } from '../terminal/table.ts'

const SIGNS: Readonly<Record<ComparisonVerdict, string>> = {
  regressed: '✕',
  improved: '✓',
  unchanged: '~',
  notEnoughData: '○',
}

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

/** @param all every metric, else only what is not unchanged for sure, with the reasons */
export function comparisonLines(
  comparison: BuildComparison,
  { all }: { all: boolean },
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
      `${paint.red(plainText(summarySentence(comparison)))} --force compares them all the same.`,
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
          ...renderTable(
            COLUMNS,
            rows.map((row) => cellsOf(row, style)),
            {
              width: style.interactive ? style.columns() : Infinity,
              unicode,
              paint,
            },
          ),
        ]
  return [builds, ...differences, ...table, '', ...notes(comparison), verdictLine(comparison, style)]
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
    valueText(metric.metric, metric.typical.baseline),
    valueText(metric.metric, metric.typical.candidate),
    effectText(metric),
    intervalText(metric),
    metric.q === null ? '' : metric.q < 0.001 ? '<0.001' : formatSignificant(metric.q, 2),
    plainText(reasonText(metric.reason, metric)),
  ]
}

function verdictCell(verdict: ComparisonVerdict, { paint, unicode }: TerminalStyle): TableCell {
  const colour = { regressed: paint.red, improved: paint.green, unchanged: paint.dim, notEnoughData: paint.yellow }
  return { text: `${unicode ? `${SIGNS[verdict]} ` : ''}${VERDICT_WORDS[verdict]}`, paint: colour[verdict] }
}

/** What a reader should know beside the table. */
function notes(comparison: CompletedComparison): string[] {
  const { endpoints, noisyRuns, costShift, errorGroups, warmUpS, historyRuns, tests } = comparison
  const named = (presence: 'new' | 'vanished'): string[] =>
    endpoints.filter((own) => own.presence === presence).map(({ endpoint }) => plainText(endpoint.name))
  const [added, gone] = [named('new'), named('vanished')]
  const shapes = endpoints.filter(
    ({ shape, metrics }) =>
      shape?.isChanged === true &&
      metrics.every(({ metric, verdict }) => !isLatency(metric) || verdict !== 'regressed'),
  )
  const list = (names: readonly string[]): string =>
    `${names.slice(0, 5).join(', ')}${names.length > 5 ? `, and ${names.length - 5} more` : ''}`
  return [
    ...(added.length > 0 ? [`New endpoints: ${list(added)}.`] : []),
    ...(gone.length > 0 ? [`Endpoints that are gone: ${list(gone)}.`] : []),
    ...errorGroups
      .slice(0, 5)
      .map(({ change, endpoint, message, count, runs, ofRuns }) =>
        plainText(
          `${change === 'new' ? 'New errors' : 'Errors that are gone'}: ${endpoint} ${message} (${count}, in ${runs} of ${ofRuns} runs).`,
        ),
      ),
    ...(shapes.length > 0
      ? [`The form of the distribution changed: ${list(shapes.map(({ endpoint }) => plainText(endpoint.name)))}.`]
      : []),
    ...(costShift === null
      ? []
      : [
          `Time moved from ${list(costShift.faster.map(({ name }) => plainText(name)))} to ${list(costShift.slower.map(({ name }) => plainText(name)))}; the sum is about the same.`,
        ]),
    ...noisyRuns.map(
      ({ runId, build, places }) =>
        `Run ${runId} of the ${build} is far from the others (${places.length} ${places.length === 1 ? 'metric' : 'metrics'}).`,
    ),
    ...(warmUpS > 0 ? [`The first ${warmUpS} s of each run are left out: a warm-up.`] : []),
    `${tests} ${tests === 1 ? 'test' : 'tests'}, q adjusted for their number${historyRuns > 0 ? `; spread also from ${historyRuns} earlier ${historyRuns === 1 ? 'run' : 'runs'}` : ''}.`,
  ]
}

function verdictLine(comparison: CompletedComparison, { paint, unicode }: TerminalStyle): string {
  const colour = { regressed: paint.red, improved: paint.green, unchanged: paint.green, notEnoughData: paint.yellow }
  const sign = unicode ? `${SIGNS[comparison.verdict]} ` : ''
  const forced = comparison.isForced ? ' Forced: these runs differ in more than the build.' : ''
  return `${colour[comparison.verdict](`${sign}${plainText(summarySentence(comparison))}`)}${forced}`
}
