/** What of a heat overview is drawn besides its image: names, arrows, where plan or machine changed, the legend. */
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import { heatRamp } from '../../heat/heatColours.ts'
import type { ChartTheme } from '../../chartTheme.ts'
import type { ChartOption } from '../../echartsParts.ts'
import { hex } from '../../painting/cssColour.ts'
import { plainText } from '../../painting/plainText.ts'
import { paintedSeries, type Shape } from '../../painting/shapes.ts'
import type { ChartPicture } from '../../useChart.ts'
import { columnOf, type HeatLayout } from './heatLayout.ts'
import { SHADE_TOKENS, shadeOf } from './heatShades.ts'
import { buildLabel, differenceText, rowText } from './heatTexts.ts'

const NAME_EVERY_PX = 92
const SWATCHES = 21
const SWATCH_PX = 6
const CHARACTER_PX = 6.2
/** Narrower cells have bars at their edges instead of arrows. */
export const ARROW_PX = 10
/** Narrower ones touch each other: gaps would be more than they are. */
const GAP_PX = 6

export interface HeatDrawing {
  heat: TrendHeatView
  layout: HeatLayout
  /** Difference with the last colour. */
  last: number
  /** Of the rows that are seen; null where there are none. */
  image: HTMLCanvasElement | null
}

export function trendHeatPicture(drawing: HeatDrawing, theme: ChartTheme): ChartPicture {
  const { layout, image } = drawing
  const below: Shape[] = image === null ? [] : [{ kind: 'image', box: layout.cells, image }]
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    series: [
      paintedSeries('cells', 1, below, theme.font),
      paintedSeries('above', 2, paintAbove(drawing, theme), theme.font),
    ],
  }
  return { option, structure: '' }
}

function paintAbove(drawing: HeatDrawing, theme: ChartTheme): Shape[] {
  return [
    ...paintGaps(drawing, theme),
    ...paintArrows(drawing, theme),
    ...paintBreaks(drawing, theme),
    ...paintRowNames(drawing, theme),
    ...paintBuildNames(drawing, theme),
    ...paintLegend(drawing, theme),
  ]
}

/** Lines in the colour of the ground between cells. */
function paintGaps({ heat: { columns }, layout: { cells, rowPx, from, to } }: HeatDrawing, theme: ChartTheme): Shape[] {
  const stepPx = cells.widthPx / columns
  const lines = Array.from(
    { length: to - from + 1 },
    (_, row) => `M${cells.leftPx} ${(cells.topPx + row * rowPx).toFixed(1)}h${cells.widthPx.toFixed(1)}`,
  )
  if (stepPx >= GAP_PX)
    for (let column = 1; column < columns; column++)
      lines.push(`M${(cells.leftPx + column * stepPx).toFixed(1)} ${cells.topPx}v${cells.heightPx}`)
  return [{ kind: 'path', data: lines.join(''), stroke: theme.colour('--surface'), lineWidth: 1 }]
}

/** Where the difference is of importance: which way the number went, whatever the colours. */
function paintArrows({ heat, layout }: HeatDrawing, theme: ChartTheme): Shape[] {
  const { columns, differences, values, important } = heat
  const { cells, rowPx, from, to } = layout
  const stepPx = cells.widthPx / columns
  if (stepPx < ARROW_PX) return []
  const half = Math.min(4, stepPx / 3, rowPx / 4)
  const [arrows, unknown]: [string[], string[]] = [[], []]
  for (let row = from; row < to; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column
      const difference = differences[cell]!
      const x = cells.leftPx + (column + 0.5) * stepPx
      const y = cells.topPx + (row - from + 0.5) * rowPx
      if (Number.isNaN(difference)) {
        if (!Number.isNaN(values[cell])) unknown.push(`M${(x - half / 2).toFixed(1)} ${y.toFixed(1)}h${half}`)
        continue
      }
      if (Math.abs(difference) < important) continue
      const up = difference > 0 ? half * 0.8 : -half * 0.8
      arrows.push(`M${x.toFixed(1)} ${(y - up).toFixed(1)}l${half} ${2 * up}h${-2 * half}Z`)
    }
  }
  return [
    ...(arrows.length === 0 ? [] : [{ kind: 'path' as const, data: arrows.join(''), fill: theme.colour('--text') }]),
    ...(unknown.length === 0
      ? []
      : [{ kind: 'path' as const, data: unknown.join(''), stroke: theme.colour('--text-3'), lineWidth: 1 }]),
  ]
}

