/** An answer of the host that is kept up to date: asked again when what it depends on changes, old data shown until the new is there. */
import { onScopeDispose, readonly, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { useConnection } from './connection.ts'
import { useIsShown } from './whileShown.ts'

export interface Query<T> {
  /** The last answer; null before the first one. Stays while a new one is on its way, and when that fails. */
  readonly data: ShallowRef<T | null>
  /** Why the last question failed; null as soon as one succeeds. */
  readonly error: ShallowRef<Error | null>
  readonly isLoading: Readonly<Ref<boolean>>
  /** Asks again. Settles when this question is answered, failed (see `error`) or overtaken; never rejects. */
  readonly refresh: () => Promise<void>
}

type Deps = WatchSource<unknown> | readonly WatchSource<unknown>[]

/**
 * @param call asks the host; the signal cancels the question, so hand it on: `host.call(name, params, { signal })`.
 *   Null: there is nothing to ask, and no data.
 * @param deps what the question depends on: `() => [run.value, window.value]`, or sources as `watch` takes them.
 */
export function useQuery<T>(call: (signal: AbortSignal) => Promise<T> | null, deps: Deps = []): Query<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  const isLoading = ref(false)
  const isShown = useIsShown()
  const connection = useConnection()
  let current: AbortController | null = null
  /** Something changed while nobody looked. */
  let isDue = true

  async function refresh(): Promise<void> {
    current?.abort()
    const own = new AbortController()
    current = own
    isDue = false
    isLoading.value = true
    try {
      const asked = call(own.signal)
      const answer = asked === null ? null : await asked
      if (current !== own) return
      data.value = answer
      error.value = null
    } catch (failure) {
      if (current !== own) return
      error.value = failure instanceof Error ? failure : new Error(String(failure))
    }
    current = null
    isLoading.value = false
  }

  function ask(): void {
    if (isShown.value) void refresh()
    else isDue = true
  }

  watch(deps as WatchSource<unknown>, ask)
  // Whatever was under way when the connection was lost has failed; and what is shown may have changed since.
  watch(
    () => connection.generation,
    // Questions before the first connection wait for it by themselves.
    (_, before) => before > 0 && ask(),
  )
  watch(isShown, (shown) => {
    if (shown && isDue) void refresh()
    if (!shown && current !== null) {
      current.abort()
      current = null
      isLoading.value = false
      isDue = true
    }
  })
  onScopeDispose(() => {
    current?.abort()
    current = null
  })
  ask()
  return { data, error, isLoading: readonly(isLoading), refresh }
}
