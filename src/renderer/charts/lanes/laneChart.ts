/** One chart of lanes: everything that it is drawn from. */
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import { onAxis, fractionOf, type Scale } from '../axis/scale.ts'
import { xOfSecond } from '../brushWindow.ts'
import type { Box } from '../painting/shapes.ts'
import type { ChartBand, ChartMark, Lane } from './lane.ts'
import type { LaneAxis } from './laneAxis.ts'
import type { LaneLayout } from './laneLayout.ts'
import { laneScale } from './laneScale.ts'

export interface LaneChart {
  /** What the time axis shows. */
  window: RunWindow
  /** Begin of each step, seconds. */
  t: Float64Array
  stepS: number
  lanes: Lane[]
  /** Ids of series. */
  hidden: ReadonlySet<string>
  /** Of each step, for the hatching; null where it says nothing of trust. */
  trust: Uint8Array | null
  bands: ChartBand[]
  marks: ChartMark[]
  /** Null: time since the start of the run. */
  clockFromUnixMs: number | null
  /** Of steps that are no seconds; absent: they are. */
  axis?: LaneAxis
  /** Axes of values that show a part, by id of the lane; one of another kind than the lane's is none. */
  zooms: ReadonlyMap<string, Scale>
}

/** A lane with its place and its axis. A strip has no axis of values. */
export interface PlacedLane {
  lane: Lane
  index: number
  box: Box
  scale: Scale
  /** The axis shows a part: what is beyond it is cut off. */
  isZoomed: boolean
}

const NO_SCALE: Scale = { kind: 'linear', min: 0, max: 1 }

export function placeLanes(chart: LaneChart, layout: LaneLayout): PlacedLane[] {
  return chart.lanes.flatMap((lane, index) => {
    const box = layout.boxes[index]
    if (box === undefined) return []
    const zoom = zoomOf(chart, lane)
    const whole = () => (lane.kind === 'values' ? laneScale(lane, chart.hidden, box.heightPx) : NO_SCALE)
    return [{ lane, index, box, scale: zoom ?? whole(), isZoomed: zoom !== null }]
  })
}

/** Null: the lane shows all its values. */
export function zoomOf({ zooms }: Pick<LaneChart, 'zooms'>, lane: Lane): Scale | null {
  const zoom = zooms.get(lane.id)
  return lane.kind === 'values' && zoom?.kind === lane.scale ? zoom : null
}

/** Where a value stands in a lane, in pixels from the top of the chart; NaN where it has no place. */
export function yOf({ box, scale }: PlacedLane, value: number): number {
  return box.topPx + box.heightPx * (1 - fractionOf(scale, value))
}

export function xOf(chart: LaneChart, layout: LaneLayout, second: number): number {
  return xOfSecond(second, { leftPx: layout.plotLeftPx, widthPx: layout.plotWidthPx }, chart.window)
}

/** The ends of a lane's axis as ECharts gets them. */
export function axisEnds(scale: Scale): { min: number; max: number } {
  return { min: onAxis(scale, scale.min), max: onAxis(scale, scale.max) }
}
