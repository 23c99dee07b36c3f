/** Endpoints laid over each other in one chart: which has which colour, and one measure of each as lines on one axis of time. */
import type { TimelineView } from '../../../../contract/methods/analysis.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'
import { METRIC_IDS, metricOf, metricValues } from '../../../charts/scatter/metrics.ts'
import { MOST_SERIES, seriesColour } from '../../../charts/spectrum/spectrumChart.ts'
import { cutText, printable } from '../../../ui/printable.ts'

/** More lines are not told apart. */
export const MOST_OVERLAID = MOST_SERIES
const NAME_LENGTH = 60

/** Those that an endpoint has of its own: nobody counts users by endpoint. */
export const OVERLAY_METRICS = METRIC_IDS.filter((id) => id !== 'users' && id !== 'inFlight')
export type OverlayMetric = (typeof OVERLAY_METRICS)[number]

/** Places of lines, each with a colour; null: free. */
export type OverlaySlots = readonly (string | null)[]

export const NO_SLOTS: OverlaySlots = Array.from({ length: MOST_OVERLAID }, () => null)

/** Whoever stays selected keeps its colour; others take what is free. @param keys those that come after the most are left out */
export function slotsAfter(slots: OverlaySlots, keys: readonly string[]): OverlaySlots {
  const wanted = keys.slice(0, MOST_OVERLAID)
  const next = slots.map((key) => (key !== null && wanted.includes(key) ? key : null))
  for (const key of wanted) if (!next.includes(key)) next[next.indexOf(null)] = key
  return next
}

export interface OverlaidEndpoint {
  key: string
  name: string
  /** Said where the name alone is there twice. */
  kind: string
  slot: number
  timeline: TimelineView
}

export interface Overlay {
  t: Float64Array
  stepS: number
  trust: Uint8Array
  window: TimelineView['window']
  lane: LinesLane
}

/**
 * While a run goes on answers are of a second more or less: all are laid on the longest, by the time of their steps. One in other steps is
 * left out until it is asked for again. Null: there is none.
 */
export function overlayOf(
  endpoints: readonly OverlaidEndpoint[],
  metric: OverlayMetric,
  isLog: boolean,
): Overlay | null {
  const [longest] = endpoints.toSorted((one, other) => lengthOf(other) - lengthOf(one))
  if (longest === undefined) return null
  const { t, stepS, trust, window } = longest.timeline
  const names = Map.groupBy(endpoints, ({ name }) => name)
  const { name: title, unit } = metricOf(metric)
  return {
    t,
    stepS,
    trust,
    window,
    lane: {
      title,
      unit,
      log: isLog && unit === 'ms',
      series: endpoints
        .filter(({ timeline }) => timeline.stepS === stepS)
        .map(({ key, name, kind, slot, timeline }) => ({
          id: key,
          name: cutText(printable(names.get(name)?.length === 1 ? name : `${name} (${kind})`), NAME_LENGTH),
          values: laidOn(t, timeline.t, metricValues(timeline, metric)),
          color: seriesColour(slot),
        })),
    },
  }
}

function lengthOf({ timeline }: OverlaidEndpoint): number {
  return timeline.window.toS - timeline.window.fromS
}

/** NaN where there is no such step. */
function laidOn(t: Float64Array, own: Float64Array, values: Float64Array): Float64Array {
  const at = new Map(Array.from(own, (second, index) => [second, index]))
  return t.map((second) => values[at.get(second) ?? -1] ?? Number.NaN)
}
