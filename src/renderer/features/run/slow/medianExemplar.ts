/**
 * The kept request that stands for the middle of its endpoint, and how another differs from it. The middle of what was kept would be
 * far too slow, as the slowest are kept: it is the one nearest to the p50 of all requests.
 */
import type { ReportEndpoint, ReportExemplar } from '../../../../core/report/report.ts'
import { PHASES, type Phase } from '../../../../core/recording/second.ts'

export interface MedianExemplar {
  exemplar: ReportExemplar
  /** Of all successful requests of the endpoint in the window. */
  p50Ms: number
}

/** Of the successful ones that were kept, the one nearest to p50; null where there is none, or no p50. Of two as near, the earlier. */
export function medianExemplar(
  kept: readonly ReportExemplar[],
  endpoint: Pick<ReportEndpoint, 'name' | 'latencyMs'> | undefined,
): MedianExemplar | null {
  const p50Ms = endpoint?.latencyMs?.p50
  if (endpoint === undefined || p50Ms === undefined) return null
  const off = ({ latencyMs }: ReportExemplar): number => Math.abs(latencyMs - p50Ms)
  const [exemplar] = kept
    .filter((one) => one.endpoint === endpoint.name && one.outcome === 'ok')
    .toSorted((one, other) => off(one) - off(other) || one.startMs - other.startMs)
  return exemplar === undefined ? null : { exemplar, p50Ms }
}

export interface PhaseDifference {
  name: Phase | 'lag' | 'all'
  ms: number
  medianMs: number
  /** Above 0: it took so much longer. */
  byMs: number
}

/** Phase by phase, those that neither spent time in left out; then in all. */
export function phaseDifferences(exemplar: ReportExemplar, median: ReportExemplar): PhaseDifference[] {
  const own = partsOf(exemplar)
  const other = partsOf(median)
  return own
    .map(({ name, ms }, at): PhaseDifference => {
      const medianMs = other[at]?.ms ?? 0
      return { name, ms, medianMs, byMs: ms - medianMs }
    })
    .filter(({ name, ms, medianMs }) => name === 'all' || ms > 0 || medianMs > 0)
}

function partsOf({ latencyMs, serviceMs, phasesMs }: ReportExemplar): { name: PhaseDifference['name']; ms: number }[] {
  return [
    { name: 'lag', ms: Math.max(0, latencyMs - serviceMs) },
    ...PHASES.map((name) => ({ name, ms: phasesMs[name] })),
    { name: 'all', ms: latencyMs },
  ]
}
