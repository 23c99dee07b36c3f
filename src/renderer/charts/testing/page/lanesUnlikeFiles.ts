/** Lanes as the screen draws them against the same lanes as ECharts draws them for files. */
import { drawLanes } from '../../lanes/drawLanes.ts'
import type { LaneChart } from '../../lanes/laneChart.ts'
import { layoutLanes } from '../../lanes/laneLayout.ts'
import { lanePicture } from '../../lanes/laneOption.ts'
import { topRoomPx } from '../../lanes/paintLanes.ts'
import { LANE_IDS, timelineLanes } from '../../lanes/timelineLanes.ts'
import { chartOf } from '../laneChart.ts'
import { timelineOf } from '../timeline.ts'
import { inFile, onScreen, SIZE, theme, unlike } from './unlike.ts'

/**
 * Share of pixels that are clearly another, by chart.
 * @param hidden series that the screen alone does not show
 */
export function lanesUnlikeFiles(hidden?: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(charts()).map(([name, chart]) => {
      const seen = hidden === undefined ? chart : { ...chart, hidden: new Set([...chart.hidden, hidden]) }
      return [
        name,
        unlike(
          onScreen((context) => drawLanes(context, seen, layoutOf(chart), theme)),
          inFile(lanePicture(chart, layoutOf(chart), theme).option),
        ),
      ]
    }),
  )
}

function charts(): Record<string, LaneChart> {
  const common = {
    bands: [
      { fromS: 0, toS: 5, label: 'Warm-up', kind: 'warmUp' as const },
      { fromS: 5, toS: 20, label: 'A plateau of which the name is too long for its room', kind: 'level' as const },
    ],
    marks: [{ atMs: 8000, text: 'deployed' }],
  }
  const steps = 300
  const wave = (height: number) => Float64Array.from({ length: steps }, (_, at) => height * (1.2 + Math.sin(at / 7)))
  const timeline = timelineOf(steps, {
    users: Float64Array.from({ length: steps }, (_, at) => Math.floor(at / 20)),
    planned: Float64Array.from({ length: steps }, (_, at) => (at > 90 && at < 110 ? Number.NaN : Math.floor(at / 15))),
    okPerS: wave(900),
    failedPerS: wave(20),
    count: wave(4000),
    maxMs: wave(900),
    percentiles: [50, 95, 99.9].map((p) => ({ p, ms: wave(p * 4).map((ms, at) => (at % 50 === 0 ? Number.NaN : ms)) })),
    errorsPerS: [
      { class: 'timeout', perS: wave(15).map((perS, at) => (at % 90 < 60 ? perS : 0)) },
      { class: 'status', perS: wave(5).map((perS, at) => (at % 7 === 0 ? 0 : perS)) },
    ],
    trust: Uint8Array.from({ length: steps }, (_, at) => Math.floor(at / 40) % 4),
  })
  const limits = [
    { ms: 300, level: 'maximum' as const, label: 'p95' },
    { ms: 200, level: 'target' as const, label: 'p95' },
  ]
  const all = chartOf({
    ...common,
    window: timeline.window,
    t: timeline.t,
    stepS: timeline.stepS,
    lanes: timelineLanes(timeline, { lanes: LANE_IDS, limits, logLatency: true }),
    trust: timeline.trust,
  })
  return {
    all,
    zoomed: { ...all, zooms: new Map([['latency', { kind: 'log', min: 100, max: 500 }]]) },
    clock: chartOf({ ...common, clockFromUnixMs: Date.UTC(2026, 10, 28, 21, 30) }),
    'nothing yet': chartOf({
      t: new Float64Array(),
      lanes: timelineLanes(timelineOf(0), { lanes: LANE_IDS, limits: [], logLatency: true }),
      trust: new Uint8Array(),
      window: { fromS: 0, toS: 1 },
    }),
  }
}

const layoutOf = (chart: LaneChart) => layoutLanes(chart.lanes, SIZE, { topPx: topRoomPx(chart), rightPx: 40 })