/** Where the plan, the profile or the machine changed: builds before it are not what those after it are measured by. */
function paintBreaks({ heat, layout: { cells } }: HeatDrawing, theme: ChartTheme): Shape[] {
  return Array.from(heat.breaks, (build): Shape => {
    const x = cells.leftPx + (columnOf(heat, build) / heat.columns) * cells.widthPx
    return {
      kind: 'line',
      points: [
        [x, cells.topPx - 4],
        [x, cells.topPx + cells.heightPx + 4],
      ],
      stroke: theme.colour('--text-2'),
      lineWidth: 1.25,
      dash: 'dashed',
    }
  })
}

function paintRowNames({ heat, layout }: HeatDrawing, theme: ChartTheme): Shape[] {
  const { names, rowPx, from, to } = layout
  return Array.from({ length: to - from }, (_, at): Shape => ({
    kind: 'text',
    at: [names.leftPx + names.widthPx - 8, names.topPx + (at + 0.5) * rowPx],
    text: plainText(rowText(heat, from + at)),
    color: theme.colour('--text-2'),
    align: 'right',
    maxWidthPx: names.widthPx - 12,
  }))
}

/** Of as many builds as have room, from the newest one on. */
function paintBuildNames({ heat, layout: { cells, size, from, to } }: HeatDrawing, theme: ChartTheme): Shape[] {
  const { columns, edges } = heat
  const stepPx = cells.widthPx / Math.max(1, columns)
  const y = cells.topPx + cells.heightPx
  const every = Math.max(1, Math.ceil(NAME_EVERY_PX / stepPx))
  const shapes: Shape[] = []
  for (let column = columns - 1; column >= 0; column -= every) {
    const x = cells.leftPx + (column + 0.5) * stepPx
    const isAtEnd = x > cells.leftPx + cells.widthPx - NAME_EVERY_PX / 2
    const isAtBegin = x < cells.leftPx + NAME_EVERY_PX / 2
    shapes.push(
      {
        kind: 'line',
        points: [
          [x, y + 1],
          [x, y + 5],
        ],
        stroke: theme.colour('--line-strong'),
        lineWidth: 1,
      },
      {
        kind: 'text',
        at: [isAtEnd ? cells.leftPx + cells.widthPx : isAtBegin ? cells.leftPx : x, y + 14],
        text: plainText(buildLabel(heat, edges[column + 1]! - 1)),
        color: theme.colour('--text-3'),
        align: isAtEnd ? 'right' : isAtBegin ? 'left' : 'center',
        maxWidthPx: NAME_EVERY_PX - 8,
      },
    )
  }
  shapes.push({
    kind: 'text',
    at: [cells.leftPx, y + 29],
    text: axisText(heat, { stepPx, from, to }),
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
    maxWidthPx: size.widthPx - cells.leftPx,
  })
  return shapes
}

/** What stands along, and what the marks of the cells are. */
function axisText(
  { metric, important, rows }: TrendHeatView,
  { stepPx, from, to }: { stepPx: number; from: number; to: number },
): string {
  const [share, unit] = metric === 'errors' ? [important, 'pp'] : [Math.expm1(important), '%']
  const by = `${Number((share * 100).toPrecision(2))} ${unit}`
  const marks =
    stepPx >= ARROW_PX ? `▲ ▼ higher, lower by ${by} or more` : `bar above, below: higher, lower by ${by} or more`
  const scrolled = to - from < rows.length ? [`rows ${from + 1}–${to} of ${rows.length}`] : []
  return ['→ builds in their order', marks, ...scrolled].join(' · ')
}

/** Colours with the numbers that they stand for. */
function paintLegend({ heat, layout: { head }, last }: HeatDrawing, theme: ChartTheme): Shape[] {
  const { metric, worse } = heat
  const y = head.topPx + head.heightPx / 2 - 3
  const ramp = heatRamp(SHADE_TOKENS.map((token) => theme.colour(token)))
  const text = (x: number, words: string): Shape => ({
    kind: 'text',
    at: [x, y],
    text: words,
    color: theme.colour('--text-3'),
    align: 'left',
  })
  const at = (difference: number): string => differenceText(metric, worse === 'higher' ? difference : -difference, 1)
  const [better, worst] = [`better ${at(-last)}`, `${at(last)} worse`]
  const beginPx = head.leftPx + better.length * CHARACTER_PX + 4
  const endPx = beginPx + SWATCHES * SWATCH_PX
  return [
    text(head.leftPx, better),
    ...Array.from({ length: SWATCHES }, (_, swatch): Shape => ({
      kind: 'rect',
      box: { leftPx: beginPx + swatch * SWATCH_PX, topPx: y - 5, widthPx: SWATCH_PX + 0.5, heightPx: 10 },
      fill: hex(shadeOf((2 * swatch) / (SWATCHES - 1) - 1, ramp)),
    })),
    text(endPx + 6, worst),
  ]
}
