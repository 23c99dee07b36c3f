/** A heatmap chart: everything that it is drawn from, and where its parts stand. */
import type { DistributionView, HeatmapView, RunWindow, TimelineView } from '../../../contract/methods/analysis.ts'
import type { Scale } from '../axis/scale.ts'
import type { Size } from '../echartsParts.ts'
import type { ChartLimit } from '../lanes/lane.ts'
import type { TrustSteps } from '../lanes/paintTrust.ts'
import type { Box } from '../painting/shapes.ts'
import type { HeatBy, HeatValues } from './heatValues.ts'

export interface HeatChart {
  heatmap: HeatmapView
  by: HeatBy
  /** Of the cells, by that. */
  values: HeatValues
  limits: ChartLimit[]
  /** Lines over it. */
  percentiles: TimelineView | null
  /** Hatched where it says that the generator was not trusted; null: it is not known. */
  trust: TrustSteps | null
  /** At the right, of the same latencies. */
  bars: DistributionView['bars'] | null
  clockFromUnixMs: number | null
}

export interface HeatLayout {
  size: Size
  /** Legend. */
  head: Box
  failed: Box
  cells: Box
  /** Of no width when there are no bars. */
  bars: Box
}

const LEFT_PX = 56
const HEAD_PX = 22
const TITLE_PX = 18
const FAILED_PX = 26
const AXIS_PX = 22
const BARS_PX = 84
const END_LABEL_PX = 36

export function layoutHeat(size: Size, parts: { bars: boolean; percentiles: boolean }, topPx = 0): HeatLayout {
  const rightPx = (parts.bars ? BARS_PX + 8 : 0) + (parts.percentiles ? END_LABEL_PX : 8)
  const widthPx = Math.max(20, size.widthPx - LEFT_PX - rightPx)
  const failedTop = topPx + HEAD_PX + TITLE_PX
  const cellsTop = failedTop + FAILED_PX + TITLE_PX
  const heightPx = Math.max(20, size.heightPx - cellsTop - AXIS_PX)
  return {
    size,
    head: { leftPx: LEFT_PX, topPx, widthPx, heightPx: HEAD_PX },
    failed: { leftPx: LEFT_PX, topPx: failedTop, widthPx, heightPx: FAILED_PX },
    cells: { leftPx: LEFT_PX, topPx: cellsTop, widthPx, heightPx },
    bars: {
      leftPx: LEFT_PX + widthPx + (parts.percentiles ? END_LABEL_PX : 8),
      topPx: cellsTop,
      widthPx: parts.bars ? BARS_PX : 0,
      heightPx,
    },
  }
}

/** Whole columns: the last one may reach beyond the window. */
export function shownWindow({ window, columns, stepS }: HeatmapView): RunWindow {
  return { fromS: window.fromS, toS: window.fromS + Math.max(1, columns) * stepS }
}

export function latencyScale({ edgesMs }: Pick<HeatmapView, 'edgesMs'>): Scale {
  const [min, max] = [edgesMs[0] ?? 1, edgesMs.at(-1) ?? 1000]
  return { kind: 'log', min, max: max > min ? max : min * 10 }
}

/** Seconds. */
export function columnBegins({ window, columns, stepS }: HeatmapView): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => window.fromS + column * stepS)
}

/** Cells and the failures above them. */
export function plotOf({ failed, cells }: HeatLayout): Box {
  return { ...cells, topPx: failed.topPx, heightPx: cells.topPx + cells.heightPx - failed.topPx }
}
