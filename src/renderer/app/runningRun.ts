/** The run that goes on, for the status bar: the newest one that was started here, else the newest. */
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import type { RunTick } from '../../contract/runTick.ts'
import { useActiveRuns } from '../features/runs/useActiveRuns.ts'
import { useNow } from '../host/useNow.ts'
import { useStream } from '../host/useStream.ts'

export interface RunningRun {
  runs: ComputedRef<readonly ActiveRun[]>
  shown: ComputedRef<ActiveRun | null>
  elapsedMs: ComputedRef<number | null>
  /** Null where nobody tells: runs of other processes. */
  trust: ComputedRef<RunTick['trust'] | null>
}

export function shownRun(runs: readonly ActiveRun[]): ActiveRun | null {
  const newestFirst = runs.toSorted((one, other) => other.startedAtMs - one.startedAtMs)
  return newestFirst.find((run) => run.isOurs) ?? newestFirst[0] ?? null
}

export function useRunningRun(): RunningRun {
  const runs = useActiveRuns()
  const now = useNow(1000)
  const shown = computed(() => shownRun(runs.value))
  const tick = shallowRef<RunTick | null>(null)
  const ours = computed(() => (shown.value?.isOurs ? shown.value.id : null))

  watch(ours, () => (tick.value = null))
  useStream(
    'run.ticks',
    () => (ours.value === null ? null : { run: ours.value, withEndpoints: false }),
    (value) => (tick.value = value),
  )
  return {
    runs,
    shown,
    elapsedMs: computed(() => {
      if (shown.value === null) return null
      return tick.value?.elapsedMs ?? Math.max(0, now.value - shown.value.startedAtMs)
    }),
    trust: computed(() => (shown.value === null ? null : (tick.value?.trust ?? null))),
  }
}
