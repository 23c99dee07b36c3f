/** The runs that go on, here or in another process with the same history: asked once, whoever shows them. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { ActiveRun } from '../../../contract/methods/runs.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery } from '../../host/useQuery.ts'

type ActiveRuns = ComputedRef<readonly ActiveRun[]>

const key: InjectionKey<ActiveRuns> = Symbol('active runs')

/** For the window, which is always looked at. */
export function provideActiveRuns(): ActiveRuns {
  const host = useHost()
  const changes = useChanges('runs.changed')
  const { data } = useQuery((signal) => host.call('runs.active', {}, { signal }), changes)
  const runs = computed(() => data.value ?? [])
  provide(key, runs)
  return runs
}

/** @throws outside of the window that `provideActiveRuns` was called for */
export function useActiveRuns(): ActiveRuns {
  const runs = inject(key, null)
  if (runs === null) throw new Error('useActiveRuns() is for components inside of the window.')
  return runs
}
