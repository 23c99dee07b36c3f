/** The value axis of a lane: from what is shown in it, so that hiding a line makes room for the others. */
import { extentOf, type Scale } from '../axis/scale.ts'
import { linearScale, logScale } from '../axis/ticks.ts'
import { stackedTops } from './stack.ts'
import type { ValueLane } from './lane.ts'

/** A limit this much beyond the data still moves the axis; a further one would only flatten the lines. */
const REACH = 3

/** One tick per so many pixels at most. */
const TICK_EVERY_PX = 28

/** How many ticks a lane has room for. */
export function mostTicks(heightPx: number): number {
  return Math.max(2, Math.floor(heightPx / TICK_EVERY_PX))
}

export function laneScale(lane: ValueLane, hidden: ReadonlySet<string>, heightPx: number): Scale {
  const shown = lane.series.filter((series) => !hidden.has(series.id))
  const flat = shown.filter(({ shape }) => shape === 'line' || shape === 'step').map(({ values }) => values)
  const ranges = shown.flatMap(({ range }) => (range === undefined ? [] : [range.low, range.high]))
  const isLog = lane.scale === 'log'
  const extent = extentOf([...flat, ...ranges, ...stackedTops(shown).map(({ tops }) => tops)], isLog)
  const reached = lane.limits.map(({ ms }) => ms).filter((limit) => extent === null || limit <= extent.max * REACH)
  const [lowest, highest] = [Math.min(...reached), Math.max(...reached)]
  const withLimits =
    reached.length === 0
      ? extent
      : {
          min: isLog && extent !== null ? extent.min : Math.min(extent?.min ?? lowest, lowest),
          max: Math.max(extent?.max ?? highest, highest),
        }
  return isLog ? logScale(withLimits) : linearScale(withLimits, mostTicks(heightPx))
}
