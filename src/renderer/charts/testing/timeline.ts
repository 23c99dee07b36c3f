/** A small timeline for tests; what is not given is there and 0. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'

export function timelineOf(steps: number, given: Partial<TimelineView> = {}, stepS = 5): TimelineView {
  const zeros = () => new Float64Array(steps)
  return {
    window: { fromS: 0, toS: steps * stepS },
    stepS,
    t: Float64Array.from({ length: steps }, (_, index) => index * stepS),
    countedS: zeros().fill(stepS),
    users: zeros(),
    planned: zeros(),
    plannedUnit: 'users',
    inFlight: zeros(),
    okPerS: zeros(),
    failedPerS: zeros(),
    iterationsPerS: zeros(),
    droppedPerS: zeros(),
    bytesInPerS: zeros(),
    bytesOutPerS: zeros(),
    count: zeros(),
    meanMs: zeros(),
    maxMs: zeros(),
    percentiles: [],
    errorsPerS: [],
    phasesMs: [],
    trust: new Uint8Array(steps),
    ...given,
  }
}
