/** What of a heatmap chart is not a line: the image, the failures above it, the bars beside it, the legend, limits and names. */
import { formatShortCount } from '../../../core/units/number.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { fractionOf } from '../axis/scale.ts'
import { percentileName } from '../axis/percentileAxis.ts'
import { xOfSecond } from '../brushWindow.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { hex } from '../painting/cssColour.ts'
import type { Box, Shape } from '../painting/shapes.ts'
import type { PlacedLane } from '../lanes/laneChart.ts'
import { paintEndLabels, paintLimits, paintSinglePoints } from '../lanes/paintLines.ts'
import { hatchUntrusted } from '../lanes/paintTrust.ts'
import { percentileLook } from '../lanes/timelineLanes.ts'
import { heatRamp, HEAT_TOKENS } from './heatColours.ts'
import { latencyScale, shownWindow, type HeatChart, type HeatLayout } from './heatChart.ts'
import { heatValueAt, rampStep, type HeatBy } from './heatValues.ts'

const SWATCHES = 24
const SWATCH_PX = 5
const BY_WORDS: Record<HeatBy, string> = {
  count: 'requests per cell',
  share: 'share of the column',
  time: 'time taken per cell',
}

export function paintHeatBelow(
  chart: HeatChart,
  layout: HeatLayout,
  image: HTMLCanvasElement | null,
  theme: ChartTheme,
): Shape[] {
  return [
    ...(image === null ? [] : [{ kind: 'image' as const, box: layout.cells, image }]),
    ...paintFailures(chart, layout, theme),
    ...paintMargin(chart, layout, theme),
    ...(chart.trust === null
      ? []
      : hatchUntrusted(chart.trust, shownWindow(chart.heatmap), [layout.failed, layout.cells], theme)),
  ]
}

export function paintHeatAbove(chart: HeatChart, layout: HeatLayout, theme: ChartTheme): Shape[] {
  const placed = latencyLane(chart, layout)
  return [
    ...paintSinglePercentiles(chart, placed, theme),
    ...paintLimits(placed, theme),
    ...paintEndLabels({ hidden: new Set() }, placed, theme),
    ...paintLegend(chart, layout.head, theme),
    title(layout.failed, 'Failed · per step', theme),
    title(layout.cells, 'Latency · ms, log', theme),
  ]
}

/** The cells as a lane, for limits and names at the ends of lines. */
function latencyLane({ heatmap, limits, percentiles }: HeatChart, layout: HeatLayout): PlacedLane {
  const series = (percentiles?.percentiles ?? []).map(({ p, ms }) => {
    const name = percentileName(p)
    return { id: name, name, values: ms, shape: 'line' as const, endLabel: name, ...percentileLook(name) }
  })
  return {
    lane: { kind: 'values', id: 'latency', title: 'Latency', unit: 'ms', scale: 'log', weight: 1, series, limits },
    isZoomed: false,
    index: 0,
    box: layout.cells,
    scale: latencyScale(heatmap),
  }
}

/** Of a step between two that are left out, or that no request ended in; with edges, as lines have them. */
function paintSinglePercentiles({ percentiles, heatmap }: HeatChart, placed: PlacedLane, theme: ChartTheme): Shape[] {
  if (percentiles === null) return []
  const { box } = placed
  const xOf = (second: number) => xOfSecond(second, box, shownWindow(heatmap))
  const edge = theme.colour('--surface')
  const shapes = paintSinglePoints({ ...percentiles, hidden: new Set() }, placed, theme, xOf).flatMap((dot) =>
    dot.kind === 'dot' ? [{ ...dot, radiusPx: dot.radiusPx + 1, fill: edge }, dot] : [],
  )
  return [{ kind: 'clipped', box, shapes }]
}

function title(box: Box, text: string, theme: ChartTheme): Shape {
  return {
    kind: 'text',
    at: [box.leftPx, box.topPx - 9],
    text,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  }
}

