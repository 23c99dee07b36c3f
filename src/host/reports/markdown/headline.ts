// The first screen: can we ship? A verdict with icon, word and sentence, the key numbers, whether they can be trusted, and
// what to do next, in the first 25 lines (ux.md §3.1).
import type { RunReport } from '../../../core/report/report.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import {
  criterionSentence,
  endNote,
  formatMoment,
  isBacked,
  mostUsers,
  statusIcon,
  statusRank,
  trustWords,
  verdictWords,
  worstFirst,
} from '../../../core/report/words.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { left, right, table } from './table.ts'

/** Rows and sentences that fit into the first 25 lines. */
const FIRST_SCREEN_SCENARIOS = 4
const ACTIONS = 3

/** The lines before the first heading of the report. `scenarios` is never empty. */
export function headline(scenarios: readonly ScenarioContext[]): string[] {
  const worst = scenarios.toSorted((one, other) => rank(one) - rank(other))
  const first = worst[0]
  if (first === undefined) return ['No scenario was run, so there is nothing to judge.']
  return [
    ...verdictLines(worst, first),
    '',
    contextLine(scenarios, first),
    '',
    ...keyNumbers(scenarios.length > FIRST_SCREEN_SCENARIOS ? worst : scenarios),
    '',
    ...trustLines(scenarios),
    ...actionLines(worst),
  ]
}

function rank(context: ScenarioContext): number {
  return verdictWords(context.report).rank
}

