/** A chart of a small timeline with a gap, for tests. */
import type { LaneChart } from '../lanes/laneChart.ts'
import type { ValueLane } from '../lanes/lane.ts'
import { LANE_IDS, timelineLanes } from '../lanes/timelineLanes.ts'
import { timelineOf } from './timeline.ts'

const NAN = Number.NaN

export const timeline = timelineOf(4, {
  okPerS: Float64Array.of(10, 20, NAN, 0),
  failedPerS: Float64Array.of(0, 5, NAN, 0),
  count: Float64Array.of(50, 100, 0, 3),
  maxMs: Float64Array.of(400, 900, NAN, 30),
  percentiles: [{ p: 50, ms: Float64Array.of(40, 50, NAN, 30) }],
  errorsPerS: [
    { class: 'timeout', perS: Float64Array.of(0, 4, 0, 0) },
    { class: 'status', perS: Float64Array.of(0, 1, 0, 0) },
  ],
  trust: Uint8Array.of(0, 2, 3, 1),
})

export function chartOf(given: Partial<LaneChart> = {}): LaneChart {
  return {
    window: timeline.window,
    t: timeline.t,
    stepS: timeline.stepS,
    lanes: timelineLanes(timeline, { lanes: LANE_IDS, limits: [], logLatency: true }),
    hidden: new Set(),
    trust: timeline.trust,
    bands: [],
    marks: [],
    clockFromUnixMs: null,
    zooms: new Map(),
    ...given,
  }
}

export function laneOf(chart: LaneChart, id: string): ValueLane {
  const lane = chart.lanes.find((one) => one.id === id)
  if (lane?.kind !== 'values') throw new Error(`There is no lane ${id}`)
  return lane
}
