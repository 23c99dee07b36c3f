/** The horizontal axis of a chart, below its last lane: time, or another number that rises evenly. */
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { TEXT_SIZE_PX } from '../painting/shapes.ts'
import { timeTicks, timeTickStep } from './ticks.ts'
import { momentText } from './timeText.ts'

/** Of the text of a tick, as wide as it gets. */
const LABEL_HALF_PX = 18
const TICK_EVERY_PX = 92
const MINUTE_S = 60

export function timeAxisOption(
  { fromS, toS }: RunWindow,
  widthPx: number,
  clockFromUnixMs: number | null,
  isNamed: boolean,
  theme: ChartTheme,
) {
  const most = Math.floor(widthPx / TICK_EVERY_PX)
  const step = timeTickStep(fromS, toS, most)
  const ticks = timeTicks(fromS, toS, most, clockFromUnixMs === null ? 0 : secondOfDay(clockFromUnixMs))
  const text = (second: number): string => tickMoment(second, step ?? 1, clockFromUnixMs)
  return axisOption({ fromS, toS }, widthPx, { ticks, text }, isNamed, theme)
}

/** Of anything but time. */
export function plainAxisOption(
  window: RunWindow,
  widthPx: number,
  {
    ticks,
    tickText,
  }: { ticks: (from: number, to: number, most: number) => number[]; tickText: (value: number) => string },
  isNamed: boolean,
  theme: ChartTheme,
) {
  const named = ticks(window.fromS, window.toS, Math.max(1, Math.floor(widthPx / TICK_EVERY_PX)))
  return axisOption(window, widthPx, { ticks: named, text: tickText }, isNamed, theme)
}

function axisOption(
  { fromS, toS }: RunWindow,
  widthPx: number,
  { ticks, text }: { ticks: number[]; text: (value: number) => string },
  isNamed: boolean,
  theme: ChartTheme,
) {
  const color = theme.colour('--line-strong')
  const lastPx = ((toS - (ticks.at(-1) ?? fromS)) / Math.max(1, toS - fromS)) * widthPx
  return {
    type: 'value' as const,
    min: fromS,
    max: toS,
    axisLine: { show: true, onZero: false, lineStyle: { color, width: 1 } },
    axisTick: { show: isNamed, customValues: ticks, length: 4, lineStyle: { color } },
    axisLabel: {
      show: isNamed,
      customValues: ticks,
      color: theme.colour('--text-3'),
      fontSize: TEXT_SIZE_PX,
      margin: 8,
      // Half of it would lie outside of the chart, and be cut off.
      ...(lastPx < LABEL_HALF_PX ? { alignMaxLabel: 'right' as const } : {}),
      formatter: text,
    },
    splitLine: { show: false },
  }
}

/** A time of day in whole minutes needs no seconds. */
function tickMoment(second: number, stepS: number, clockFromUnixMs: number | null): string {
  const text = momentText(second, clockFromUnixMs)
  return clockFromUnixMs !== null && stepS >= MINUTE_S ? text.slice(0, 5) : text
}

/** By the reader's clock. */
function secondOfDay(unixMs: number): number {
  const at = new Date(unixMs)
  return at.getHours() * 3600 + at.getMinutes() * MINUTE_S + at.getSeconds() + at.getMilliseconds() / 1000
}
