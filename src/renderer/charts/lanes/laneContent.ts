/** What a chart of lanes gives to its frame: table, picture, and the step that its menu is about. */
import type { Ref } from 'vue'
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import { windowFrom, windowTo } from '../brushWindow.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import type { FrameContent } from '../frame/frameContent.ts'
import { stepName } from './laneAxis.ts'
import type { LaneChart } from './laneChart.ts'
import { layoutLanes, type LaneMargins } from './laneLayout.ts'
import { lanePicture } from './laneOption.ts'
import { laneTable } from './laneTable.ts'

export interface LaneContentParts {
  chart: Readonly<Ref<LaneChart>>
  margins: Readonly<Ref<LaneMargins>>
  size: Readonly<Ref<Size>>
  theme: Readonly<Ref<ChartTheme>>
  /** Step with the crosshair. */
  index: Readonly<Ref<number | null>>
  laneId: Readonly<Ref<string | null>>
  copy: (index: number) => void
  brush: (window: RunWindow) => void
}

export function laneContent({
  chart,
  margins,
  size,
  theme,
  index,
  laneId,
  copy,
  brush,
}: LaneContentParts): FrameContent {
  return {
    table: () => laneTable(chart.value),
    picture(headPx) {
      const { lanes, hidden } = chart.value
      const tall = { widthPx: size.value.widthPx, heightPx: size.value.heightPx + headPx }
      const place = layoutLanes(lanes, tall, { ...margins.value, topPx: margins.value.topPx + headPx })
      const legend = lanes.flatMap((lane) => (lane.kind === 'values' ? lane.series : []))
      return {
        option: lanePicture(chart.value, place, theme.value).option,
        size: tall,
        legend: legend.filter(({ id }) => !hidden.has(id)),
      }
    },
    place() {
      const at = index.value
      const { t, stepS, window } = chart.value
      if (at === null) return null
      const fromS = t[at] ?? 0
      const toS = fromS + stepS
      return {
        name: stepName(chart.value, at),
        copy: () => copy(at),
        time: {
          fromS,
          toS,
          begin: () => brush(windowFrom(window, fromS)),
          end: () => brush(windowTo(window, toS)),
        },
        laneId: laneId.value,
      }
    },
  }
}
