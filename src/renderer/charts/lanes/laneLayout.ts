/** Where lanes stand in a chart, in pixels. Their plots have the same left and right edge, whatever their labels. */
import type { Size } from '../echartsParts.ts'
import type { Box } from '../painting/shapes.ts'
import type { Lane } from './lane.ts'

export interface LaneLayout {
  size: Size
  plotLeftPx: number
  plotWidthPx: number
  /** Of all lanes together. */
  plotTopPx: number
  plotHeightPx: number
  /** Plots, in the order of the lanes; their titles stand in the room above. */
  boxes: Box[]
}

export interface LaneMargins {
  /** Above the first lane's title: for bands, flags, and the head of a picture. */
  topPx: number
  /** For labels at the ends of lines. */
  rightPx: number
}

export const TITLE_PX = 20
const LEFT_PX = 56
const AXIS_PX = 22
const STRIP_PX = 10
const LEAST_LANE_PX = 24

export function layoutLanes(lanes: readonly Lane[], size: Size, { topPx, rightPx }: LaneMargins): LaneLayout {
  const plotWidthPx = Math.max(20, size.widthPx - LEFT_PX - rightPx)
  const weights = lanes.map((lane) => (lane.kind === 'values' ? lane.weight : 0))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const strips = lanes.filter((lane) => lane.kind === 'strip').length
  const room = size.heightPx - topPx - AXIS_PX - lanes.length * TITLE_PX - strips * STRIP_PX
  let nextPx = topPx
  const boxes = lanes.map((lane, index) => {
    const sharePx = total > 0 ? Math.floor((room * (weights[index] ?? 0)) / total) : 0
    const heightPx = lane.kind === 'strip' ? STRIP_PX : Math.max(LEAST_LANE_PX, sharePx)
    const box = { leftPx: LEFT_PX, topPx: nextPx + TITLE_PX, widthPx: plotWidthPx, heightPx }
    nextPx = box.topPx + heightPx
    return box
  })
  const plotTopPx = boxes[0]?.topPx ?? topPx
  return { size, plotLeftPx: LEFT_PX, plotWidthPx, plotTopPx, plotHeightPx: nextPx - plotTopPx, boxes }
}