function paintFailures({ heatmap }: HeatChart, { failed: box }: HeatLayout, theme: ChartTheme): Shape[] {
  const most = heatmap.failed.reduce((max, count) => Math.max(max, count), 0)
  const bottom = box.topPx + box.heightPx
  const ground: Shape = {
    kind: 'line',
    points: [
      [box.leftPx, bottom],
      [box.leftPx + box.widthPx, bottom],
    ],
    stroke: theme.colour('--line-strong'),
    lineWidth: 1,
  }
  const label = (y: number, text: string): Shape => ({
    kind: 'text',
    at: [box.leftPx - 8, y],
    text,
    color: theme.colour('--text-3'),
    align: 'right',
  })
  if (most === 0) return [ground, label(bottom, '0')]
  const stepPx = box.widthPx / Math.max(1, heatmap.columns)
  const widthPx = Math.max(1, stepPx >= 4 ? stepPx - 1 : stepPx)
  const boxes = Array.from(heatmap.failed).flatMap((count, column): Box[] => {
    if (count === 0) return []
    const heightPx = Math.max(1, (count / most) * box.heightPx)
    return [{ leftPx: box.leftPx + column * stepPx, topPx: bottom - heightPx, widthPx, heightPx }]
  })
  return [
    { kind: 'bars', boxes, fill: theme.colour('--fail') },
    ground,
    label(box.topPx, formatShortCount(most)),
    label(bottom, '0'),
  ]
}

/** How all requests of the window spread over the same latencies. */
function paintMargin({ heatmap, bars }: HeatChart, { bars: box }: HeatLayout, theme: ChartTheme): Shape[] {
  if (bars === null || box.widthPx === 0) return []
  const scale = latencyScale(heatmap)
  const y = (ms: number) => box.topPx + box.heightPx * (1 - Math.min(1, Math.max(0, fractionOf(scale, ms))))
  const most = bars.reduce((max, { count }) => Math.max(max, count), 0)
  const shapes = bars.flatMap(({ fromMs, toMs, count }): Shape[] => {
    const [top, bottom] = [y(toMs), y(fromMs)]
    if (count === 0 || !(bottom > top)) return []
    const gapPx = bottom - top > 3 ? 1 : 0
    return [
      {
        kind: 'rect',
        box: {
          leftPx: box.leftPx,
          topPx: top,
          widthPx: Math.max(1, (count / most) * box.widthPx),
          heightPx: bottom - top - gapPx,
        },
        fill: theme.colour('--heat-4'),
      },
    ]
  })
  const name: Shape = {
    kind: 'text',
    at: [box.leftPx, box.topPx - 9],
    text: 'Whole window',
    color: theme.colour('--text-3'),
    align: 'left',
    maxWidthPx: box.widthPx,
  }
  return [...shapes, name]
}

/** The colours with the numbers that they stand for. */
function paintLegend({ values, by }: HeatChart, head: Box, theme: ChartTheme): Shape[] {
  const y = head.topPx + head.heightPx / 2 - 3
  const text = (x: number, words: string, align: 'left' | 'center'): Shape => ({
    kind: 'text',
    at: [x, y],
    text: words,
    color: theme.colour('--text-3'),
    align,
  })
  if (values.max === 0) return [text(head.leftPx, 'No requests', 'left')]
  const ramp = heatRamp(HEAT_TOKENS.map((token) => theme.colour(token)))
  const low = heatText(by, values.min)
  const lowPx = low.length * 6.4 + 6
  const swatches = Array.from({ length: SWATCHES }, (_, index): Shape => {
    const colour = ramp[rampStep(index / (SWATCHES - 1))]
    return {
      kind: 'rect',
      box: { leftPx: head.leftPx + lowPx + index * SWATCH_PX, topPx: y - 5, widthPx: SWATCH_PX + 0.5, heightPx: 10 },
      fill: colour === undefined ? theme.colour('--heat-7') : hex(colour),
    }
  })
  const endPx = head.leftPx + lowPx + SWATCHES * SWATCH_PX + 6
  // All cells have one value: there is no way for a half of it.
  if (values.min === values.max) {
    const words = values.max === 1 && by === 'count' ? 'request per cell' : BY_WORDS[by]
    const box = { leftPx: head.leftPx, topPx: y - 5, widthPx: 10, heightPx: 10 }
    const fill = theme.colour(HEAT_TOKENS.at(-1)!)
    return [{ kind: 'rect', box, fill }, text(head.leftPx + 16, `${low} ${words}`, 'left')]
  }
  const middle = heatText(by, heatValueAt(0.5, values, by))
  const clamped = values.max > values.clampAt ? '≥ ' : ''
  return [
    text(head.leftPx, low, 'left'),
    ...swatches,
    text(endPx, `${clamped}${heatText(by, values.clampAt)} ${BY_WORDS[by]} (log: half way is ${middle})`, 'left'),
  ]
}

function heatText(by: HeatBy, value: number): string {
  switch (by) {
    case 'count':
      return formatShortCount(value)
    case 'share':
      return `${Number((value * 100).toPrecision(2))} %`
    case 'time':
      return formatDuration(value)
    default: {
      const unknown: never = by
      throw new TypeError(`Unknown colouring ${String(unknown)}`)
    }
  }
}
