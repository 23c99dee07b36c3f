/** Runs that something else than the build has touched. */
import { median } from '../statistics/order.ts'
import { studentTTwoSided } from '../statistics/studentT.ts'
import type { NoisyRun } from './comparison.ts'
import type { MetricOfEndpoint } from './judgeMetrics.ts'
import { runSpreads } from './runSpread.ts'

const DEVIATIONS = 4
const RUNS_AT_LEAST = 4
/** Of so many runs and endpoints some are far off by chance: all together in at most so many of comparisons. */
const BY_CHANCE = 0.05

/**
 * Runs that are more than 4 deviations from the median of their build, and further than chance takes any of so many, where a build has 4
 * or more. The deviation is that of all other runs: with its own in it, one of five could never be far off.
 */
export function noisyRuns(
  things: readonly MetricOfEndpoint[],
  runIds: { baseline: readonly string[]; candidate: readonly string[] },
): NoisyRun[] {
  const byMetric = [...Map.groupBy(things, ({ metric }) => metric).values()]
  return (['baseline', 'candidate'] as const).flatMap((build) => {
    const ids = runIds[build]
    if (ids.length < RUNS_AT_LEAST) return []
    const places = things.length * ids.length
    return ids.flatMap((runId, run) => {
      const own = byMetric.flatMap((group) => placesOf(group, build, run, places))
      if (own.length === 0) return []
      return [{ runId, build, places: own.toSorted((a, b) => b.deviations - a.deviations) }]
    })
  })
}

function placesOf(
  things: readonly MetricOfEndpoint[],
  build: 'baseline' | 'candidate',
  run: number,
  places: number,
): NoisyRun['places'] {
  const without = things.map(({ values }) => ({
    ...values,
    [build]: values[build].map((value, at) => (at === run ? NaN : value)),
  }))
  const spreads = runSpreads(without, 'independent')
  return things.flatMap(({ endpoint, metric, values }, at) => {
    const spread = spreads[at]!
    const value = values[build][run]!
    const others = without[at]![build].filter((other) => !Number.isNaN(other))
    if (spread === null || Number.isNaN(value) || others.length < RUNS_AT_LEAST - 1) return []
    const distance = Math.abs(value - median(values[build].filter((other) => !Number.isNaN(other))))
    const deviations = distance / Math.sqrt(spread.variance)
    // The median has an error, too.
    const p = studentTTwoSided(deviations / Math.sqrt(1 + 1 / others.length), spread.df)
    return deviations > DEVIATIONS && p * places < BY_CHANCE ? [{ endpoint, metric, deviations }] : []
  })
}
