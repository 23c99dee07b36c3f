/** The plans of the workspace, as they are now. */
import { computed, type ComputedRef } from 'vue'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery, type Query } from '../../host/useQuery.ts'
import { useCheckedPlans } from './checkedPlans.ts'

export function usePlans(): Query<PlanEntry[]> & { plans: ComputedRef<readonly PlanEntry[] | null> } {
  const host = useHost()
  const checked = useCheckedPlans()
  const changes = useChanges('plans.changed')
  const query = useQuery((signal) => host.call('plans.list', {}, { signal }), changes)
  return { ...query, plans: computed(() => query.data.value?.map((plan) => checked.newest(plan)) ?? null) }
}
