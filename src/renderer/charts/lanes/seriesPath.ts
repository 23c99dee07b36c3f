/** One series of a chart of lanes as the data of an SVG path, to be shown over what is drawn without drawing that again. */
import { xOf, yOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'
import type { LaneSeries } from './lane.ts'
import { stackedTops } from './stack.ts'

export interface SeriesPath {
  data: string
  series: LaneSeries
}

/** @returns null where the series is hidden, or in none of the lanes */
export function seriesPath(
  chart: LaneChart,
  layout: LaneLayout,
  placed: readonly PlacedLane[],
  id: string,
): (SeriesPath & { lane: PlacedLane }) | null {
  for (const lane of placed) {
    if (lane.lane.kind === 'strip') continue
    const series = lane.lane.series.find((one) => one.id === id)
    if (series === undefined) continue
    if (chart.hidden.has(id)) return null
    return { data: pathOf(chart, layout, lane, lane.lane.series, series), series, lane }
  }
  return null
}

function pathOf(
  chart: LaneChart,
  layout: LaneLayout,
  placed: PlacedLane,
  all: readonly LaneSeries[],
  series: LaneSeries,
): string {
  const { t, stepS } = chart
  const stacked = all.filter(({ id, shape }) => shape === series.shape && !chart.hidden.has(id))
  const tops = stackedTops(stacked).find((layer) => layer.series === series)?.tops ?? series.values
  const isFlat = series.shape === 'step' || series.shape === 'bar'
  let data = ''
  let isDown = false
  for (let index = 0; index < Math.min(t.length, tops.length); index++) {
    const y = yOf(placed, tops[index] ?? Number.NaN)
    if (!Number.isFinite(y)) {
      isDown = false
      continue
    }
    const begin = t[index] ?? 0
    for (const second of isFlat ? [begin, begin + stepS] : [begin + stepS / 2]) {
      data += `${isDown ? 'L' : 'M'}${xOf(chart, layout, second).toFixed(1)} ${y.toFixed(1)}`
      isDown = true
    }
    // A value between two gaps is a point: the round end of a line of no length.
    if (!isFlat && !Number.isFinite(tops[index + 1] ?? Number.NaN)) data += 'h0'
  }
  return data
}
