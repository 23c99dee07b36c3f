// "Trend Analysis": the runs before of the same plan and scenario, and what may and may not be concluded from them.
import { comparisonBlock } from './comparison.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import type { PreviousRun } from '../../../core/report/report.ts'
import { formatMoment, verdictWords } from '../../../core/report/words.ts'
import { scenariosLeftOut } from './scenarioContext.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { highest, sparkline } from './spark.ts'
import { leftOutNote, left, right, table } from './table.ts'
import { failureChange, latencyChange, rateChange } from './testSummary.ts'

/** Fewer points than this say nothing about change points (ux.md §2.14). */
const CHANGE_POINT_RUNS = 8

export function trendAnalysis(scenarios: readonly ScenarioContext[]): string[] {
  const shown = scenarios.slice(0, scenarios[0]?.limits.scenarioDetails ?? 0)
  return [
    '## Trend Analysis',
    '',
    '### Historical data',
    ...shown.flatMap((context) => history(context, scenarios.length > 1)),
    ...scenariosLeftOut(shown.length, scenarios),
    '',
    '### Regression detection',
    '',
    ...shown.flatMap((context) => detection(context, scenarios.length > 1)),
    ...scenariosLeftOut(shown.length, scenarios),
  ]
}

function history(context: ScenarioContext, several: boolean): string[] {
  const { report, source, limits } = context
  const [before] = report.previousRuns
  const title = several ? `**${context.scenario}:** ` : ''
  if (before === undefined) return ['', `${title}First run of this scenario, nothing to compare yet.`]
  const shown = report.previousRuns.slice(0, limits.previousRuns)
  const p95s = [...shown.map((run) => run.p95Ms).toReversed(), report.totals.latencyMs?.p95 ?? null]
  return [
    '',
    `${title}Change from the previous run (${runName(before, context)}): p50 ${latencyChange(report, 'p50')} · p95 ${latencyChange(report, 'p95')} · p99 ${latencyChange(report, 'p99')} · throughput ${rateChange(report)} · failures ${failureChange(report)}.`,
    '',
    ...table(
      [
        left('Build'),
        left('Started'),
        right('p50'),
        right('p95'),
        right('p99'),
        right('Throughput'),
        right('Failures'),
        left('Verdict'),
      ],
      [thisRun(context), ...shown.map((run) => previousRun(run, context))],
    ),
    ...leftOutNote(shown.length, report.previousRuns.length, 'earlier runs', source),
    ...(p95s.length < 3
      ? []
      : ['', `p95, oldest to newest, from 0: ${sparkline(p95s, highest(p95s) ?? 0).replaceAll(' ', '·')}`]),
  ]
}

function thisRun({ report, code }: ScenarioContext): string[] {
  const { run, totals } = report
  const { icon, word } = verdictWords(report)
  const build = run.build.label ?? run.build.commit
  const latency = (value: number | undefined) => (value === undefined ? '–' : `**${formatDuration(value)}**`)
  return [
    `**this run**${build === null ? '' : ` ${code(build)}`}`,
    formatMoment(run.startedAt),
    latency(totals.latencyMs?.p50),
    latency(totals.latencyMs?.p95),
    latency(totals.latencyMs?.p99),
    totals.requests === 0 ? '–' : `**${formatRate(totals.ratePerS)}**`,
    totals.failureShare === null ? '–' : `**${formatShare(totals.failureShare, totals.failures > 0)}**`,
    `${icon} ${word.toLowerCase()}${steeredText(report.run.steering.length > 0)}`,
  ]
}

function previousRun(run: PreviousRun, context: ScenarioContext): string[] {
  const latency = (value: number | null) => (value === null ? '–' : formatDuration(value))
  return [
    runName(run, context),
    formatMoment(run.startedAt),
    latency(run.p50Ms),
    latency(run.p95Ms),
    latency(run.p99Ms),
    formatRate(run.ratePerS),
    run.failureShare === null ? '–' : formatShare(run.failureShare, run.failureShare > 0),
    run.verdict === null
      ? '–'
      : { passed: '✓ passed', failed: '✕ failed', inconclusive: '○ inconclusive' }[run.verdict] +
        steeredText(run.steered),
  ]
}

/** It did not have the load that its plan says: a difference may come from that alone. */
function steeredText(steered: boolean): string {
  return steered ? ', load changed by hand' : ''
}

function runName(run: PreviousRun, { code }: ScenarioContext): string {
  return run.build === null ? `run ${code(run.id)}` : code(run.build)
}

/** Says what would be needed; a difference between two single runs is never called a regression here. */
function detection({ report, scenario }: ScenarioContext, several: boolean): string[] {
  const [before] = report.previousRuns
  const bullet = several ? `- ${scenario}: ` : ''
  if (report.comparison !== null) {
    const title = several ? [`**${scenario}**`, ''] : []
    return [...title, ...comparisonBlock(report.comparison), '']
  }
  if (before === undefined) return [`${bullet}Not enough data: this is the first run of this scenario.`]
  const runs = report.previousRuns.length + 1
  const points =
    runs < CHANGE_POINT_RUNS
      ? `There are ${formatCount(runs)} runs; the build at which a level changed is looked for from ${formatCount(CHANGE_POINT_RUNS)} builds on.`
      : '`loadwright trend` names the build at which a level changed.'
  return [
    `${bullet}Not asked for: two single runs always differ a little, and the changes above may be no more than that. \`loadwright compare\`, or a run with \`--baseline\`, says whether they are. ${points}`,
  ]
}
