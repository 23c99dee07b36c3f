/** Trends for a terminal: what is looked at, then the changes, a chart of one series, and the verdict last. */
import { METRIC_WORDS, valueText } from '../../core/comparison/comparisonWords.ts'
import type { ScenarioTrend, SeriesTrend, TrendChange } from '../../core/trend/scenarioTrend.ts'
import {
  amongText,
  beganText,
  CHANGE_WORDS,
  leftOutText,
  newestText,
  nextRunText,
  segmentText,
  sizeIntervalText,
  sizeText,
  stateText,
  TRIAGE_WORDS,
  trendSentence,
  trendStanding,
  type TrendStanding,
} from '../../core/trend/trendWords.ts'
import { formatCount, formatSignificant, NOT_APPLICABLE } from '../../core/units/number.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { asciiText, plainText } from '../terminal/plainText.ts'
import { fittedTable } from '../terminal/fittedTable.ts'
import type { TableCell, TableColumn } from '../terminal/table.ts'
import { trendChart } from './trendChart.ts'

const CHANGES: TableColumn[] = [
  { head: 'change', align: 'left', rank: 1 },
  { head: 'endpoint', align: 'left', rank: 1, shrinks: true },
  { head: 'metric', align: 'left', rank: 1 },
  { head: 'build', align: 'left', rank: 1, shrinks: true },
  { head: 'size', align: 'right', rank: 1 },
  { head: '95 %', align: 'right', rank: 4 },
  { head: 'q', align: 'right', rank: 6 },
  { head: 'state', align: 'left', rank: 2 },
  { head: 'one of', align: 'left', rank: 5 },
  { head: 'triage', align: 'left', rank: 3 },
]

const SERIES: TableColumn[] = [
  { head: 'endpoint', align: 'left', rank: 1, shrinks: true },
  { head: 'metric', align: 'left', rank: 1 },
  { head: 'newest', align: 'right', rank: 1 },
  { head: 'next run, 99 %', align: 'left', rank: 2 },
  { head: 'over builds', align: 'left', rank: 3 },
]

/** Changes that are shown without `--all`. */
const ROWS = 20

/** @param all every change and series */
export function trendLines(trend: ScenarioTrend, { all }: { all: boolean }, style: TerminalStyle): string[] {
  const shown = (text: string): string => (style.unicode ? text : asciiText(text))
  const { changes, withdrawn } = trend
  const listed = all ? changes : changes.slice(0, ROWS)
  const more = changes.length - listed.length
  const chosen = seriesToDraw(trend)
  return [
    ...headLines(trend, style).map(shown),
    ...section(changeTable(listed, style)),
    ...(more > 0 ? [`and ${formatCount(more)} more; --all shows every one`] : []),
    ...(all
      ? section(changeTable(withdrawn, style), 'Would be changes in their series alone, not beside so many:')
      : []),
    ...(all ? section(seriesTable(trend.series, style)) : []),
    // Drawn with what the terminal has.
    ...(chosen === null ? [] : section(trendChart(chosen, style).map((line) => shown(line)))),
    '',
    verdictLine(trend, style),
  ]
}

function section(lines: readonly string[], head?: string): string[] {
  return lines.length === 0 ? [] : ['', ...(head === undefined ? [] : [head]), ...lines]
}

function headLines(trend: ScenarioTrend, { paint }: TerminalStyle): string[] {
  const { of, runs, baseline, otherTargets, olderRuns, runsWithoutNumbers } = trend
  const parts = [
    plainText(of.planName),
    plainText(of.scenario),
    plainText(of.target),
    runs.length === 1 ? '1 run' : `${formatCount(runs.length)} runs`,
    ...(baseline === null ? [] : [`baseline ${plainText(baseline)}`]),
  ]
  const out = leftOutText(trend)
  const others = otherTargets
    .slice(0, 3)
    .map(({ target, runs: count }) => `${plainText(target)} (${formatCount(count)})`)
  return [
    parts.join(' · '),
    ...(out === null ? [] : [paint.yellow(`${out}.`)]),
    ...(others.length === 0
      ? []
      : [`Also run against ${others.join(', ')}${otherTargets.length > 3 ? ', …' : ''}: --target names another.`]),
    ...(olderRuns === 0
      ? []
      : [`${formatCount(olderRuns)} older ${olderRuns === 1 ? 'run is' : 'runs are'} not looked at (--limit).`]),
    ...(runsWithoutNumbers === 0
      ? []
      : [
          `${formatCount(runsWithoutNumbers)} ${runsWithoutNumbers === 1 ? 'run has' : 'runs have'} no numbers: killed, damaged, or of an older version; \`loadwright serve\` adds what can be.`,
        ]),
  ]
}

