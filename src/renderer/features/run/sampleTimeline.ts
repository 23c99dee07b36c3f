/** A timeline whose columns say which second they are of; for tests only. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'

export function timelineOf(
  fromS: number,
  toS: number,
  stepS: number,
  changes: Partial<TimelineView> = {},
): TimelineView {
  const t = Float64Array.from({ length: Math.ceil((toS - fromS) / stepS) }, (_, index) => fromS + index * stepS)
  const column = (add: number): Float64Array => t.map((second) => second + add)
  return {
    window: { fromS, toS },
    stepS,
    t,
    countedS: t.map(() => stepS),
    users: column(0.1),
    planned: column(0.2),
    plannedUnit: 'users',
    inFlight: column(0.3),
    okPerS: column(0.4),
    failedPerS: column(0.5),
    iterationsPerS: column(0.6),
    droppedPerS: column(0.7),
    bytesInPerS: column(0.8),
    bytesOutPerS: column(0.9),
    count: column(0.11),
    meanMs: column(0.12),
    maxMs: column(0.13),
    percentiles: [{ p: 95, ms: column(0.14) }],
    errorsPerS: [{ class: 'timeout', perS: column(0.15) }],
    phasesMs: Array.from({ length: 7 }, (_, phase) => column(phase)),
    trust: Uint8Array.from(t, (second) => second % 3),
    ...changes,
  }
}
