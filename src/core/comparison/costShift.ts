/** Time that moved from some endpoints to others while the sum stayed: work that is done elsewhere now (FBDetect's "cost shift"). */
import { mean } from '../statistics/moments.ts'
import type { CostShift } from './comparison.ts'
import type { EndpointId } from './comparisonInput.ts'
import type { EvidenceOfEndpoint } from './evidenceByEndpoint.ts'
import type { RunEvidence } from './runEvidence.ts'
import { keyOf } from './thresholds.ts'

/** What is left in the sum, as a share of what moved. */
const LEFT_AT_MOST = 0.2

/**
 * @param slower endpoints with a response time that regressed, `faster`: that improved
 * @returns null where there are none of both, or their sum changed
 */
export function costShift(
  evidence: readonly EvidenceOfEndpoint[],
  runs: { baseline: readonly RunEvidence[]; candidate: readonly RunEvidence[] },
  slower: readonly EndpointId[],
  faster: readonly EndpointId[],
): CostShift | null {
  if (slower.length === 0 || faster.length === 0) return null
  const byKey = new Map(evidence.map((own) => [keyOf(own.endpoint), own]))
  /** Of response time per request of the run, candidate − baseline. */
  const change = (endpoints: readonly EndpointId[]): number =>
    endpoints.reduce((sum, endpoint) => {
      const own = byKey.get(keyOf(endpoint))
      if (own === undefined) return sum
      return sum + timePerRequest(own.candidate, runs.candidate) - timePerRequest(own.baseline, runs.baseline)
    }, 0)
  const added = change(slower)
  const saved = -change(faster)
  const leftMs = added - saved
  if (!(added > 0 && saved > 0) || Math.abs(leftMs) > LEFT_AT_MOST * Math.max(added, saved)) return null
  return { slower: [...slower], faster: [...faster], movedMs: Math.min(added, saved), leftMs }
}

function timePerRequest(endpoint: EvidenceOfEndpoint['baseline'], runs: readonly RunEvidence[]): number {
  return mean(runs.map(({ requests }, run) => (requests > 0 ? (endpoint[run]?.timeMs ?? 0) / requests : 0)))
}