function changeTable(changes: readonly TrendChange[], style: TerminalStyle): string[] {
  return changes.length === 0
    ? []
    : fittedTable(
        CHANGES,
        changes.map((change) => changeCells(change, style)),
        style,
      )
}

function changeCells(change: TrendChange, { paint, unicode }: TerminalStyle): TableCell[] {
  const { endpoint, metric, finding, stands, triage } = change
  const { verdict, minor, effect, q, p } = finding
  const colour = { regressed: paint.red, improved: paint.green, changed: paint.yellow }[verdict]
  const sign = { regressed: '✕', improved: '✓', changed: '○' }[verdict]
  const odds = q ?? p
  return [
    { text: `${unicode ? `${sign} ` : ''}${CHANGE_WORDS[verdict]}`, paint: stands && !minor ? colour : paint.dim },
    endpoint === null ? '(all)' : plainText(endpoint.name),
    METRIC_WORDS[metric],
    plainText(beganText(change)),
    sizeText(metric, effect),
    sizeIntervalText(metric, effect),
    odds < 0.001 ? '<0.001' : formatSignificant(odds, 2),
    plainText(stateText(change)),
    plainText(amongText(change)),
    TRIAGE_WORDS[triage?.state ?? 'new'],
  ]
}

function seriesTable(series: readonly SeriesTrend[], style: TerminalStyle): string[] {
  const rows = series.flatMap(({ endpoint, metric, trend }): TableCell[][] => {
    const newest = trend.builds.at(-1)
    const segment = newest === undefined ? undefined : trend.segments[newest.segment]
    if (newest === undefined || segment === undefined) return []
    const news = newestText(segment)
    return [
      [
        endpoint === null ? '(all)' : plainText(endpoint.name),
        METRIC_WORDS[metric],
        valueText(metric, newest.value),
        segment.nextRun === null ? NOT_APPLICABLE : nextRunText(metric, segment.nextRun),
        `${segmentText(segment)}${news === null ? '' : `; ${news}`}`,
      ],
    ]
  })
  return rows.length === 0 ? [] : fittedTable(SERIES, rows, style)
}

/** That of what matters most; without a change a p95. */
function seriesToDraw({ series, changes }: ScenarioTrend): SeriesTrend | null {
  const [first] = changes
  const changed =
    first === undefined
      ? undefined
      : series.find(
          ({ endpoint, metric }) =>
            metric === first.metric &&
            endpoint?.name === first.endpoint?.name &&
            endpoint?.kind === first.endpoint?.kind,
        )
  return changed ?? series.find(({ metric }) => metric === 'p95') ?? series[0] ?? null
}

function verdictLine(trend: ScenarioTrend, { paint, unicode }: TerminalStyle): string {
  const standing = trendStanding(trend)
  const signs: Record<TrendStanding, string> = {
    regressed: '✕',
    suspected: '▲',
    known: '▲',
    improved: '✓',
    unchanged: '~',
    tooFewBuilds: '○',
  }
  const colours = {
    regressed: paint.red,
    suspected: paint.yellow,
    known: paint.yellow,
    improved: paint.green,
    unchanged: paint.green,
    tooFewBuilds: paint.yellow,
  }
  const sentence = plainText(trendSentence(trend))
  return colours[standing](unicode ? `${signs[standing]} ${sentence}` : asciiText(sentence))
}
