/** Timelines of the endpoints that are laid over each other: a question for each, so that one more is one more question. */
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { TimelineView } from '../../../../contract/methods/analysis.ts'
import { METRIC_PERCENTILES } from '../../../charts/scatter/metrics.ts'
import { useRunView } from '../runView.ts'
import { useRunQuery, type RunQuery } from '../useRunQuery.ts'
import { MOST_OVERLAID, NO_SLOTS, slotsAfter, type OverlaidEndpoint } from './overlay.ts'

const POINTS = 300

interface Named {
  key: string
  name: string
  kind: string
}

/** @param endpoints in the order in which they were selected */
export function useEndpointTimelines(endpoints: () => readonly Named[]): {
  /** Those that are there. */
  overlaid: ComputedRef<OverlaidEndpoint[]>
  /** Of all of them together. */
  query: Pick<RunQuery<unknown>, 'data' | 'error' | 'isLoading' | 'isOld' | 'retry'>
} {
  const { window, filter, latency } = useRunView()
  const slots = shallowRef(NO_SLOTS)
  const byKey = computed(() => new Map(endpoints().map((each) => [each.key, each])))
  watch(byKey, (named) => (slots.value = slotsAfter(slots.value, [...named.keys()])), { immediate: true })

  const inSlot = (slot: number): Named | undefined => byKey.value.get(slots.value[slot] ?? '')
  const queries = Array.from({ length: MOST_OVERLAID }, (_, slot) =>
    useRunQuery('run.timeline', () => {
      const endpoint = inSlot(slot)
      if (window.value === null || endpoint === undefined) return null
      const { name, kind } = endpoint
      return {
        window: window.value,
        points: POINTS,
        filter: { ...filter.value, endpoint: { name, kind } },
        latency: latency.value,
        // Whichever measure is looked at next.
        percentiles: [...METRIC_PERCENTILES],
      }
    }),
  )

  /** What is there of each: while another window is asked for, that of the one before; never another endpoint's. */
  const answers = queries.map(({ data, isOld }, slot) =>
    computed<{ key: string; timeline: TimelineView } | null>((before = null) => {
      const key = slots.value[slot] ?? null
      return data.value === null || key === null || isOld.value ? before : { key, timeline: data.value }
    }),
  )
  const overlaid = computed(() =>
    answers.flatMap((answer, slot): OverlaidEndpoint[] => {
      const endpoint = inSlot(slot)
      if (endpoint === undefined || answer.value?.key !== endpoint.key) return []
      return [{ ...endpoint, slot, timeline: answer.value.timeline }]
    }),
  )
  const asked = computed(() => queries.filter((_, slot) => inSlot(slot) !== undefined))
  return {
    overlaid,
    query: {
      data: computed(() => (overlaid.value.length > 0 ? overlaid.value : null)),
      error: computed(() => asked.value.find(({ error }) => error.value !== null)?.error.value ?? null),
      isLoading: computed(() => asked.value.some(({ isLoading }) => isLoading.value)),
      isOld: computed(() => asked.value.length > 0 && asked.value.every(({ isOld }) => isOld.value)),
      retry() {
        for (const { error, retry } of asked.value) if (error.value !== null) retry()
      },
    },
  }
}
