/** Whether a comparison may stop a release. */
import type { BuildComparison } from './comparison.ts'

/**
 * Regressed, and not by single runs alone: with a history of runs but one run of a build, up to a fifth of all comparisons of equal builds
 * call something regressed where runs are noisy (docs/comparison.md). Those are told, and are to be confirmed by another run.
 */
export function isConfirmedRegression(comparison: BuildComparison): boolean {
  return (
    comparison.outcome === 'compared' &&
    comparison.findings.some(({ direction, needsConfirmation }) => direction === 'regressed' && !needsConfirmation)
  )
}
