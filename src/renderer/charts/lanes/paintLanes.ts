/** What of a chart of lanes is not a line: areas, bars, strips and bands below; hatching, limits, marks and labels above. */
import { unitName } from '../axis/axisText.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Shape } from '../painting/shapes.ts'
import { xOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import { TITLE_PX, type LaneLayout } from './laneLayout.ts'
import { paintBands, paintMarks } from './paintMoments.ts'
import { paintEndLabels, paintLimits, paintSinglePoints } from './paintLines.ts'
import { paintAreas, paintBars } from './paintStacks.ts'
import { paintRanges } from './paintRanges.ts'
import { paintHatching, paintStrip } from './paintTrust.ts'

/** Room above the first lane: for the names of bands, and a row more for flags. */
export function topRoomPx({ bands, marks }: Pick<LaneChart, 'bands' | 'marks'>): number {
  return (bands.length > 0 ? 14 : 0) + (marks.length > 0 ? 14 : 0)
}

export function paintBelow(chart: LaneChart, layout: LaneLayout, placed: PlacedLane[], theme: ChartTheme): Shape[] {
  return [
    ...paintBands(chart, layout, theme),
    ...placed.flatMap((lane) => [
      ...insideOf(lane, [
        ...paintAreas(chart, layout, lane, theme),
        ...paintBars(chart, layout, lane, theme),
        ...paintRanges(chart, layout, lane, theme),
      ]),
      ...paintStrip(chart, lane, theme),
    ]),
  ]
}

export function paintAbove(chart: LaneChart, layout: LaneLayout, placed: PlacedLane[], theme: ChartTheme): Shape[] {
  return [
    ...paintHatching(chart, layout, theme),
    ...placed.flatMap((lane) => [
      ...insideOf(
        lane,
        paintSinglePoints(chart, lane, theme, (second) => xOf(chart, layout, second)),
      ),
      ...paintLimits(lane, theme),
      ...paintEndLabels(chart, lane, theme),
      laneTitle(lane, theme),
    ]),
    ...paintMarks(chart, layout, theme),
  ]
}

/** What is beyond the ends of an axis that shows a part is not drawn over its neighbours. */
function insideOf({ isZoomed, box }: PlacedLane, shapes: Shape[]): Shape[] {
  return isZoomed && shapes.length > 0 ? [{ kind: 'clipped', box, shapes }] : shapes
}

/** `Latency · ms, log`, above the plot. */
function laneTitle({ lane, box, isZoomed }: PlacedLane, theme: ChartTheme): Shape {
  const unit =
    lane.kind === 'values'
      ? [
          unitName(lane.unit),
          lane.scale === 'log' ? 'log' : '',
          // In files, too, where nothing else says so.
          isZoomed ? 'zoomed' : '',
        ]
      : []
  const words = unit.filter((word) => word !== '').join(', ')
  return {
    kind: 'text',
    at: [box.leftPx, box.topPx - TITLE_PX / 2],
    text: words === '' ? lane.title : `${lane.title} · ${words}`,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
    halo: theme.colour('--surface'),
    maxWidthPx: box.widthPx,
  }
}
