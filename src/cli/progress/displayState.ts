/** What the display of a run knows: the newest second, and of the last ones what its sparklines draw. */
import type { RunTick } from '../../contract/runTick.ts'
import type { ProgressHead } from './progress.ts'
import { UNTOUCHED, type ControlsState } from './runControls.ts'

export const DRAWN_METRICS = ['rate', 'p50', 'p95', 'p99', 'errors'] as const
export type DrawnMetric = (typeof DRAWN_METRICS)[number]

export interface DisplayState {
  head: ProgressHead
  /** Null before the first second. */
  tick: RunTick | null
  /** One value per second, newest last; null where nothing was measured. Rates per second, ms, shares. */
  recent: Record<DrawnMetric, (number | null)[]>
  /** Planned starts that did not happen, since the start. */
  dropped: number
  /** Seconds until a graceful stop is over at the latest; null when the run is not being stopped. */
  stoppingS: number | null
  /** Seconds since the engines were heard of last. */
  silentS: number
  /** Keys do something. */
  keys: boolean
  controls: ControlsState
  ended: boolean
}

const KEPT_SECONDS = 60

export function newDisplayState(head: ProgressHead, keys: boolean): DisplayState {
  const recent = { rate: [], p50: [], p95: [], p99: [], errors: [] }
  return { head, tick: null, recent, dropped: 0, stoppingS: null, silentS: 0, keys, controls: UNTOUCHED, ended: false }
}

export function withTick(state: DisplayState, tick: RunTick): DisplayState {
  const { second } = tick
  const newest: Record<DrawnMetric, number | null> = {
    rate: second.ratePerS,
    p50: second.p50Ms,
    p95: second.p95Ms,
    p99: second.p99Ms,
    errors: second.requests === 0 ? null : second.failures / second.requests,
  }
  const append = (metric: DrawnMetric): (number | null)[] =>
    [...state.recent[metric], newest[metric]].slice(-KEPT_SECONDS)
  return {
    ...state,
    tick,
    recent: {
      rate: append('rate'),
      p50: append('p50'),
      p95: append('p95'),
      p99: append('p99'),
      errors: append('errors'),
    },
    dropped: state.dropped + tick.dropped,
    silentS: 0,
  }
}
