/** The time, for what is shown as an age or as elapsed: one clock a component, which stands still while nobody looks. */
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'
import { useIsShown } from './whileShown.ts'

export function useNow(everyMs: number): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const isShown = useIsShown()
  let timer: ReturnType<typeof setInterval> | undefined

  watch(
    isShown,
    (shown) => {
      clearInterval(timer)
      if (!shown) return
      now.value = Date.now()
      timer = setInterval(() => {
        now.value = Date.now()
      }, everyMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
