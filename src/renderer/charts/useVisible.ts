/** Whether an element can be seen: what cannot, is not drawn. Of those that come into view together, one a frame is said to be there. */
import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'
import { createTurns } from './oneAFrame.ts'

const turns = createTurns((then) => requestAnimationFrame(then))

export function useVisible(element: Readonly<Ref<HTMLElement | null>>): ShallowRef<boolean> {
  const isVisible = shallowRef(false)
  let observer: IntersectionObserver | null = null
  let leave = (): void => {}
  onMounted(() => {
    observer = new IntersectionObserver(
      (entries) => {
        leave()
        if (entries.at(-1)?.isIntersecting ?? false) leave = turns.take(() => (isVisible.value = true))
        else isVisible.value = false
      },
      // A little ahead of scrolling, so that no empty chart comes into view.
      { rootMargin: '100px' },
    )
    if (element.value !== null) observer.observe(element.value)
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    leave()
  })
  return isVisible
}
