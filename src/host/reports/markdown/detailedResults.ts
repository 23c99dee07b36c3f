// "Detailed Results": for each scenario its analysis, metrics, issues with recommendations, and errors.
import { ERROR_CLASSES } from '../../../core/recording/second.ts'
import type { Finding } from '../../../core/report/report.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { unusualEnd, verdictWords } from '../../../core/report/words.ts'
import { analysis } from './analysis.ts'
import { performanceMetrics } from './performanceMetrics.ts'
import { scenariosLeftOut } from './scenarioContext.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { leftOutNote, left, right, table } from './table.ts'

export function detailedResults(scenarios: readonly ScenarioContext[]): string[] {
  const most = scenarios[0]?.limits.scenarioDetails ?? 0
  const ranked = scenarios.toSorted((one, other) => verdictWords(one.report).rank - verdictWords(other.report).rank)
  // When not all fit, the worst are kept; what is shown stays in the order they ran in.
  const kept = new Set(ranked.slice(0, most))
  const lines = ['## Detailed Results', ...scenarios.filter((one) => kept.has(one)).flatMap(scenarioDetails)]
  // The ones left out are the best.
  lines.push(...scenariosLeftOut(kept.size, scenarios))
  return lines
}

function scenarioDetails(context: ScenarioContext): string[] {
  const { report, text } = context
  const { icon, word } = verdictWords(report)
  const end = unusualEnd(report.run.status)
  return [
    '',
    `### Scenario ${context.scenario}: ${icon} ${word}`,
    '',
    ...(report.run.purpose === null || report.run.purpose.trim() === '' ? [] : [text(report.run.purpose), '']),
    ...(report.run.settings === '' ? [] : [`Load: ${text(report.run.settings)}`, '']),
    ...(end === null ? [] : [`**${end}**`, '']),
    ...analysis(context),
    '',
    ...performanceMetrics(context),
    '',
    '#### Issues and recommendations',
    '',
    ...issues(context),
    '',
    '#### Errors',
    '',
    ...errors(context),
  ]
}

const SEVERITY_WORDS: Record<Finding['severity'], string> = {
  problem: '✕ Problem',
  warning: '▲ Warning',
  info: '● Note',
}

function issues({ report, source, limits, text }: ScenarioContext): string[] {
  const { findings } = report
  if (findings.length === 0) return ['No rule found anything to report in these numbers.']
  const shown = findings.slice(0, limits.findings)
  const lines = shown.flatMap((finding) => {
    const { fromMs, toMs } = finding.evidence
    const when =
      fromMs === null || toMs === null || /\d:\d\d/.test(finding.fact)
        ? ''
        : ` (${formatDuration(fromMs)} to ${formatDuration(toMs)} after the start)`
    return [
      `- **${SEVERITY_WORDS[finding.severity]}:** ${text(finding.fact)}${when}`,
      ...(finding.mayMean === null ? [] : [`  - May mean: ${text(finding.mayMean)}`]),
      `  - Do next: ${text(finding.doNext)}`,
    ]
  })
  return [...lines, ...leftOutNote(shown.length, findings.length, 'findings', source)]
}

const ERROR_WORDS: Record<(typeof ERROR_CLASSES)[number], string> = {
  connection: 'no connection',
  dns: 'name not found',
  tls: 'TLS',
  timeout: 'timeout',
  reset: 'connection lost',
  protocol: 'broken HTTP',
  status: 'status',
  check: 'check failed',
  extract: 'value not found',
  socket: 'WebSocket',
  reply: 'no reply in time',
  gaveUp: 'gave up',
  setup: 'onStart failed',
  script: 'code threw',
  interrupted: 'cut off by the end',
  invalid: 'request not built',
  tooLarge: 'body too large',
  redirect: 'redirect',
}

function errors({ report, source, limits, code, text }: ScenarioContext): string[] {
  if (report.errors.length === 0) return ['No errors, warm-up included.']
  const shown = report.errors.slice(0, limits.errors)
  const rows = shown.map((error) => [
    formatCount(error.count),
    error.share === null ? '–' : formatShare(error.share, error.count > 0),
    ERROR_WORDS[error.class],
    code(error.endpoint),
    text(error.message),
    formatDuration(error.firstMs),
    formatDuration(error.lastMs),
  ])
  return [
    ...table(
      [
        right('Count'),
        right('Of its requests'),
        left('Kind'),
        left('Endpoint'),
        left('Message'),
        right('First'),
        right('Last'),
      ],
      rows,
    ),
    ...leftOutNote(shown.length, report.errors.length, 'error groups', source),
    '',
    'Counted over the whole run, warm-up included; first and last are times after the start.',
  ]
}
