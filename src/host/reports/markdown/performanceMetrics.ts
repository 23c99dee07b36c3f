// "Performance metrics" of one scenario: criteria worst first, endpoints, where the time of a request goes, the course of
// the run, user types, and what was watched on the system under test.
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount, formatSignificant } from '../../../core/units/number.ts'
import { formatShare, formatSuccessShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { actualText, statusIcon, statusWord, worstFirst } from '../../../core/report/words.ts'
import { PHASE_WORDS } from './analysis.ts'
import { endpointTable } from './endpointTable.ts'
import type { ReportCriterion } from '../../../core/report/words.ts'
import { runEvents } from './runEvents.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { bar, highest, columnsOf, sparkline } from './spark.ts'
import { folded, leftOutNote, left, right, table } from './table.ts'
import { timelinePicture } from './timelinePicture.ts'

export function performanceMetrics(context: ScenarioContext): string[] {
  return [
    '#### Performance metrics',
    ...criteriaTable(context),
    ...endpointTable(context),
    ...otherCounts(context),
    ...phases(context),
    ...(context.limits.timeline ? timelinePicture(context) : []),
    ...runEvents(context),
    ...userTypes(context),
    ...monitors(context),
  ]
}

/** So many stand open; the rest is folded. */
const OPEN_CRITERIA = 20

function criteriaTable({ report, source, limits, code, text }: ScenarioContext): string[] {
  if (report.criteria.length === 0) return ['', '**Criteria:** none are set in the plan for this scenario.']
  const sorted = worstFirst(report.criteria)
  const shown = sorted.slice(0, limits.criteria)
  const columns = [left('Status'), left('For'), left('Criterion'), left('Level'), right('Measured'), right('Samples')]
  const rows = shown.map((criterion) => [
    `${statusIcon(criterion.status)} ${statusWord(criterion.status)}`,
    criterion.subject === 'all' ? 'all requests' : code(criterion.subject),
    code(criterion.text),
    criterion.level,
    actualText(criterion),
    formatCount(criterion.samples),
  ])
  const notes = criterionNotes(shown, { code, text })
  return [
    '',
    '**Criteria, worst first**',
    '',
    ...table(columns, rows.slice(0, OPEN_CRITERIA)),
    ...(rows.length > OPEN_CRITERIA
      ? folded(`${formatCount(rows.length - OPEN_CRITERIA)} more criteria`, table(columns, rows.slice(OPEN_CRITERIA)))
      : []),
    ...leftOutNote(shown.length, sorted.length, 'criteria', source),
    ...(notes.length === 0 ? [] : ['', ...notes.slice(0, limits.smallRows)]),
  ]
}

/** What is to be said about criteria. What is true of several is said once. */
function criterionNotes(
  criteria: readonly ReportCriterion[],
  { code, text }: Pick<ScenarioContext, 'code' | 'text'>,
): string[] {
  const subjects = new Map<string, string[]>()
  for (const criterion of criteria) {
    const facts = criterion.notes.length === 0 ? [] : [`${criterion.notes.map(text).join('; ')}.`]
    if (criterion.firstBreakMs !== null) {
      facts.push(
        `First broken ${formatDuration(criterion.firstBreakMs)} after the start${criterion.stop ? ', which ended the run' : ''}.`,
      )
    }
    if (facts.length === 0) continue
    const subject = criterion.subject === 'all' ? 'all requests' : code(criterion.subject)
    const fact = facts.join(' ')
    subjects.set(fact, [...(subjects.get(fact) ?? []), `${subject} ${code(criterion.text)}`])
  }
  return [...subjects].map(
    ([fact, names]) => `- ${names.length > 2 ? `${formatCount(names.length)} criteria` : names.join(', ')}: ${fact}`,
  )
}

/** Iterations, checks and messages in one line; what did not occur in the plan is not named. */
function otherCounts({ report }: ScenarioContext): string[] {
  const { iterations, checks, websocket } = report
  if (iterations.started === 0) return []
  const parts = [
    `iterations ${formatCount(iterations.completed)} completed, ${formatCount(iterations.failed)} failed, ${formatCount(iterations.interrupted)} cut off by the end, ${formatCount(iterations.dropped)} dropped`,
  ]
  if (checks.share !== null) {
    const all = formatCount(checks.passed + checks.failed)
    parts.push(`checks ${formatSuccessShare(checks.share, checks.failed > 0)} of ${all} passed`)
  }
  if (websocket.messagesIn + websocket.messagesOut > 0) {
    // Of WebSockets, and events of streams.
    parts.push(`messages ${formatCount(websocket.messagesIn)} in, ${formatCount(websocket.messagesOut)} out`)
  }
  return ['', `Also counted: ${parts.join(' · ')}.`]
}

function phases({ report }: ScenarioContext): string[] {
  const { phasesMs, phaseShares } = report.totals
  if (phasesMs === null || phaseShares === null) return []
  const names = (Object.keys(PHASE_WORDS) as (keyof typeof PHASE_WORDS)[]).filter((name) => phasesMs[name] > 0)
  if (names.length === 0) return []
  const rows = names.map((name) => [
    PHASE_WORDS[name],
    formatDuration(phasesMs[name]),
    `${bar(phaseShares[name], 12)} ${formatShare(phaseShares[name], phasesMs[name] > 0)}`,
  ])
  return [
    '',
    '**Where the time of a request goes** (mean of all requests)',
    '',
    ...table([left('Phase'), right('Mean'), left('Share')], rows),
  ]
}

function userTypes({ report, source, limits, code }: ScenarioContext): string[] {
  if (report.users.length < 2) return []
  const shown = report.users.slice(0, limits.smallRows)
  const rows = shown.map((user) => [
    code(user.name),
    formatCount(user.requests),
    formatRate(user.ratePerS),
    user.failureShare === null ? '–' : formatShare(user.failureShare, user.failures > 0),
    ...[user.latencyMs?.p50, user.latencyMs?.p95, user.latencyMs?.p99].map((value) =>
      value === undefined ? '–' : formatDuration(value),
    ),
  ])
  return folded(`${formatCount(report.users.length)} user types`, [
    ...table(
      [
        left('User type'),
        right('Requests'),
        right('Throughput'),
        right('Failures'),
        right('p50'),
        right('p95'),
        right('p99'),
      ],
      rows,
    ),
    ...leftOutNote(shown.length, report.users.length, 'user types', source),
  ])
}

const MONITOR_COLUMNS = 24

function monitors({ report, source, limits, code, text }: ScenarioContext): string[] {
  if (report.monitors.length === 0) return []
  const shown = report.monitors.slice(0, limits.smallRows)
  const number = (value: number | null) => (value === null ? '–' : formatSignificant(value))
  const rows = shown.map((monitor) => {
    const values = monitor.samples.map(([, value]) => value)
    const peaks = columnsOf(values.length, MONITOR_COLUMNS).ranges.map(({ from, to }) =>
      highest(values.slice(from, to)),
    )
    return [
      code(monitor.name),
      monitor.unit === '' ? '–' : text(monitor.unit),
      number(monitor.avg),
      number(monitor.max),
      sparkline(peaks, highest(peaks) ?? 0).trimEnd(),
    ]
  })
  return [
    '',
    '**Watched on the system under test**',
    '',
    ...table([left('Series'), left('Unit'), right('Average'), right('Highest'), left('Course, from 0')], rows),
    ...leftOutNote(shown.length, report.monitors.length, 'series', source),
  ]
}
