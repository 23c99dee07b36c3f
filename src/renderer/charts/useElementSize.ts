/** The size of an element in whole CSS pixels, as it changes; 0 × 0 until it is mounted. */
import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Size } from './echartsParts.ts'

export function useElementSize(element: Readonly<Ref<Element | null>>): ShallowRef<Size> {
  const size = shallowRef<Size>({ widthPx: 0, heightPx: 0 })
  let observer: ResizeObserver | null = null
  function measure(): void {
    const widthPx = Math.floor(element.value?.clientWidth ?? 0)
    const heightPx = Math.floor(element.value?.clientHeight ?? 0)
    if (widthPx !== size.value.widthPx || heightPx !== size.value.heightPx) size.value = { widthPx, heightPx }
  }
  onMounted(() => {
    measure()
    observer = new ResizeObserver(measure)
    if (element.value !== null) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return size
}
