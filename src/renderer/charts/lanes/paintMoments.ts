/** Stretches and moments of a run across all lanes: bands with their names, marks as flags. */
import type { ChartTheme } from '../chartTheme.ts'
import type { Shape } from '../painting/shapes.ts'
import { xOf, type LaneChart } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import { TITLE_PX } from './laneLayout.ts'

const ROW_PX = 14
/** Shorter names than this are none. */
const LEAST_NAME_PX = 26
const MOST_NAME_PX = 120
const CHARACTER_PX = 6.2

export function paintBands(chart: LaneChart, layout: LaneLayout, theme: ChartTheme): Shape[] {
  const { window } = chart
  return chart.bands.flatMap(({ fromS, toS, label, kind }): Shape[] => {
    const [begin, end] = [Math.max(fromS, window.fromS), Math.min(toS, window.toS)]
    if (!(end > begin)) return []
    const [leftPx, rightPx] = [xOf(chart, layout, begin), xOf(chart, layout, end)]
    const topPx = layout.plotTopPx - TITLE_PX - ROW_PX
    const heightPx = layout.plotTopPx + layout.plotHeightPx - topPx
    const ground: Shape =
      kind === 'warmUp'
        ? {
            kind: 'rect',
            box: { leftPx, topPx, widthPx: rightPx - leftPx, heightPx },
            fill: theme.colour('--text'),
            opacity: 0.045,
          }
        : {
            kind: 'line',
            points: [
              [leftPx, topPx],
              [leftPx, topPx + heightPx],
            ],
            stroke: theme.colour('--line-strong'),
            lineWidth: 1,
            dash: 'dotted',
          }
    const roomPx = rightPx - leftPx - 8
    if (roomPx < LEAST_NAME_PX) return [ground]
    const name: Shape = {
      kind: 'text',
      at: [leftPx + 4, topPx + ROW_PX / 2],
      text: label,
      color: theme.colour('--text-3'),
      align: 'left',
      maxWidthPx: roomPx,
    }
    return [ground, name]
  })
}

/** A line through all lanes with a flag on top. Names that would run into the next flag are cut, its line never. */
export function paintMarks(chart: LaneChart, layout: LaneLayout, theme: ChartTheme): Shape[] {
  const { fromS, toS } = chart.window
  const topPx = layout.plotTopPx - TITLE_PX - (chart.bands.length > 0 ? 2 : 1) * ROW_PX
  const bottomPx = layout.plotTopPx + layout.plotHeightPx
  const shown = chart.marks
    .filter(({ atMs }) => atMs >= fromS * 1000 && atMs <= toS * 1000)
    .toSorted((a, b) => a.atMs - b.atMs)
  return shown.flatMap(({ atMs, text }, index): Shape[] => {
    const x = xOf(chart, layout, atMs / 1000)
    const next = shown[index + 1]
    const endPx = next === undefined ? layout.size.widthPx : xOf(chart, layout, next.atMs / 1000)
    const color = theme.colour('--info')
    const flag: Shape[] = [
      {
        kind: 'line',
        points: [
          [x, topPx + 2],
          [x, bottomPx],
        ],
        stroke: color,
        lineWidth: 1,
        opacity: 0.8,
      },
      {
        kind: 'polygon',
        points: [
          [x, topPx + 2],
          [x + 8, topPx + 6],
          [x, topPx + 10],
        ],
        fill: color,
      },
    ]
    const roomPx = Math.min(MOST_NAME_PX, endPx - x - 14)
    if (roomPx < Math.min(LEAST_NAME_PX, text.length * CHARACTER_PX)) return flag
    const label: Shape = {
      kind: 'text',
      at: [x + 11, topPx + 6],
      text,
      color: theme.colour('--info-text'),
      align: 'left',
      maxWidthPx: roomPx,
    }
    return [...flag, label]
  })
}
