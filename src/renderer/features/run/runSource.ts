/** A run as the host tells of it: what is known of it, and its ticks while it goes on. Hidden, nothing is asked and nothing heard. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { RunView } from '../../../contract/methods/analysis.ts'
import type { RunTick } from '../../../contract/runTick.ts'
import type { WorkbenchClient } from '../../../contract/workbench.ts'
import { ConnectionLost } from '../../../contract/rpc/remoteError.ts'
import { pauseMs, RECONNECT_MS } from './politePace.ts'
import { noSeconds, withTick, type RecentSeconds } from './recentSeconds.ts'

export interface RunSource {
  /** Of the run that was opened: what `last` means may change. */
  id: ComputedRef<string>
  view: Readonly<ShallowRef<RunView | null>>
  /** Why it could not be opened; what was known before stays. */
  error: Readonly<ShallowRef<Error | null>>
  isLive: ComputedRef<boolean>
  /** The newest one; stays when the run has ended. Null: none came, as for a run of another process. */
  tick: Readonly<ShallowRef<RunTick | null>>
  recent: Readonly<ShallowRef<RecentSeconds>>
  /** Whole seconds that are written by now. */
  endS: ComputedRef<number>
  /** It ended while it was looked at, and nobody has said yet that this was seen. */
  hasEndedHere: ShallowRef<boolean>
  reload: () => void
}

export function useRunSource(client: WorkbenchClient, run: string, isShown: Readonly<Ref<boolean>>): RunSource {
  const view = shallowRef<RunView | null>(null)
  const error = shallowRef<Error | null>(null)
  const tick = shallowRef<RunTick | null>(null)
  const recent = shallowRef<RecentSeconds>(noSeconds())
  const hasEndedHere = shallowRef(false)
  const id = computed(() => view.value?.run.id ?? run)
  const isLive = computed(() => view.value?.run.status === 'running')
  const endS = computed(() => {
    if (view.value === null) return 0
    const heardS = isLive.value && tick.value !== null ? tick.value.t + 1 : 0
    return Math.max(view.value.endS, heardS)
  })

  let asking: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopChanges = (): void => {}

  async function open(): Promise<void> {
    clearTimeout(timer)
    asking?.abort()
    const own = new AbortController()
    asking = own
    const beganAtMs = performance.now()
    try {
      const opened = await client.call('run.open', { run: id.value }, { signal: own.signal })
      if (own.signal.aborted) return
      if (isLive.value && opened.run.status !== 'running') hasEndedHere.value = true
      view.value = opened
      error.value = null
      // What the ticks do not say: plateaus, endpoints, notes; and all there is to know of a run that another process writes.
      if (isLive.value) timer = setTimeout(reload, pauseMs(performance.now() - beganAtMs))
    } catch (thrown) {
      if (own.signal.aborted) return
      // It is asked again when the connection is back; that it is lost is said elsewhere.
      const isLost = thrown instanceof ConnectionLost
      if (!isLost) error.value = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (isLost || isLive.value)
        timer = setTimeout(reload, isLost ? RECONNECT_MS : pauseMs(performance.now() - beganAtMs))
    }
  }

  function reload(): void {
    if (isShown.value) void open()
  }

  watch(
    isShown,
    (shown) => {
      if (!shown) return leave()
      // What changed while nobody looked was not heard.
      void open()
      stopChanges = client.subscribe('runs.changed', {}, { value: reload })
    },
    { immediate: true },
  )

  function leave(): void {
    clearTimeout(timer)
    asking?.abort()
    stopChanges()
    stopChanges = (): void => {}
  }

  let stopTicks = (): void => {}
  watch(
    () => isLive.value && isShown.value,
    (isHeard) => {
      stopTicks()
      stopTicks = (): void => {}
      if (!isHeard) return
      stopTicks = client.subscribe(
        'run.ticks',
        { run: id.value },
        {
          value(value) {
            tick.value = value
            recent.value = withTick(recent.value, value)
          },
          ended: reload,
        },
      )
    },
    { immediate: true },
  )

  onScopeDispose(() => {
    leave()
    stopTicks()
  })
  return { id, view, error, isLive, tick, recent, endS, hasEndedHere, reload }
}
