/** A comparison as it is shown: what verdicts rest on stands before all others. */
import type { BuildComparison, ComparisonFinding } from '../../../core/comparison/comparison.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import { primaryFirst } from '../../../core/comparison/primaryMetrics.ts'

/** @param primary metrics that are read first */
export function orderedComparison(comparison: BuildComparison, primary: readonly Metric[]): BuildComparison {
  if (comparison.outcome === 'refused') return comparison
  return {
    ...comparison,
    whole: primaryFirst(comparison.whole, primary, ({ metric }) => metric),
    endpoints: comparison.endpoints.map((own) => ({
      ...own,
      metrics: primaryFirst(own.metrics, primary, ({ metric }) => metric),
    })),
    findings: inOrder(comparison.findings, primary),
  }
}

/** What is worse comes first, as the verdict does; then what verdicts rest on; each by size. */
export function inOrder(findings: readonly ComparisonFinding[], primary: readonly Metric[]): ComparisonFinding[] {
  const rank = ({ direction, changes }: ComparisonFinding): number =>
    (direction === 'regressed' ? 0 : 2) + (changes.some(({ metric }) => primary.includes(metric)) ? 0 : 1)
  return findings.toSorted((one, other) => rank(one) - rank(other))
}
