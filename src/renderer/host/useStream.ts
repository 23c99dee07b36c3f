/** A stream of the host, for as long as somebody looks at it. */
import { onScopeDispose, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Params, Value } from '../../contract/method.ts'
import type { Workbench } from '../../contract/workbench.ts'
import { useHost } from './useHost.ts'
import { useIsShown } from './whileShown.ts'

type Subscriptions = Workbench['subscriptions']

/**
 * Subscribes while the component is mounted and its tab is looked at, and anew when the parameters change. What comes while it is hidden
 * is missed on purpose: ask again for what was missed when it is back.
 *
 * @param params null: nothing to listen to
 * @param onEnded the host ended it, by itself (null) or because it failed
 */
export function useStream<K extends keyof Subscriptions>(
  name: K,
  params: MaybeRefOrGetter<Params<Subscriptions[K]> | null>,
  onValue: (value: Value<Subscriptions[K]>) => void,
  onEnded?: (error: Error | null) => void,
): void {
  const host = useHost()
  const isShown = useIsShown()
  let unsubscribe: (() => void) | null = null

  function stop(): void {
    unsubscribe?.()
    unsubscribe = null
  }

  // Compared by what it says: a getter makes a new object each time.
  const wanted = (): string | null => {
    const value = isShown.value ? toValue(params) : null
    return value === null ? null : JSON.stringify(value)
  }
  watch(
    wanted,
    () => {
      stop()
      const value = toValue(params)
      if (!isShown.value || value === null) return
      unsubscribe = host.subscribe(name, value, {
        value: onValue,
        ended(error) {
          unsubscribe = null
          onEnded?.(error)
        },
      })
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}
