/**
 * The whole distribution of the candidate over that of the baseline: the ratio of their quantiles (K. Doksum, 1974; R. Wilcox), with a
 * pointwise band from the differences between runs.
 */
import type { InTurn } from '../inTurn.ts'
import type { EvidenceOfEndpoint } from './evidenceByEndpoint.ts'
import type { ShiftPoint } from './comparison.ts'
import { effectOf, intervalOf } from './effect.ts'
import { SHIFT_PERCENTILES } from './endpointEvidence.ts'
import { runSpreads, type Design } from './runSpread.ts'
import { createTQuantiles } from './tQuantiles.ts'
import { mean } from '../statistics/moments.ts'

/** In the order of the endpoints; quantiles that a build has too few requests for are left out. With a pause after every quantile. */
export function* shiftFunctionsInTurn(
  endpoints: readonly EvidenceOfEndpoint[],
  design: Design,
): InTurn<ShiftPoint[][]> {
  const quantiles = createTQuantiles()
  const points: ShiftPoint[][] = endpoints.map(() => [])
  for (const [at, percentile] of SHIFT_PERCENTILES.entries()) {
    const values = endpoints.map(({ baseline, candidate }) => ({
      baseline: baseline.map((run) => run?.quantiles[at] ?? NaN),
      candidate: candidate.map((run) => run?.quantiles[at] ?? NaN),
      history: [],
      withinVariance: 0,
    }))
    const spreads = runSpreads(values, design)
    for (const [index, { baseline, candidate }] of values.entries()) {
      const effect = effectOf(baseline, candidate, design)
      if (effect === null) continue
      const spread = spreads[index]!
      const interval = spread === null ? null : intervalOf(effect, spread, 0.95, quantiles)
      points[index]!.push({
        percentile,
        baselineMs: typicalMs(baseline),
        candidateMs: typicalMs(candidate),
        ratio: Math.exp(effect.effect),
        band: interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) },
      })
    }
    yield
  }
  return points
}

function typicalMs(values: readonly number[]): number {
  return Math.exp(mean(values.filter((value) => !Number.isNaN(value))))
}
