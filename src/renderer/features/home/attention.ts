/** What somebody should look at first: of each scenario its latest run, and plans that cannot run. */
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { hasErrors } from '../plans/problemText.ts'

export type AttentionItem =
  | { kind: 'run'; run: RunRow; why: 'failed' | 'inconclusive' | 'interrupted' }
  | { kind: 'plan'; plan: PlanEntry; errors: number }

const RANKS = { failed: 0, interrupted: 1, inconclusive: 2 } as const

/**
 * A run that a later one of the same plan and scenario has followed is history, however it came out.
 *
 * @param runs newest first
 */
export function needsAttention(runs: readonly RunRow[], plans: readonly PlanEntry[]): AttentionItem[] {
  const seen = new Set<string>()
  const items: Extract<AttentionItem, { kind: 'run' }>[] = []
  for (const run of runs) {
    // While a run goes on, the one before is still the last that says something.
    if (run.status === 'running') continue
    const subject = JSON.stringify([run.planFile ?? run.planName, run.scenario])
    if (seen.has(subject)) continue
    seen.add(subject)
    const why = whyLookAt(run)
    if (why !== null) items.push({ kind: 'run', run, why })
  }
  items.sort((one, other) => RANKS[one.why] - RANKS[other.why] || other.run.startedAtMs - one.run.startedAtMs)
  const broken = plans
    .filter(({ problems }) => hasErrors(problems))
    .map((plan): AttentionItem => ({
      kind: 'plan',
      plan,
      errors: plan.problems.filter(({ severity }) => severity === 'error').length,
    }))
  return [...items, ...broken]
}

function whyLookAt({ status, verdict }: RunRow): 'failed' | 'inconclusive' | 'interrupted' | null {
  if (verdict?.status === 'failed' || status === 'failed') return 'failed'
  if (status === 'interrupted') return 'interrupted'
  return verdict?.status === 'inconclusive' ? 'inconclusive' : null
}
