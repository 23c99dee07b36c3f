// "Test Summary": the table of scenarios, and the key metrics against their limits and the previous run.
import { formatLimit } from '../../../core/criteria/criterionText.ts'
import type { RunReport } from '../../../core/report/report.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount, formatDelta } from '../../../core/units/number.ts'
import { formatPoints, formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { actualText, mostUsers, statusIcon, statusRank, statusWord, verdictWords } from '../../../core/report/words.ts'
import type { ReportCriterion } from '../../../core/report/words.ts'
import { criteriaMet, keyValues } from './headline.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { scenariosLeftOut } from './scenarioContext.ts'
import { left, right, table } from './table.ts'

export function testSummary(scenarios: readonly ScenarioContext[]): string[] {
  return [
    '## Test Summary',
    '',
    '### Scenario results',
    '',
    ...scenarioTable(scenarios),
    '',
    '### Key metrics',
    '',
    ...keyMetrics(scenarios),
  ]
}

function scenarioTable(scenarios: readonly ScenarioContext[]): string[] {
  const most = scenarios[0]?.limits.scenarioRows ?? 0
  const shown = scenarios.slice(0, most)
  const lines = table(
    [
      left('Scenario'),
      left('Verdict'),
      right('Criteria met'),
      right('Duration'),
      right('Users'),
      right('Iterations'),
      right('Requests'),
      right('Throughput'),
      right('p50'),
      right('p95'),
      right('p99'),
      right('Failures'),
      right('p95, change'),
    ],
    shown.map((context) => {
      const { report } = context
      const { icon, word } = verdictWords(report)
      return [
        context.scenario,
        `${icon} ${word}`,
        criteriaMet(report),
        formatDuration(report.run.durationMs),
        formatCount(mostUsers(report)),
        formatCount(report.iterations.completed),
        formatCount(report.totals.requests),
        ...keyValues(report),
        latencyChange(report, 'p95'),
      ]
    }),
  )
  lines.push(...scenariosLeftOut(shown.length, scenarios))
  return [
    ...lines,
    '',
    'Response times are of successful requests after warm-up, from the intended start; changes are from the previous run. ✓ met · ▲ over target · ✕ over maximum · ○ too few samples · ⊘ not trusted.',
  ]
}

const METRICS = ['rate', 'p50', 'p95', 'p99', 'failures'] as const
type Metric = (typeof METRICS)[number]

function keyMetrics(scenarios: readonly ScenarioContext[]): string[] {
  const several = scenarios.length > 1
  const shown = scenarios.slice(0, scenarios[0]?.limits.scenarioDetails ?? 0)
  const columns = [
    left('Metric'),
    right('Measured'),
    right('Target'),
    right('Maximum'),
    left('Status'),
    right('Previous run'),
    right('Change'),
  ]
  const lines = table(
    several ? [left('Scenario'), ...columns] : columns,
    shown.flatMap((context) => metricRows(context).map((row) => (several ? [context.scenario, ...row] : row))),
  )
  return [...lines, ...scenariosLeftOut(shown.length, scenarios)]
}

function metricRows({ report, code }: ScenarioContext): string[][] {
  const overall = report.criteria.filter((criterion) => criterion.subject === 'all')
  const rows = METRICS.map((metric) => {
    const { measured, before, change } = metricValues(report, metric)
    return [METRIC_NAMES[metric], measured, ...limitCells(overall, metric), before, change]
  })
  // Other criteria on everything, such as apdex or dropped, are key metrics because the plan says so.
  const others = new Set(
    overall.map((criterion) => criterion.metric).filter((metric) => !(METRICS as readonly string[]).includes(metric)),
  )
  for (const metric of [...others].slice(0, 5)) {
    const criterion = overall.find((one) => one.metric === metric)
    if (criterion !== undefined)
      rows.push([code(metric), actualText(criterion), ...limitCells(overall, metric), '–', '–'])
  }
  return rows
}

const METRIC_NAMES: Record<Metric, string> = {
  rate: 'Throughput',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  failures: 'Failures',
}

function metricValues(report: RunReport, metric: Metric): { measured: string; before: string; change: string } {
  const { totals } = report
  const previous = report.previousRuns[0]
  if (metric === 'rate') {
    const measured = totals.requests === 0 ? '–' : formatRate(totals.ratePerS)
    return { measured, before: previous ? formatRate(previous.ratePerS) : '–', change: rateChange(report) }
  }
  if (metric === 'failures') {
    const before = previous?.failureShare ?? null
    return {
      measured: totals.failureShare === null ? '–' : formatShare(totals.failureShare, totals.failures > 0),
      before: before === null ? '–' : formatShare(before, before > 0),
      change: failureChange(report),
    }
  }
  const before = previous?.[`${metric}Ms`] ?? null
  return {
    measured: totals.latencyMs === null ? '–' : formatDuration(totals.latencyMs[metric]),
    before: before === null ? '–' : formatDuration(before),
    change: latencyChange(report, metric),
  }
}

const OPERATOR_SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '==': '=', '!=': '≠' } as const

/** Target, maximum and the worse status of the two. */
function limitCells(overall: readonly ReportCriterion[], metric: string): string[] {
  const of = overall.filter((criterion) => criterion.metric === metric)
  const limit = (level: ReportCriterion['level']) =>
    of
      .filter((criterion) => criterion.level === level)
      .map(({ operator, limit: value, unit }) => `${OPERATOR_SIGNS[operator]} ${formatLimit(value, unit)}`)
      .join(', ')
  const worst = of.toSorted((one, other) => statusRank(one.status) - statusRank(other.status))[0]
  return [
    limit('target'),
    limit('maximum'),
    worst === undefined ? '–' : `${statusIcon(worst.status)} ${statusWord(worst.status)}`,
  ]
}

/** Change of a percentile from the previous run: `+74 ms (+18 %)`; `–` without one. */
export function latencyChange(report: RunReport, metric: 'p50' | 'p95' | 'p99'): string {
  const before = report.previousRuns[0]?.[`${metric}Ms`] ?? null
  const now = report.totals.latencyMs?.[metric] ?? null
  return before === null || now === null ? '–' : formatDelta(before, now, formatDuration)
}

export function rateChange(report: RunReport): string {
  const before = report.previousRuns[0]
  return before === undefined || report.totals.requests === 0
    ? '–'
    : formatDelta(before.ratePerS, report.totals.ratePerS, (change) => formatRate(change))
}

export function failureChange(report: RunReport): string {
  const before = report.previousRuns[0]?.failureShare ?? null
  const now = report.totals.failureShare
  return before === null || now === null ? '–' : formatPoints(before, now)
}
