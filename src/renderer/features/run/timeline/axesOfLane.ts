/** Which two measures are of interest to whoever looks at a lane of the timeline. */
import { metricOf } from '../../../charts/scatter/metrics.ts'
import type { TimelineAxes } from '../runLink.ts'

/** @param laneId null: at none; then the axes stay as they are */
export function axesOfLane(laneId: string | null, now: TimelineAxes): TimelineAxes {
  switch (laneId) {
    case 'load':
      return { x: 'throughput', y: 'inFlight' }
    case 'throughput':
      return { x: 'inFlight', y: 'throughput' }
    case 'latency':
      return { x: 'throughput', y: metricOf(now.y).unit === 'ms' ? now.y : 'p95' }
    case 'errors':
      return { x: 'throughput', y: 'errors' }
    default:
      return now
  }
}
