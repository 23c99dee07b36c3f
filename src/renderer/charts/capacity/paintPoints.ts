/** Points of runs, coloured by when they ran, and percentiles of levels; hollow where the generator stood in the way. */
import type { ChartTheme } from '../chartTheme.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import { timeColours } from '../scatter/scatterOption.ts'
import { placeOf, type CapacityChart, type CapacityPoint } from './capacityChart.ts'
import { LATENCY_SERIES } from './latencyLimits.ts'

const RADIUS_PX = 4.5
const LABEL_PX = 22

export function paintCapacityPoints(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  if (chart.kind === 'latency') return paintPercentiles(chart, box, theme)
  const colours = timeColours(theme)
  return chart.points.map((point) => {
    const colour = colours[Math.round(point.time * (colours.length - 1))] ?? theme.colour('--heat-7')
    return dot(placeOf(chart, box, point.x, point.y), point.isHollow, colour, theme)
  })
}

function paintPercentiles(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  return LATENCY_SERIES.flatMap((series): Shape[] => {
    const colour = theme.colour(`--${series}`)
    const own = chart.points.filter((point) => point.series === series).toSorted((a, b) => a.x - b.x)
    const at = (point: CapacityPoint): Point => placeOf(chart, box, point.x, point.y)
    const last = own.at(-1)
    if (last === undefined) return []
    const counted = own.filter(({ isHollow }) => !isHollow)
    const [x, y] = at(last)
    const isAtEnd = x > box.leftPx + box.widthPx - LABEL_PX
    return [
      { kind: 'line', points: counted.map(at), stroke: colour, lineWidth: series === 'p99' ? 2 : 1.5 },
      ...own.map((point) => dot(at(point), point.isHollow, colour, theme, 3.5)),
      {
        kind: 'text',
        at: isAtEnd ? [x, y - 12] : [x + 8, y],
        text: series,
        color: colour,
        align: isAtEnd ? 'right' : 'left',
        weight: 600,
        halo: theme.colour('--surface'),
      },
    ]
  })
}

function dot([x, y]: Point, isHollow: boolean, colour: string, theme: ChartTheme, r = RADIUS_PX): Shape {
  const data = `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
  return isHollow
    ? { kind: 'path', data, fill: theme.colour('--surface'), stroke: theme.colour('--text-2'), lineWidth: 1.5 }
    : { kind: 'path', data, fill: colour, stroke: theme.colour('--surface'), lineWidth: 1 }
}
