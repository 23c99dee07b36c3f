/** What every timeline of a run shows beside its lines: marks, bands, limits, the clock, and what it is of. Told anew with every tick, it draws nothing again unless it has changed. */
import { computed, type ComputedRef } from 'vue'
import { pointText } from '../../charts/axis/timeText.ts'
import type { ChartBand, ChartLimit, ChartMark } from '../../charts/lanes/lane.ts'
import { printable } from '../../ui/printable.ts'
import { useWindowParts } from '../../app/windowParts.ts'
import { usePreferences } from '../settings/preferences.ts'
import { chartLimits } from './chartLimits.ts'
import { isJudged } from './latency/spectrumLimits.ts'
import { latencyWords } from './pickLatency.ts'
import { useRunAnswers } from './runAnswers.ts'
import { useRunView } from './runView.ts'
import { TRUSTED_ONLY } from './trustWord.ts'
import { isSameList, steadyComputed } from './steadyComputed.ts'

export interface TimelineSurroundings {
  /** Which requests: `OK requests, from intended start · GET /cart`. */
  requests: ComputedRef<string>
  /** The same with the length of a step: `… · 1 point = 5 s`. */
  scope: ComputedRef<string>
  marks: ComputedRef<ChartMark[]>
  bands: ComputedRef<ChartBand[]>
  /** None for latencies that criteria do not judge. */
  limits: ComputedRef<ChartLimit[]>
  /** Null: time since the start. */
  clockFromUnixMs: ComputedRef<number | null>
  endS: ComputedRef<number>
}

export function useTimelineChart(): TimelineSurroundings {
  const { view, endS, latency, filter, windows, pins, moment } = useRunView()
  const { timeline, criteria } = useRunAnswers()
  const preferences = usePreferences()
  const parts = useWindowParts()

  const requests = computed(() =>
    [
      latencyWords(latency.value),
      ...(filter.value.endpoint ? [printable(filter.value.endpoint.name)] : []),
      ...(filter.value.userType === null ? [] : [printable(filter.value.userType)]),
      ...(filter.value.trustedOnly ? [TRUSTED_ONLY] : []),
    ].join(' · '),
  )

  return {
    requests,
    scope: computed(() => {
      const stepS = timeline.data.value?.stepS
      return stepS === undefined ? requests.value : `${requests.value} · ${pointText(stepS)}`
    }),
    marks: steadyComputed(() => {
      const known = view.value
      if (known === null) return []
      const steering = known.run.steering.map(({ atMs, what }) => ({ atMs, text: what }))
      const annotations = known.annotations.map(({ atMs, text }) => ({ atMs, text }))
      const pinned = pins.value.map((second) => ({ atMs: second * 1000, text: 'Pin' }))
      const inspected =
        parts.inspector.isOpen && moment.value ? [{ atMs: moment.value.fromS * 1000, text: 'Inspected' }] : []
      return [...steering, ...annotations, ...pinned, ...inspected].toSorted((one, other) => one.atMs - other.atMs)
    }, isSameList),
    bands: steadyComputed(() => {
      const warmUpS = (view.value?.warmUpMs ?? 0) / 1000
      const warmUp: ChartBand[] = warmUpS > 0 ? [{ fromS: 0, toS: warmUpS, label: 'Warm-up', kind: 'warmUp' }] : []
      const plateaus = windows.value
        .filter(({ kind }) => kind === 'plateau')
        .map(({ fromS, toS, name }): ChartBand => ({ fromS, toS, label: name, kind: 'level' }))
      return [...warmUp, ...plateaus]
    }, isSameList),
    limits: steadyComputed(
      () => (isJudged(latency.value) ? chartLimits(criteria.value, filter.value) : []),
      isSameList,
    ),
    clockFromUnixMs: computed(() =>
      preferences.timeAxis === 'clock' && view.value ? Date.parse(view.value.run.startedAt) : null,
    ),
    endS,
  }
}
