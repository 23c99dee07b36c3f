/** How the window stands with its host, and what may be done there. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AppInfo, Capabilities } from '../../contract/methods/app.ts'
import type { ConnectionState } from '../../contract/rpc/connectRpc.ts'

const NOTHING: Capabilities = { write: false }

export const useConnection = defineStore('connection', () => {
  const state = shallowRef<ConnectionState>({ kind: 'connecting' })
  const info = shallowRef<AppInfo | null>(null)
  /** Why the host lets this page not in; null when it does. Only a new address helps. */
  const refusal = shallowRef<string | null>(null)
  /** How often a connection was made: what was asked over an older one has to be asked again. */
  const generation = ref(0)
  /** What the host allows; nothing before it has said so. */
  const can = computed<Capabilities>(() => info.value?.capabilities ?? NOTHING)
  const isConnected = computed(() => state.value.kind === 'connected')
  /** Was there, and is not now: what is shown may be old. */
  const isInterrupted = computed(
    () => generation.value > 0 && (state.value.kind === 'lost' || state.value.kind === 'connecting'),
  )
  /** Why nothing can be changed at the moment; null when it can. For the reason of disabled actions. */
  const readOnlyReason = computed<string | null>(() => {
    if (!isConnected.value) return 'There is no connection to the host.'
    if (info.value === null) return 'The host has not answered yet.'
    if (info.value.history.readOnly) return 'The history is open for reading only.'
    return can.value.write ? null : 'This workbench is read-only.'
  })

  function changeState(next: ConnectionState): void {
    if (next.kind === 'connected') generation.value++
    state.value = next
  }

  let retryNow = (): void => {}

  /** The pause before the next attempt, as `connectRpc` asks for it; `retry` ends it. */
  function waitToRetry(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      retryNow = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function retry(): void {
    retryNow()
  }

  function setRefusal(reason: string | null): void {
    refusal.value = reason
  }

  function setInfo(next: AppInfo): void {
    info.value = next
  }

  return {
    state,
    info,
    refusal,
    generation,
    can,
    isConnected,
    isInterrupted,
    readOnlyReason,
    changeState,
    setInfo,
    setRefusal,
    waitToRetry,
    retry,
  }
})
