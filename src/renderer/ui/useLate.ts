/** Something that holds for a while already. What is over sooner is not shown at all: it would only flicker. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Answers that come sooner come at once, to somebody who looks. */
const LATE_MS = 150

/** @returns true once `holds` has been true for 150 ms; false at once when it no longer is */
export function useLate(holds: () => boolean): Readonly<ShallowRef<boolean>> {
  const isLate = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    holds,
    (now) => {
      clearTimeout(timer)
      isLate.value = false
      if (now) timer = setTimeout(() => (isLate.value = true), LATE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return isLate
}
