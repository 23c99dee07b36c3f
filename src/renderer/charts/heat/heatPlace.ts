/** A cell of a heatmap as the place that the chart's menu is about. */
import type { HeatmapView, RunWindow } from '../../../contract/methods/analysis.ts'
import { windowFrom, windowTo } from '../brushWindow.ts'
import type { ChartPlace } from '../frame/chartPlace.ts'
import { cellText, selectionOf, type HeatCell } from './heatCell.ts'
import { shownWindow } from './heatChart.ts'

export interface HeatPlaceParts {
  heatmap: HeatmapView
  clockFromUnixMs: number | null
  pin: NonNullable<ChartPlace['pin']>
  copy: (text: string) => void
  brushTime: (window: RunWindow) => void
}

export function heatPlace(
  cell: HeatCell,
  { heatmap, clockFromUnixMs, pin, copy, brushTime }: HeatPlaceParts,
): ChartPlace {
  const shown = shownWindow(heatmap)
  const fromS = shown.fromS + cell.column * heatmap.stepS
  const toS = fromS + heatmap.stepS
  const text = cellText(heatmap, cell, clockFromUnixMs)
  return {
    // `06:20–06:25, 118–132 ms`, without how many there are.
    name: text.slice(0, text.lastIndexOf(':')),
    copy: () => copy(text),
    pin,
    time: {
      fromS,
      toS,
      begin: () => brushTime(windowFrom(shown, fromS)),
      end: () => brushTime(windowTo(shown, toS)),
    },
    cell: selectionOf(heatmap, cell, cell),
  }
}
