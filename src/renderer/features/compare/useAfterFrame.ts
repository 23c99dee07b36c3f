/** What takes long to show follows a frame behind what was chosen, so that the choice itself is painted first. */
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'

/** @returns the value as it was a frame ago */
export function useAfterFrame<T>(value: () => T): Readonly<ShallowRef<T>> {
  const shown = shallowRef(value())
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0

  function stop(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
  watch(value, () => {
    stop()
    frame = requestAnimationFrame(() => {
      timer = setTimeout(() => (shown.value = value()))
    })
  })
  onBeforeUnmount(stop)
  return shown
}
