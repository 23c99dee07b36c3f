/** Runs that something else than the build has touched. */
import type { InTurn } from '../inTurn.ts'
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
 * or more. The deviation is that of all other runs: with its own in it, one of five could never be far off. With a pause after every run.
 */
export function* noisyRunsInTurn(
  things: readonly MetricOfEndpoint[],
  runIds: { baseline: readonly string[]; candidate: readonly string[] },
): InTurn<NoisyRun[]> {
  const byMetric = [...Map.groupBy(things, ({ metric }) => metric).values()]
  const noisy: NoisyRun[] = []
  for (const build of ['baseline', 'candidate'] as const) {
    const ids = runIds[build]
    if (ids.length < RUNS_AT_LEAST) continue
    const number = things.length * ids.length
    for (const [run, runId] of ids.entries()) {
      const places = byMetric.flatMap((group) => placesOf(group, build, run, number))
      if (places.length > 0)
        noisy.push({ runId, build, places: places.toSorted((a, b) => b.deviations - a.deviations) })
      yield
    }
  }
  return noisy
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
