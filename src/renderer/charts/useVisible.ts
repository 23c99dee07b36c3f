/** Whether an element can be seen: what cannot, is not drawn. */
import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'

export function useVisible(element: Readonly<Ref<HTMLElement | null>>): ShallowRef<boolean> {
  const isVisible = shallowRef(false)
  let observer: IntersectionObserver | null = null
  onMounted(() => {
    observer = new IntersectionObserver(
      (entries) => {
        isVisible.value = entries.at(-1)?.isIntersecting ?? false
      },
      // A little ahead of scrolling, so that no empty chart comes into view.
      { rootMargin: '100px' },
    )
    if (element.value !== null) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return isVisible
}
