/** The evidence of all runs, put together by endpoint. */
import type { EndpointId } from './comparisonInput.ts'
import type { EndpointEvidence } from './endpointEvidence.ts'
import type { RunEvidence } from './runEvidence.ts'
import { keyOf } from './thresholds.ts'

export interface EvidenceOfEndpoint {
  endpoint: EndpointId
  /** By place of the run in its build; null where it had no request there. */
  baseline: (EndpointEvidence | null)[]
  candidate: (EndpointEvidence | null)[]
}

/** By name. */
export function evidenceByEndpoint(
  baseline: readonly RunEvidence[],
  candidate: readonly RunEvidence[],
): EvidenceOfEndpoint[] {
  const all = new Map<string, EvidenceOfEndpoint>()
  for (const [build, runs] of [['baseline', baseline] as const, ['candidate', candidate] as const]) {
    for (const [run, { endpoints }] of runs.entries()) {
      for (const evidence of endpoints) {
        if (evidence.requests === 0) continue
        const key = keyOf(evidence.endpoint)
        let own = all.get(key)
        if (own === undefined) {
          own = {
            endpoint: evidence.endpoint,
            baseline: baseline.map(() => null),
            candidate: candidate.map(() => null),
          }
          all.set(key, own)
        }
        own[build][run] = evidence
      }
    }
  }
  return [...all.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, evidence]) => evidence)
}
