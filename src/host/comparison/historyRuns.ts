/** Earlier runs of the same scenario, which say how far runs of one build differ here. */
import type { EndpointValues, HistoryRun, RunFacts } from '../../core/comparison/comparisonInput.ts'
import { errorLogit, LATENCY_METRICS, PERCENTILES, requestsNeeded, type Metric } from '../../core/comparison/metrics.ts'
import { TRUST_THRESHOLDS } from '../../core/criteria/trustThresholds.ts'
import type { EndpointNumbers } from '../storage/endpointNumbers.ts'
import type { Pace } from '../analysis/pace.ts'
import type { History } from '../storage/history.ts'
import type { MeasuredRun } from '../storage/measuredRuns.ts'
import { buildName } from './runFacts.ts'

/** Newest runs that are taken into account. */
const RUNS = 30
/** Looked through for them. */
const LOOKED_AT = 200

/**
 * Runs under the same conditions as these, but none of them: builds as they came, runs of one build together.
 * @param like of any run that is compared: the conditions
 */
export async function historyRuns(
  history: History,
  like: RunFacts,
  compared: ReadonlySet<string>,
  pace: Pace,
): Promise<HistoryRun[]> {
  const runs: HistoryRun[] = []
  const { plan: planName, scenario, target } = like
  for (const slice of history.measuredRunSlices({ planName, scenario, target, limit: LOOKED_AT })) {
    const alike = slice.filter((run) => !compared.has(run.id) && isAlike(run, like))
    runs.push(...alike.map((run) => ({ runId: run.id, build: buildName(run.build), values: valuesOf(run) })))
    await pace()
  }
  return [...Map.groupBy(runs.slice(-RUNS), ({ build, runId }) => build ?? runId).values()].flat()
}

function isAlike(run: MeasuredRun, like: RunFacts): boolean {
  return (
    run.status === 'completed' &&
    run.loadText === like.loadText &&
    run.planDigest === like.planDigest &&
    run.generator.host === like.generator.host &&
    run.generator.processes === like.generator.engines &&
    (run.untrustedLoadShare ?? 0) <= TRUST_THRESHOLDS.untrustedLoadShare
  )
}

/** On the scales of the metrics; what rests on too few requests is left out. */
export function valuesOf({ numbers, achieved }: Pick<MeasuredRun, 'numbers' | 'achieved'>): EndpointValues[] {
  return numbers.map((own) => ({
    endpoint: own.endpoint,
    values: own.endpoint === null ? valuesOfRun(own, achieved) : valuesOfEndpoint(own),
  }))
}

function valuesOfRun({ ratePerS }: EndpointNumbers, achieved: number | null): EndpointValues['values'] {
  return {
    ...(ratePerS > 0 ? { throughput: Math.log(ratePerS) } : {}),
    ...(achieved !== null && achieved > 0 ? { achieved: Math.log(achieved) } : {}),
  }
}

function valuesOfEndpoint({ ok, failed, latencyMs }: EndpointNumbers): EndpointValues['values'] {
  const values: Partial<Record<Metric, number>> = {}
  if (latencyMs !== null)
    for (const metric of LATENCY_METRICS)
      if (ok >= requestsNeeded(PERCENTILES[metric]) && latencyMs[metric] > 0)
        values[metric] = Math.log(latencyMs[metric])
  if (ok + failed > 0) values.errors = errorLogit(failed, ok + failed)
  return values
}
