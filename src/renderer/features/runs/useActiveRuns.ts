/** The runs that go on, here or in another process with the same history. */
import { computed, type ComputedRef } from 'vue'
import type { ActiveRun } from '../../../contract/methods/runs.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery } from '../../host/useQuery.ts'

export function useActiveRuns(): ComputedRef<readonly ActiveRun[]> {
  const host = useHost()
  const changes = useChanges('runs.changed')
  const { data } = useQuery((signal) => host.call('runs.active', {}, { signal }), changes)
  return computed(() => data.value ?? [])
}
