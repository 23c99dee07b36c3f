/** The whole run, all requests, for the strip above the sections: coarse at first, so that something is soon to be seen, then finer. */
import { computed } from 'vue'
import type { TimelineView } from '../../../contract/methods/analysis.ts'
import type { RunLookStore } from './runView.ts'
import type { RunQuery } from './useRunQuery.ts'
import { useRunTimeline } from './useRunTimeline.ts'

/** An hour in minutes, each of which is stored added up. */
export const COARSE_RUN = { points: 60, percentiles: [95] }
/** An hour in steps of ten seconds, which are stored as well: those of fifteen have to be made up. */
const FINE_RUN = { points: 360, percentiles: [95] }

export function useWholeRun(store: RunLookStore): RunQuery<TimelineView> {
  const { isLive } = store
  const coarse = useRunTimeline(() => (isLive.value ? null : { of: 'run', ...COARSE_RUN }), store)
  const isFineNext = computed(() => isLive.value || coarse.data.value !== null || coarse.error.value !== null)
  const fine = useRunTimeline(() => (isFineNext.value ? { of: 'run', ...FINE_RUN } : null), store)
  return {
    data: computed(() => fine.data.value ?? coarse.data.value),
    error: fine.error,
    isLoading: fine.isLoading,
    isOld: computed(() => fine.data.value !== null && fine.isOld.value),
    retry: fine.retry,
  }
}
