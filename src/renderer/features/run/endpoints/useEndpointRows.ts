/** The rows of the endpoint table and their sum, of what the screen looks at. */
import { computed, type ComputedRef } from 'vue'
import { useRunAnswers } from '../runAnswers.ts'
import { useRunView } from '../runView.ts'
import { endpointRows, totalRow, type EndpointRow } from './endpointRows.ts'
import { useBaselineP95 } from './useBaselineP95.ts'

export function useEndpointRows(): {
  rows: ComputedRef<EndpointRow[]>
  /** Null before the first answer. */
  totals: ComputedRef<EndpointRow | null>
} {
  const { tick, latency, filter } = useRunView()
  const { numbers, criteria, isTickOfWindow } = useRunAnswers()
  const baseline = useBaselineP95()
  const ticked = computed(() => (isTickOfWindow.value ? tick.value : null))
  return {
    rows: computed(() =>
      endpointRows({
        endpoints: numbers.data.value?.endpoints ?? [],
        criteria: criteria.value,
        latency: latency.value,
        ticked: ticked.value?.endpoints ?? [],
        ...(baseline.value === null ? {} : { baseline: baseline.value.byKey }),
      }),
    ),
    totals: computed(() => {
      if (numbers.data.value === null) return null
      // Filtered to one endpoint, the sum is of it alone.
      const baselineMs = filter.value.endpoint === null ? (baseline.value?.p95Ms ?? null) : null
      return totalRow(numbers.data.value.totals, latency.value, ticked.value?.run ?? null, baselineMs)
    }),
  }
}
