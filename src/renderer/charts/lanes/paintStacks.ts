/** Areas and bars of a lane. */
import type { ChartTheme } from '../chartTheme.ts'
import { spansWhere } from '../painting/hatch.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import { xOf, yOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import { stackedTops, type StackedLayer } from './stack.ts'

/** Bars this wide have a gap between them. */
const GAP_FROM_PX = 4

export function paintAreas(chart: LaneChart, layout: LaneLayout, placed: PlacedLane, theme: ChartTheme): Shape[] {
  return layersOf(chart, placed, 'area').flatMap(({ series, bottoms, tops }, order) => {
    const color = theme.colour(series.color)
    // On top of another layer nothing is drawn of zeros: their line would be an edge of what is below.
    const isDrawn = (index: number) => (order === 0 ? Number.isFinite(tops[index]) : isThick(bottoms, tops, index))
    return spansWhere(tops.length, isDrawn).flatMap(({ from, to }): Shape[] => {
      const upper: Point[] = []
      const lower: Point[] = []
      for (let index = from; index < to; index++) {
        const begin = chart.t[index] ?? 0
        // The first and the last value of a stretch hold to its edges: nothing is cut off of what was measured.
        const seconds = [begin + chart.stepS / 2]
        if (index === from) seconds.unshift(begin)
        if (index === to - 1) seconds.push(begin + chart.stepS)
        for (const second of seconds) {
          const x = xOf(chart, layout, second)
          upper.push([x, yOf(placed, tops[index] ?? 0)])
          lower.push([x, yOf(placed, bottoms[index] ?? 0)])
        }
      }
      return [
        { kind: 'polygon', points: [...upper, ...lower.toReversed()], fill: color, opacity: order === 0 ? 0.22 : 0.5 },
        { kind: 'line', points: upper, stroke: color, lineWidth: 1.25 },
      ]
    })
  })
}

/** Something at this step or at one beside it, so that a single step has slopes. */
function isThick(bottoms: Float64Array, tops: Float64Array, index: number): boolean {
  const isThere = (at: number) => (tops[at] ?? Number.NaN) > (bottoms[at] ?? Number.NaN)
  return Number.isFinite(tops[index]) && (isThere(index - 1) || isThere(index) || isThere(index + 1))
}

export function paintBars(chart: LaneChart, layout: LaneLayout, placed: PlacedLane, theme: ChartTheme): Shape[] {
  return layersOf(chart, placed, 'bar').flatMap(({ series, bottoms, tops }): Shape[] => {
    const boxes: Box[] = []
    for (let index = 0; index < tops.length; index++) {
      const [bottom, top] = [bottoms[index] ?? 0, tops[index] ?? Number.NaN]
      if (!(top > bottom)) continue
      const left = xOf(chart, layout, chart.t[index] ?? 0)
      const full = xOf(chart, layout, (chart.t[index] ?? 0) + chart.stepS) - left
      const width = Math.max(1, full >= GAP_FROM_PX ? full - 1 : full)
      const y = yOf(placed, top)
      // At least a pixel: a single error among a million requests is there to be seen.
      const height = Math.max(1, yOf(placed, bottom) - y)
      boxes.push({ leftPx: left, topPx: y, widthPx: width, heightPx: height })
    }
    return boxes.length === 0 ? [] : [{ kind: 'bars', boxes, fill: theme.colour(series.color) }]
  })
}

function layersOf(chart: LaneChart, { lane }: PlacedLane, shape: 'area' | 'bar'): StackedLayer[] {
  if (lane.kind === 'strip') return []
  return stackedTops(lane.series.filter((series) => series.shape === shape && !chart.hidden.has(series.id)))
}
