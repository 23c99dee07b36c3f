/** Between the least and the most of what a line stands for: behind it, in its colour. */
import type { ChartTheme } from '../chartTheme.ts'
import { spansWhere } from '../painting/hatch.ts'
import type { Point, Shape } from '../painting/shapes.ts'
import { xOf, yOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'

const OPACITY = 0.18
/** Of a step between two gaps. */
const ALONE_PX = 4

export function paintRanges(chart: LaneChart, layout: LaneLayout, placed: PlacedLane, theme: ChartTheme): Shape[] {
  if (placed.lane.kind === 'strip') return []
  const at = (index: number): number => xOf(chart, layout, (chart.t[index] ?? 0) + chart.stepS / 2)
  return placed.lane.series.flatMap(({ id, range, color }): Shape[] => {
    if (range === undefined || chart.hidden.has(id)) return []
    const low = (index: number): number => yOf(placed, range.low[index] ?? Number.NaN)
    const high = (index: number): number => yOf(placed, range.high[index] ?? Number.NaN)
    const fill = theme.colour(color)
    return spansWhere(chart.t.length, (index) => Number.isFinite(low(index)) && Number.isFinite(high(index))).map(
      ({ from, to }): Shape => {
        const steps = Array.from({ length: to - from }, (_, place) => from + place)
        if (steps.length === 1)
          return {
            kind: 'rect',
            box: {
              leftPx: at(from) - ALONE_PX / 2,
              topPx: high(from),
              widthPx: ALONE_PX,
              heightPx: low(from) - high(from),
            },
            fill,
            opacity: OPACITY,
          }
        const upper = steps.map((index): Point => [at(index), high(index)])
        const lower = steps.map((index): Point => [at(index), low(index)])
        return { kind: 'polygon', points: [...upper, ...lower.toReversed()], fill, opacity: OPACITY }
      },
    )
  })
}
