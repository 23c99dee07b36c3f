/** Points of runs, coloured by when they ran, and percentiles of levels; hollow where the generator stood in the way. */
import type { ChartTheme } from '../chartTheme.ts'
import { placeLabels } from '../painting/labelPlacement.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import { timeColours } from '../scatter/scatterOption.ts'
import { placeOf, type CapacityChart, type CapacityPoint } from './capacityChart.ts'
import { LATENCY_SERIES } from './latencyLimits.ts'

const RADIUS_PX = 4.5
/** Room beside the last points. */
const LABEL_PX = 30

export function paintCapacityPoints(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  if (chart.kind === 'latency') return paintPercentiles(chart, box, theme)
  const colours = timeColours(theme)
  return chart.points.map((point) => {
    const colour = colours[Math.round(point.time * (colours.length - 1))] ?? theme.colour('--heat-7')
    return dot(placeOf(chart, box, point.x, point.y), point.isHollow, colour, theme)
  })
}

function paintPercentiles(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const own = LATENCY_SERIES.map((series) => ({
    series,
    colour: theme.colour(`--${series}`),
    points: chart.points.filter((point) => point.series === series).toSorted((a, b) => a.x - b.x),
  })).filter(({ points }) => points.length > 0)
  const at = (point: CapacityPoint): Point => placeOf(chart, box, point.x, point.y)
  const ends = own.map(({ points }) => at(points.at(-1)!))
  const isAtEnd = ends.some(([x]) => x > box.leftPx + box.widthPx - LABEL_PX)
  const labels = placeLabels(
    ends.map(([, y]) => (isAtEnd ? y - 10 : y)),
    12,
    box.topPx + 6,
    box.topPx + box.heightPx,
  )
  return own.flatMap(({ series, colour, points }, index): Shape[] => [
    {
      kind: 'line',
      points: points.filter(({ isHollow }) => !isHollow).map(at),
      stroke: colour,
      lineWidth: series === 'p99' ? 2 : 1.5,
    },
    ...points.map((point) => dot(at(point), point.isHollow, colour, theme, 3.5)),
    {
      kind: 'text',
      at: [ends[index]![0] + (isAtEnd ? -8 : 8), labels[index]!],
      text: series,
      color: colour,
      align: isAtEnd ? 'right' : 'left',
      weight: 600,
      halo: theme.colour('--surface'),
    },
  ])
}

function dot([x, y]: Point, isHollow: boolean, colour: string, theme: ChartTheme, r = RADIUS_PX): Shape {
  const data = `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
  return isHollow
    ? { kind: 'path', data, fill: theme.colour('--surface'), stroke: theme.colour('--text-2'), lineWidth: 1.5 }
    : { kind: 'path', data, fill: colour, stroke: theme.colour('--surface'), lineWidth: 1 }
}
