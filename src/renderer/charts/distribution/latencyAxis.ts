/** The horizontal axis of latency, a log scale that ends with the data. */
import { tickText } from '../axis/axisText.ts'
import { extentOf, fractionOf, fromAxis, onAxis, type Scale } from '../axis/scale.ts'
import { logScale, valueTicks } from '../axis/ticks.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { axisEnds } from '../lanes/laneChart.ts'
import { TEXT_SIZE_PX, type Box } from '../painting/shapes.ts'

const TICK_EVERY_PX = 70

export interface LatencyPlace {
  box: Box
  latency: Scale
}

/** @param valuesMs what has to be on it; those of 0 have no place */
export function latencyScale(valuesMs: readonly number[]): Scale {
  const extent = extentOf([valuesMs], true)
  // The data's own ends: a decade around them would be empty.
  return extent === null ? logScale(null) : { kind: 'log', min: extent.min * 0.9, max: extent.max * 1.1 }
}

/** In pixels from the left of the chart. */
export function xOfLatency({ box, latency }: LatencyPlace, ms: number): number {
  return box.leftPx + Math.min(1, Math.max(0, fractionOf(latency, Math.max(ms, latency.min)))) * box.widthPx
}

export function latencyAxisOption({ box, latency }: LatencyPlace, theme: ChartTheme) {
  const ticks = valueTicks(latency, Math.max(2, Math.floor(box.widthPx / TICK_EVERY_PX)))
  const positions = ticks.map((tick) => onAxis(latency, tick))
  const color = theme.colour('--line-strong')
  return {
    type: 'value' as const,
    ...axisEnds(latency),
    axisLine: { show: true, onZero: false, lineStyle: { color } },
    axisTick: { show: true, customValues: positions, length: 4, lineStyle: { color } },
    axisLabel: {
      customValues: positions,
      color: theme.colour('--text-3'),
      fontSize: TEXT_SIZE_PX,
      margin: 8,
      formatter: (position: number) => tickText('ms', Number(fromAxis(latency, position).toPrecision(9))),
    },
    splitLine: { show: false },
  }
}