function verdictLines(worst: readonly ScenarioContext[], first: ScenarioContext): string[] {
  const { icon, word } = verdictWords(first.report)
  if (worst.length === 1) return [`**${icon} ${word}** — ${first.text(first.report.verdict.sentence)}`]
  const others = worst.filter((context) => verdictWords(context.report).word !== 'READY')
  if (others.length === 0)
    return [`**${icon} ${word}** — all ${formatCount(worst.length)} ${first.each} met their criteria.`]
  const counts = new Map<string, number>()
  for (const context of worst) {
    const one = verdictWords(context.report).word.toLowerCase()
    counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  const summary = [...counts]
    .map(([one, count]) => `${formatCount(count)} ${count === 1 ? 'is' : 'are'} ${one}`)
    .join(', ')
  return [
    `**${icon} ${word}** — of ${formatCount(worst.length)} ${first.each} ${summary}.`,
    '',
    ...others.slice(0, ACTIONS).map((context) => {
      const sentence = context.text(context.report.verdict.sentence)
      return `- ${verdictWords(context.report).icon} ${context.scenario}: ${sentence}`
    }),
  ]
}

function contextLine(scenarios: readonly ScenarioContext[], first: ScenarioContext): string {
  const { run } = first.report
  const names = scenarios.map((context) => context.scenario)
  const shown = names.slice(0, FIRST_SCREEN_SCENARIOS).join(', ')
  const more = names.length - FIRST_SCREEN_SCENARIOS
  const starts = scenarios.map((context) => context.report.run.startedAt).toSorted()
  const totalMs = scenarios.reduce((sum, context) => sum + context.report.run.durationMs, 0)
  const build = run.build.label ?? run.build.commit
  return [
    `Plan ${first.code(run.plan)}`,
    `${names.length === 1 ? 'scenario' : first.each} ${shown}${more > 0 ? ` and ${more} more` : ''}`,
    build === null ? 'build not named' : `build ${first.code(build)}`,
    `target ${first.code(run.target)}`,
    formatMoment(starts[0] ?? run.startedAt),
    formatDuration(totalMs) + (scenarios.length === 1 ? endNote(run.status) : ''),
  ].join(' · ')
}

/** One row per scenario with the six numbers that answer; the icon is that of the criterion on the same number, if any. */
function keyNumbers(scenarios: readonly ScenarioContext[]): string[] {
  const shown = scenarios.slice(0, FIRST_SCREEN_SCENARIOS)
  const lines = table(
    [
      left('Scenario'),
      left('Verdict'),
      right('Criteria met'),
      right('Throughput'),
      right('p50'),
      right('p95'),
      right('p99'),
      right('Failures'),
    ],
    shown.map((context) => {
      const { report } = context
      const { icon, word } = verdictWords(report)
      return [context.scenario, `${icon} ${word}`, criteriaMet(report), ...keyValues(report)]
    }),
  )
  const more = scenarios.length - shown.length
  return more > 0 ? [...lines, '', `_${formatCount(more)} more ${scenarios[0]?.each} are in the table below._`] : lines
}

/** `11 of 14 ✕`, with the icon of the worst. */
export function criteriaMet(report: RunReport): string {
  const { criteria } = report
  if (criteria.length === 0) return 'none set'
  const met = criteria.filter((criterion) => criterion.status === 'met').length
  const worst = criteria.toSorted((one, other) => statusRank(one.status) - statusRank(other.status))[0]
  return `${formatCount(met)} of ${formatCount(criteria.length)} ${worst === undefined ? '' : statusIcon(worst.status)}`
}

/** Throughput, p50, p95, p99 and failures of everything in the judged window. */
export function keyValues(report: RunReport): string[] {
  const { totals } = report
  const latency = totals.latencyMs
  const percentile = (metric: string, value: number | undefined, p: number) =>
    latency === null || value === undefined
      ? '–'
      : `${isBacked(latency.count, p) ? '' : '○ '}${formatDuration(value)}${iconOf(report, metric)}`
  return [
    totals.requests === 0 ? '–' : formatRate(totals.ratePerS) + iconOf(report, 'rate'),
    percentile('p50', latency?.p50, 50),
    percentile('p95', latency?.p95, 95),
    percentile('p99', latency?.p99, 99),
    totals.failureShare === null
      ? '–'
      : formatShare(totals.failureShare, totals.failures > 0) + iconOf(report, 'failures'),
  ]
}

function iconOf(report: RunReport, metric: string): string {
  const criteria = report.criteria.filter((criterion) => criterion.subject === 'all' && criterion.metric === metric)
  const worst = criteria.toSorted((one, other) => statusRank(one.status) - statusRank(other.status))[0]
  return worst === undefined ? '' : ` ${statusIcon(worst.status)}`
}

function trustLines(scenarios: readonly ScenarioContext[]): string[] {
  const doubtful = scenarios.filter((context) => !context.report.generatorHealth.trusted)
  const only = scenarios.length === 1 ? scenarios[0] : undefined
  const worst = doubtful[0]
  if (only !== undefined) return [`**Measurement:** ${trustWords(only.report)}${reasonOf(only)}.`]
  if (worst === undefined) return [`**Measurement:** ✓ trusted in all ${scenarios[0]?.each}.`]
  const names = doubtful.slice(0, ACTIONS).map((context) => context.scenario)
  const more = doubtful.length - names.length
  return [
    `**Measurement:** ⊘ not trusted in ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}${reasonOf(worst)}.`,
  ]
}

/** Why the generator is not trusted, unless the verdict has just said it. */
function reasonOf(context: ScenarioContext): string {
  const { generatorHealth, verdict } = context.report
  const reason = generatorHealth.reasons[0]
  if (generatorHealth.trusted || reason === undefined || verdict.sentence.includes(reason)) return ''
  return `: ${context.text(reason).replace(/\.$/, '')}`
}

/** Of the endpoints that a criterion judges together, the one to begin with: most failures, or slowest. */
function worstEndpoint(criterion: RunReport['criteria'][number], { endpoints }: RunReport): string {
  const isAll = criterion.subject === 'all'
  const meant = endpoints.filter(({ name, kind }) =>
    isAll ? kind !== 'group' && kind !== 'events' : criterion.endpoints.includes(name),
  )
  if (meant.length < 2) return ''
  if (criterion.metric === 'failures') {
    const most = meant.reduce((one, other) => (other.failures > one.failures ? other : one))
    return most.failures === 0 ? '' : ` Most failures: ${most.name} (${formatCount(most.failures)}).`
  }
  if (criterion.unit !== 'ms') return ''
  const p95 = (endpoint: (typeof meant)[number]): number => endpoint.latencyMs?.p95 ?? 0
  const slowest = meant.reduce((one, other) => (p95(other) > p95(one) ? other : one))
  return p95(slowest) === 0 ? '' : ` Slowest of them: ${slowest.name} (p95 ${formatDuration(p95(slowest))}).`
}

/** Exit code of a run whose target could not be reached (command-line.md). */
const NOTHING_MEASURED = 3

/** The first things to do: what makes the measurement trusted, then what the worst findings advise. */
function actionLines(worst: readonly ScenarioContext[]): string[] {
  const actions = new Set<string>()
  for (const context of worst) {
    const { generatorHealth, findings, criteria, verdict, run } = context.report
    if (verdict.exitCode === NOTHING_MEASURED) {
      actions.add(
        `Start what is to be tested at ${context.text(run.target)}, or correct the address (target in the plan, --host).`,
      )
      continue
    }
    const advice = generatorHealth.trusted ? [] : generatorHealth.advice
    const serious = findings.filter((finding) => finding.severity !== 'info').map((finding) => finding.doNext)
    const [broken] = worstFirst(criteria).filter((criterion) => criterion.status === 'overMaximum')
    const all = [...advice, ...serious]
    // A failure is never without a place to begin.
    if (all.length === 0 && broken !== undefined)
      all.push(`Look into this first: ${criterionSentence(broken)}.${worstEndpoint(broken, context.report)}`)
    for (const action of all) actions.add((worst.length > 1 ? `${context.scenario}: ` : '') + context.text(action))
  }
  if (actions.size === 0) return []
  return ['', '**Do next:**', ...[...actions].slice(0, ACTIONS).map((action, index) => `${index + 1}. ${action}`)]
}

/** `up to 100 users`; nothing when the run never had one. */
export function usersText(report: RunReport): string {
  const users = mostUsers(report)
  return users === 0 ? '' : `up to ${formatCount(users)} ${users === 1 ? 'user' : 'users'}`
}
