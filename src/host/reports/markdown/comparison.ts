/** A comparison as Markdown: what fits into a comment on a pull request, worst first, the rest folded. */
import type { BuildComparison, ComparisonVerdict, MetricComparison } from '../../../core/comparison/comparison.ts'
import { pairsSentence } from '../../../core/comparison/comparisonNotes.ts'
import {
  buildText,
  effectText,
  intervalText,
  METRIC_WORDS,
  reasonText,
  summarySentence,
  buildValueText,
  VERDICT_SIGNS,
  VERDICT_WORDS,
} from '../../../core/comparison/comparisonWords.ts'
import { differenceText } from '../../../core/comparison/differenceWords.ts'
import { markdownCode, markdownText } from './escape.ts'
import { folded, left, right, table } from './table.ts'

const ROWS_AT_MOST = 50
const COLUMNS = [
  left('Verdict'),
  left('Endpoint'),
  left('Metric'),
  right('Baseline'),
  right('Candidate'),
  right('Change (95 %)'),
  left('Why'),
]

export function comparisonMarkdown(comparison: BuildComparison): string {
  return `${comparisonBlock(comparison).join('\n')}\n`
}

/** Lines, with a heading of the third order. */
export function comparisonBlock(comparison: BuildComparison): string[] {
  const differences = comparison.differences.map((difference) => `- ${markdownText(differenceText(difference))}`)
  const head = [
    `### ${markdownText(buildText(comparison.baseline))} → ${markdownText(buildText(comparison.candidate))}`,
    '',
    `**${comparison.outcome === 'refused' ? '✕' : VERDICT_SIGNS[comparison.verdict]}** ${markdownText(summarySentence(comparison))}`,
    '',
    ...(differences.length > 0 ? ['These runs differ in more than the build:', '', ...differences, ''] : []),
  ]
  if (comparison.outcome === 'refused') return head
  const all = [...comparison.whole, ...comparison.endpoints.flatMap(({ metrics }) => metrics)]
  const of = (...verdicts: ComparisonVerdict[]): MetricComparison[] =>
    all.filter(({ verdict }) => verdicts.includes(verdict))
  const changed = [...of('regressed'), ...of('improved')]
  const rest = [...of('notEnoughData'), ...of('unchanged')]
  const pairs = pairsSentence(comparison)
  return [
    ...head,
    ...(pairs === null ? [] : [pairs, '']),
    ...(changed.length > 0 ? [...metricTable(changed), ''] : []),
    ...(rest.length > 0
      ? [
          ...folded(
            `${rest.length} others: ${of('unchanged').length} unchanged, ${of('notEnoughData').length} without enough data`,
            metricTable(rest),
          ),
          '',
        ]
      : []),
  ]
}

function metricTable(metrics: readonly MetricComparison[]): string[] {
  const rows = metrics
    .slice(0, ROWS_AT_MOST)
    .map((metric) => [
      `${VERDICT_SIGNS[metric.verdict]} ${VERDICT_WORDS[metric.verdict]}`,
      metric.endpoint === null ? '*all*' : markdownCode(metric.endpoint.name),
      METRIC_WORDS[metric.metric],
      buildValueText(metric, 'baseline'),
      buildValueText(metric, 'candidate'),
      `${effectText(metric)}${metric.interval === null ? '' : ` (${intervalText(metric)})`}`,
      markdownText(reasonText(metric.reason, metric)),
    ])
  const more = metrics.length > ROWS_AT_MOST ? ['', `… and ${metrics.length - ROWS_AT_MOST} more.`] : []
  return [...table(COLUMNS, rows), ...more]
}
