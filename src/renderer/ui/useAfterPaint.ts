/** For the larger part of a view: it is made when the smaller one has been painted, which would be seen late otherwise. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/**
 * @param isThere whether the smaller part is
 * @returns true from one frame after that on, for good
 */
export function useAfterPaint(isThere: () => boolean): Readonly<ShallowRef<boolean>> {
  const isPainted = shallowRef(false)
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    isThere,
    (there) => {
      if (!there || frame !== 0) return
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => (isPainted.value = true))
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  })
  return isPainted
}
