/** How much slower or faster everything is together: the geometric mean over the endpoints, run by run, so that its interval is one of runs. */
import { studentTQuantile } from '../statistics/studentT.ts'
import { mean } from '../statistics/moments.ts'
import type { OverallRatio } from './comparison.ts'
import { effectOf, intervalOf } from './effect.ts'
import type { MetricOfEndpoint } from './judgeMetrics.ts'
import { LATENCY_METRICS } from './metrics.ts'
import { runSpreads, type Design } from './runSpread.ts'

export function overallRatios(things: readonly MetricOfEndpoint[], design: Design): OverallRatio[] {
  return LATENCY_METRICS.flatMap((metric) => {
    // An endpoint that is missing in one run would move the mean of that run only.
    const complete = things.filter(
      ({ metric: own, values }) =>
        own === metric && [...values.baseline, ...values.candidate].every((value) => !Number.isNaN(value)),
    )
    if (complete.length === 0) return []
    const meansOf = (build: 'baseline' | 'candidate'): number[] =>
      complete[0]!.values[build].map((_, run) => mean(complete.map(({ values }) => values[build][run]!)))
    const values = { baseline: meansOf('baseline'), candidate: meansOf('candidate'), history: [], withinVariance: 0 }
    const effect = effectOf(values.baseline, values.candidate, design)
    if (effect === null) return []
    const spread = runSpreads([values], design)[0]!
    const interval = spread === null ? null : intervalOf(effect, spread, 0.95, studentTQuantile)
    return [
      {
        metric,
        ratio: Math.exp(effect.effect),
        interval: interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) },
        endpoints: complete.length,
      },
    ]
  })
}
