/** Answers about capacity: which searches there are, and what the runs that are looked at say together. */
import { computed, type ComputedRef } from 'vue'
import type { CapacitySearch, CapacityView } from '../../../contract/methods/capacity.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery, type Query } from '../../host/useQuery.ts'
import type { CapacityLook } from './capacityLink.ts'

export interface Capacity {
  searches: Query<CapacitySearch[]>
  /** The search that is looked at; null: runs that were chosen by themselves, or nothing. */
  search: ComputedRef<string | null>
  view: Query<CapacityView>
}

export function useCapacity(look: () => CapacityLook): Capacity {
  const host = useHost()
  const version = useChanges('runs.changed')
  const searches = useQuery((signal) => host.call('capacity.searches', {}, { signal }), version)
  const search = computed(() => {
    const { search: asked, runs } = look()
    return asked ?? (runs.length > 0 ? null : (searches.data.value?.[0]?.id ?? null))
  })
  const question = computed(() => {
    const { runs } = look()
    if (search.value !== null) return { search: search.value }
    return runs.length > 0 ? { runs: [...runs] } : null
  })
  const asked = computed(() => JSON.stringify(question.value))
  const view = useQuery<CapacityView>(
    (signal) => question.value && host.call('capacity.read', question.value, { signal }),
    [asked, version],
  )
  return { searches, search, view }
}
