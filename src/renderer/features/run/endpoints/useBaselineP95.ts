/** What the baseline of this run's scenario measured of each endpoint, where that can be held against what is shown. */
import { computed, type ComputedRef } from 'vue'
import { useChanges } from '../../../host/useChanges.ts'
import { useQuery } from '../../../host/useQuery.ts'
import { isJudged } from '../latency/spectrumLimits.ts'
import { useRunView } from '../runView.ts'
import { isSameWindow } from '../windowChoice.ts'
import { endpointKey } from './endpointRows.ts'

export interface BaselineP95 {
  build: string
  runs: number
  /** Of all requests. */
  p95Ms: number | null
  byKey: ReadonlyMap<string, number | null>
}

/** Null: there is none, the run is one of it, or what is shown is something else than what its runs are known by: OK requests of their judged windows, all seconds of them. */
export function useBaselineP95(): ComputedRef<BaselineP95 | null> {
  const { client, id, choice, windows, numbersWindow, filter, latency } = useRunView()
  const changes = useChanges('runs.changed')
  const { data } = useQuery((signal) => client.call('run.baseline', { run: id.value }, { signal }), [changes, id])
  const known = computed(() => {
    if (data.value === null || data.value.isOwn) return null
    const { build, runs, p95Ms, endpoints } = data.value
    return { build, runs, p95Ms, byKey: new Map(endpoints.map((each) => [endpointKey(each), each.p95Ms])) }
  })
  const isComparable = computed(() => {
    if (!isJudged(latency.value) || filter.value.userType !== null || filter.value.trustedOnly) return false
    if (choice.value.kind === 'judged' || choice.value.kind === 'follow') return true
    // A run without warm-up is judged whole.
    const judged =
      windows.value.find(({ kind }) => kind === 'judged') ?? windows.value.find(({ kind }) => kind === 'whole')
    return judged !== undefined && isSameWindow(judged, numbersWindow.value)
  })
  return computed(() => (isComparable.value ? known.value : null))
}
