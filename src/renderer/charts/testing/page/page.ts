/** Charts on a page, for tests in a real browser: what they emit is kept, what they are given can be set. */
import { createPinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { createApp, h, ref, shallowRef } from 'vue'
import type { HeatmapView, TimelineView } from '../../../../contract/methods/analysis.ts'
import '../../../ui/tokens.css'
import '../../../ui/base.css'
import ChartFrame from '../../ChartFrame.vue'
import type { ChartPlace, PlaceAction } from '../../frame/chartPlace.ts'
import HeatmapChart from '../../HeatmapChart.vue'
import { LANE_IDS } from '../../lanes/timelineLanes.ts'
import ScatterChart from '../../ScatterChart.vue'
import TimelineChart from '../../TimelineChart.vue'
import { timelineOf } from '../timeline.ts'
import { lanesUnlikeFiles } from './lanesUnlikeFiles.ts'
import { plotsUnlikeFiles } from './plotsUnlikeFiles.ts'

export interface ChartsPage {
  events: [name: string, value: unknown][]
  setTimeline(steps: number, p50Ms: number): void
  lanesUnlikeFiles: typeof lanesUnlikeFiles
  plotsUnlikeFiles: typeof plotsUnlikeFiles
}

declare global {
  interface Window {
    charts: ChartsPage
  }
}

const HOSTILE = '<img src=x onerror="window.charts.events.push([\'pwned\',0])">'
const timeline = shallowRef(runOf(100, 40))
const heatmap: HeatmapView = {
  window: { fromS: 0, toS: 500 },
  stepS: 5,
  columns: 100,
  rows: 20,
  edgesMs: Float64Array.from({ length: 21 }, (_, index) => 10 ** (1 + index / 10)),
  counts: Uint32Array.from({ length: 2000 }, (_, index) => (index % 20 < 9 ? index % 7 : 0)),
  failed: new Uint32Array(100),
}
const crosshair = ref<number | null>(null)
const hidden = ref<string[]>([])
const events: ChartsPage['events'] = []
const note = (name: string) => (value?: unknown) => void events.push([name, value])

window.charts = {
  events,
  setTimeline: (steps, p50Ms) => (timeline.value = runOf(steps, p50Ms)),
  lanesUnlikeFiles,
  plotsUnlikeFiles,
}

function runOf(steps: number, p50Ms: number): TimelineView {
  const column = (value: number) => new Float64Array(steps).fill(value)
  return timelineOf(steps, {
    users: Float64Array.from({ length: steps }, (_, index) => index + 1),
    okPerS: column(100),
    count: column(500),
    maxMs: column(p50Ms * 9),
    percentiles: [{ p: 50, ms: column(p50Ms) }],
  })
}

/** What whoever shows a chart adds to its menu. */
const placeActions = ({ name, time, laneId }: ChartPlace): PlaceAction[] => [
  { id: 'own', label: `${HOSTILE} ${laneId ?? 'nowhere'}`, run: () => events.push(['own', { name, at: time?.fromS }]) },
]

createApp({
  render: () =>
    h(TooltipProvider, null, () => [
      h('div', { id: 'timeline', style: 'height: 560px; width: 1000px' }, [
        h(ChartFrame, { title: HOSTILE, placeActions }, () =>
          h(TimelineChart, {
            timeline: timeline.value,
            lanes: [...LANE_IDS],
            window: timeline.value.window,
            marks: [{ atMs: 100_000, text: HOSTILE }],
            bands: [{ fromS: 0, toS: 60, label: HOSTILE, kind: 'warmUp' as const }],
            limits: [{ ms: 300, level: 'maximum' as const, label: HOSTILE }],
            hidden: hidden.value,
            'onUpdate:hidden': (ids: string[]) => (hidden.value = ids),
            crosshair: crosshair.value,
            'onUpdate:crosshair': (second: number | null) => (crosshair.value = second),
            onBrush: note('brush'),
            onReset: note('reset'),
            onPick: note('pick'),
            onMark: note('mark'),
            'onUpdate:logLatency': note('log'),
          }),
        ),
      ]),
      h('div', { style: 'height: 3000px' }),
      h('div', { id: 'scatter', style: 'height: 400px; width: 1000px' }, [
        h(ChartFrame, { title: 'Against', placeActions }, () =>
          h(ScatterChart, {
            timeline: timeline.value,
            x: 'users',
            y: 'p50',
            crosshair: crosshair.value,
            'onUpdate:crosshair': (second: number | null) => (crosshair.value = second),
            onBrush: note('brush'),
            onReset: note('reset'),
            'onUpdate:log': note('log'),
          }),
        ),
      ]),
      h('div', { id: 'heatmap', style: 'height: 400px; width: 1000px' }, [
        h(ChartFrame, { title: 'Heatmap' }, () => h(HeatmapChart, { heatmap, onBrush: note('heat brush') })),
      ]),
    ]),
})
  .use(createPinia())
  .mount('#app')

document.body.style.overflow = 'auto'
