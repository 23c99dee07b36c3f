/** The rows of the endpoint table and their sum, of what the screen looks at. */
import { computed, type ComputedRef } from 'vue'
import { useRunAnswers } from '../runAnswers.ts'
import { useRunView } from '../runView.ts'
import { useRunQuery } from '../useRunQuery.ts'
import { endpointKey, endpointRows, seenOfAll, totalRow, type EndpointRow } from './endpointRows.ts'
import { useBaselineP95 } from './useBaselineP95.ts'

/** @param wantsSeen whether somebody wants to see when endpoints were seen: of many it takes as long as all other numbers */
export function useEndpointRows(wantsSeen: () => boolean): {
  rows: ComputedRef<EndpointRow[]>
  /** Null before the first answer. */
  totals: ComputedRef<EndpointRow | null>
} {
  const { tick, latency, filter, numbersWindow } = useRunView()
  const { numbers, criteria, isTickOfWindow } = useRunAnswers()
  const baseline = useBaselineP95()
  const seen = useRunQuery('run.seen', () =>
    numbersWindow.value && wantsSeen() ? { window: numbersWindow.value, filter: filter.value } : null,
  )
  /** Those of the window before say nothing about this one. */
  const seenNow = computed(() => (seen.isOld.value ? [] : (seen.data.value?.endpoints ?? [])))
  const seenByKey = computed(() => new Map(seenNow.value.map((each) => [endpointKey(each), each])))
  const ticked = computed(() => (isTickOfWindow.value ? tick.value : null))
  return {
    rows: computed(() =>
      endpointRows({
        endpoints: numbers.data.value?.endpoints ?? [],
        criteria: criteria.value,
        latency: latency.value,
        ticked: ticked.value?.endpoints ?? [],
        seen: seenByKey.value,
        ...(baseline.value === null ? {} : { baseline: baseline.value.byKey }),
      }),
    ),
    totals: computed(() => {
      if (numbers.data.value === null) return null
      // Filtered to one endpoint, the sum is of it alone.
      const baselineMs = filter.value.endpoint === null ? (baseline.value?.p95Ms ?? null) : null
      const seenOfThem = seenOfAll(seenNow.value)
      return totalRow(numbers.data.value.totals, latency.value, ticked.value?.run ?? null, baselineMs, seenOfThem)
    }),
  }
}
