/** The ECharts option of a trend: two axes, and everything else painted. */
import { METRIC_WORDS } from '../../../core/comparison/comparisonWords.ts'
import { formatClock } from '../../ui/format.ts'
import { valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption, Size } from '../echartsParts.ts'
import { gridOption, valueAxisOption } from '../lanes/laneOption.ts'
import { mostTicks } from '../lanes/laneScale.ts'
import { plainText } from '../painting/plainText.ts'
import { paintedSeries, TEXT_SIZE_PX, type Box, type Shape } from '../painting/shapes.ts'
import type { ChartPicture } from '../useChart.ts'
import { paintAbove, paintBelow, paintPoints } from './paintTrend.ts'
import { xOf, type TrendChart } from './trendChart.ts'
import { trendMetric } from './trendMetric.ts'

const NAME_EVERY_PX = 92
const DATE_EVERY_PX = 100

export function trendPicture(chart: TrendChart, box: Box, size: Size, theme: ChartTheme): ChartPicture {
  const metric = trendMetric(chart.view.metric)
  const color = theme.colour('--line-strong')
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, box),
    // Builds have names, not numbers: those are painted.
    xAxis: {
      type: 'value',
      ...chart.x,
      axisLine: { show: true, onZero: false, lineStyle: { color, width: 1 } },
      axisTick: { show: false },
      axisLabel: { show: false },
      splitLine: { show: false },
    },
    yAxis: valueAxisOption(chart.yScale, valueTicks(chart.yScale, mostTicks(box.heightPx)), metric.tick, theme),
    series: [
      paintedSeries('below', 1, paintBelow(chart, box, theme), theme.font),
      paintedSeries('points', 3, paintPoints(chart, box, theme), theme.font),
      paintedSeries('above', 4, paintAbove(chart, box, theme), theme.font),
      paintedSeries('words', 5, paintWords(chart, box, size, theme), theme.font),
    ],
  }
  return { option, structure: '' }
}

function paintWords(chart: TrendChart, box: Box, { heightPx }: Size, theme: ChartTheme): Shape[] {
  const { view, axis, isLog, isSmall } = chart
  const unit = [trendMetric(view.metric).unit, ...(isLog ? ['log'] : [])].join(', ')
  const words = (at: [number, number], text: string): Shape => ({
    kind: 'text',
    at,
    text,
    color: theme.colour('--text-2'),
    align: 'left',
    weight: 500,
  })
  const axes = `↑ ${METRIC_WORDS[view.metric]}, ${unit}   → ${axis === 'builds' ? 'builds in the order of their first runs' : 'date'}`
  return [
    ...(isSmall ? [] : [words([box.leftPx, heightPx - 8], axes)]),
    ...placesToName(chart, box).flatMap((place) => paintName(chart, box, place, theme)),
  ]
}

/** Of the builds that are seen, as many as have room for their names. */
export function placesToName(chart: TrendChart, box: Box): number[] {
  const { from, to } = chart.window
  const everyPx = chart.axis === 'builds' ? NAME_EVERY_PX : DATE_EVERY_PX
  const places: number[] = []
  if (chart.view.trend.builds.length === 0) return places
  const step = Math.max(1, Math.ceil(((to - from + 1) * everyPx) / box.widthPx))
  // From the newest one on, which is asked for most.
  let lastPx = Number.POSITIVE_INFINITY
  for (let place = to; place >= from; place -= chart.axis === 'builds' ? step : 1) {
    const xPx = xOf(chart, box, place)
    if (lastPx - xPx < everyPx && places.length > 0) continue
    places.push(place)
    lastPx = xPx
  }
  return places.toReversed()
}

function paintName(chart: TrendChart, box: Box, place: number, theme: ChartTheme): Shape[] {
  const build = chart.view.trend.builds[place]
  if (build === undefined) return []
  const x = xOf(chart, box, place)
  const y = box.topPx + box.heightPx
  const text =
    chart.axis === 'dates'
      ? formatClock(build.startedAtMs, 'dateTime').slice(0, 10)
      : plainText(build.build ?? `run ${build.runIds[0] ?? ''}`)
  const half = NAME_EVERY_PX / 2
  const isAtEnd = x > box.leftPx + box.widthPx - half
  return [
    {
      kind: 'line',
      points: [
        [x, y],
        [x, y + 4],
      ],
      stroke: theme.colour('--line-strong'),
      lineWidth: 1,
    },
    {
      kind: 'text',
      at: [isAtEnd ? box.leftPx + box.widthPx : x, y + 15],
      text,
      color: theme.colour('--text-3'),
      align: isAtEnd ? 'right' : 'center',
      maxWidthPx: NAME_EVERY_PX - 8,
      sizePx: TEXT_SIZE_PX,
    },
  ]
}
