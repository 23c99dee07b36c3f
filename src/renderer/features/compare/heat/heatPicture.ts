/** The heat of a comparison as a picture for files: all its rows, whatever is seen of them. */
import { METRIC_WORDS, type ChangeUnit } from '../../../../core/comparison/comparisonWords.ts'
import type { Metric } from '../../../../core/comparison/metrics.ts'
import type { ChartTheme } from '../../../charts/chartTheme.ts'
import type { ChartOption, Size } from '../../../charts/echartsParts.ts'
import { mixOklab, oklabOf, rgbOfOklab } from '../../../charts/heat/oklab.ts'
import { hex, rgbOf } from '../../../charts/painting/cssColour.ts'
import { paintedSeries, type Box, type Shape } from '../../../charts/painting/shapes.ts'
import { formatCount } from '../../../ui/format.ts'
import type { CompareRow } from '../compareRows.ts'
import { endpointLook } from '../verdictLook.ts'
import { heatCell, SHADE_SHARE, type HeatCell } from './heatCell.ts'

const MARGIN_PX = 16
const NAME_PX = 300
const VERDICT_PX = 120
const CELL_PX = 108
const ROW_PX = 24
/** A taller picture is too large for browsers. */
const MOST_ROWS = 400

export interface HeatPicture {
  rows: readonly CompareRow[]
  /** In the order of the columns that are shown. */
  metrics: readonly Metric[]
  unit: ChangeUnit
}

/** @param headPx room above everything */
export function compareHeatPicture(
  { rows, metrics, unit }: HeatPicture,
  headPx: number,
  theme: ChartTheme,
): { option: ChartOption; size: Size } {
  const drawn = rows.slice(0, MOST_ROWS)
  const left = rows.length - drawn.length
  const lines = 1 + drawn.length + (left > 0 ? 1 : 0)
  const size = {
    widthPx: 2 * MARGIN_PX + NAME_PX + VERDICT_PX + metrics.length * CELL_PX,
    heightPx: headPx + lines * ROW_PX + MARGIN_PX,
  }
  const topOf = (line: number): number => headPx + line * ROW_PX
  const text = (words: string, line: number, leftPx: number, widthPx: number, token: string): Shape => ({
    kind: 'text',
    at: [leftPx, topOf(line) + ROW_PX / 2],
    text: words,
    color: theme.colour(token),
    align: 'left',
    maxWidthPx: widthPx - 8,
  })
  const verdictAt = MARGIN_PX + NAME_PX
  const boxOf = (column: number, line: number): Box => ({
    leftPx: verdictAt + VERDICT_PX + column * CELL_PX,
    topPx: topOf(line) + 1,
    widthPx: CELL_PX - 2,
    heightPx: ROW_PX - 2,
  })
  const shapes: Shape[] = [
    text('Endpoint', 0, MARGIN_PX, NAME_PX, '--text-2'),
    text('Verdict', 0, verdictAt, VERDICT_PX, '--text-2'),
    ...metrics.map((metric, column) => rightText(METRIC_WORDS[metric], boxOf(column, 0), theme.colour('--text-2'))),
    ...drawn.flatMap((row, index) => {
      const look = endpointLook(row)
      return [
        text(row.endpoint.name, index + 1, MARGIN_PX, NAME_PX, '--text'),
        text(`${look.sign} ${look.word}`, index + 1, verdictAt, VERDICT_PX, '--text'),
        ...metrics.flatMap((metric, column) =>
          cellShapes(heatCell(row.metrics.get(metric), unit), boxOf(column, index + 1), theme),
        ),
      ]
    }),
    ...(left > 0
      ? [text(`${formatCount(left)} more are in the table`, lines - 1, MARGIN_PX, NAME_PX, '--text-3')]
      : []),
  ]
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    series: [paintedSeries('heat', 1, shapes, theme.font)],
  }
  return { option, size }
}

function cellShapes(cell: HeatCell | null, box: Box, theme: ChartTheme): Shape[] {
  if (cell === null) return [rightText('–', box, theme.colour('--text-3'))]
  const { leftPx, topPx, widthPx, heightPx } = box
  const [right, bottom] = [leftPx + widthPx, topPx + heightPx]
  const edge: Shape = {
    kind: 'line',
    points: [
      [leftPx, topPx],
      [right, topPx],
      [right, bottom],
      [leftPx, bottom],
      [leftPx, topPx],
    ],
    stroke: theme.colour('--text-3'),
    lineWidth: 1,
    dash: 'dashed',
  }
  return [
    { kind: 'rect', box, fill: fillOf(cell, theme), radiusPx: 3 },
    ...(cell.isUncertain ? [edge] : []),
    rightText(cell.text, box, theme.colour('--text')),
  ]
}

/** As the page mixes it. */
function fillOf({ direction, strength }: HeatCell, theme: ChartTheme): string {
  const ground = theme.colour('--surface-2')
  if (direction === 'none') return ground
  const full = theme.colour(direction === 'worse' ? '--shift-worse' : '--shift-better')
  return hex(rgbOfOklab(mixOklab(oklabOf(rgbOf(ground)), oklabOf(rgbOf(full)), SHADE_SHARE * strength)))
}

function rightText(words: string, { leftPx, topPx, widthPx, heightPx }: Box, color: string): Shape {
  return {
    kind: 'text',
    at: [leftPx + widthPx - 6, topPx + heightPx / 2],
    text: words,
    color,
    align: 'right',
    maxWidthPx: widthPx - 12,
  }
}
