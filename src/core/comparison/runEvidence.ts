/** What a run contributes to a comparison: one number per endpoint and metric, and how far its own seconds leave each open. */
import { isRequestKind } from '../criteria/measurement.ts'
import { atOnce, type InTurn } from '../inTurn.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { INDEX_COUNT } from '../histogram/layout.ts'
import { createBlockResamples } from './blockResamples.ts'
import type { EndpointSeconds, RunSeconds } from './comparisonInput.ts'
import { endpointEvidence, type EndpointEvidence } from './endpointEvidence.ts'
import type { Metric } from './metrics.ts'
import { blockLengthOf, resample, sumOf, withinRun, type WithinRun } from './withinRun.ts'

export interface RunEvidence {
  runId: string
  keptSeconds: number
  untrustedSeconds: number
  /** Of the whole run. */
  whole: Partial<Record<Metric, MetricEvidence>>
  endpoints: EndpointEvidence[]
  /** Requests of all kinds of requests that ended in the kept seconds. */
  requests: number
  errors: RunSeconds['errors']
}

/** One number, on the scale of its metric. */
export interface MetricEvidence {
  value: number
  /** Null: too few seconds to tell. */
  withinRun: WithinRun | null
}

/** @param cutS seconds that are left out at the beginning, of all runs that are compared */
export function runEvidence(run: RunSeconds, cutS: number): RunEvidence {
  return atOnce(runEvidenceInTurn(run, cutS))
}

/** The same, with a pause after every endpoint. */
export function* runEvidenceInTurn(run: RunSeconds, cutS: number): InTurn<RunEvidence> {
  const isKept = run.untrusted.map((untrusted, second) => (untrusted === 0 && second >= cutS ? 1 : 0))
  const kept = secondsOf(isKept)
  const resamples = createBlockResamples(seededStream(run.runId, 'seconds'), kept.length)
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (second) => values[second]!)

  const counters = new Float64Array(INDEX_COUNT)
  const whole: RunEvidence['whole'] = {}
  const perSecond = requestsPerSecond(run.endpoints, isKept.length)
  const requests = pick(perSecond)
  const total = sumOf(requests)
  if (run.arrivals === null) {
    if (total > 0) whole.throughput = ratioEvidence(requests, new Float64Array(kept.length).fill(1))
  } else {
    const started = pick(run.arrivals.started)
    const due = pick(run.arrivals.due)
    if (sumOf(started) > 0 && sumOf(due) > 0) whole.achieved = ratioEvidence(started, due)
  }

  /** ln of the ratio of two sums over seconds. */
  function ratioEvidence(above: Float64Array, below: Float64Array): MetricEvidence {
    const value = Math.log(sumOf(above) / sumOf(below))
    const blockLength = blockLengthOf(above, below)
    const read = (of: number, by: number): number => Math.log(of / by)
    const [of, by] = resample(resamples, [above, below] as const, blockLength)
    return { value, withinRun: withinRun(of, by, { value, read }) }
  }

  const endpoints: EndpointEvidence[] = []
  for (const endpoint of run.endpoints) {
    endpoints.push(endpointEvidence(endpoint, { isKept, kept, resamples, counters }))
    yield
  }
  return {
    runId: run.runId,
    keptSeconds: kept.length,
    untrustedSeconds: run.untrusted.reduce((sum, untrusted, second) => sum + (second >= cutS ? untrusted : 0), 0),
    whole,
    endpoints,
    requests: total,
    errors: run.errors,
  }
}

/** Of requests; what is counted beside them would count the same work twice. */
export function requestsPerSecond(endpoints: readonly EndpointSeconds[], seconds: number): Float64Array {
  const requests = new Float64Array(seconds)
  for (const { kind, ok, failed } of endpoints) {
    if (!isRequestKind(kind)) continue
    for (let second = 0; second < seconds; second++) requests[second]! += ok[second]! + failed[second]!
  }
  return requests
}

function secondsOf(isKept: Uint8Array): Uint32Array {
  const seconds = new Uint32Array(isKept.reduce((sum, kept) => sum + kept, 0))
  for (let second = 0, at = 0; second < isKept.length; second++) if (isKept[second] === 1) seconds[at++] = second
  return seconds
}
