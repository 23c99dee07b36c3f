/** The ECharts option of a quantile shift: axes of percentiles and of changes; everything else is painted. */
import { percentileName } from '../axis/percentileAxis.ts'
import { tickText } from '../axis/axisText.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption } from '../echartsParts.ts'
import { gridOption, valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { paintedSeries, TEXT_SIZE_PX, type Shape } from '../painting/shapes.ts'
import { ticksThatFit } from '../spectrum/spectrumParts.ts'
import type { ChartPicture } from '../useChart.ts'
import { paintShift } from './paintShift.ts'
import type { ShiftChart, ShiftPlace } from './shiftChart.ts'

export function shiftPicture(chart: ShiftChart, place: ShiftPlace, theme: ChartTheme): ChartPicture {
  const { box, scale, endNines } = place
  const ticks = ticksThatFit(endNines, box.widthPx)
  const axisColour = theme.colour('--line-strong')
  const positions = ticks.map(({ nines }) => nines)
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, box),
    xAxis: {
      type: 'value',
      min: 0,
      max: endNines,
      axisLine: { show: true, onZero: false, lineStyle: { color: axisColour } },
      axisTick: { show: true, customValues: positions, length: 4, lineStyle: { color: axisColour } },
      axisLabel: {
        customValues: positions,
        color: theme.colour('--text-3'),
        fontSize: TEXT_SIZE_PX,
        margin: 8,
        formatter: (nines: number) => {
          const tick = ticks.find((one) => Math.abs(one.nines - nines) < 1e-6)
          return tick === undefined ? '' : percentileName(tick.p)
        },
      },
      splitLine: { show: false },
    },
    yAxis: valueAxisOption(
      scale,
      valueTicks(scale, mostTicks(box.heightPx)),
      (value) => changeTick(chart, value),
      theme,
    ),
    series: [
      paintedSeries('shift', 3, paintShift(chart, place, theme), theme.font),
      paintedSeries('words', 5, [title(chart, place, theme)], theme.font),
    ],
  }
  return { option, structure: '' }
}

/** `+50 ms`, `−5 %`, `0`. */
function changeTick({ unit }: ShiftChart, value: number): string {
  if (value === 0) return '0'
  const size = tickText(unit, Math.abs(value))
  return `${value < 0 ? '−' : '+'}${size}`
}

function title({ unit }: ShiftChart, { box }: ShiftPlace, theme: ChartTheme): Shape {
  return {
    kind: 'text',
    at: [box.leftPx, box.topPx - 11],
    text: `Candidate − baseline by percentile · ${unit === 'ms' ? 'ms' : '%'} · above 0 is slower`,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  }
}
