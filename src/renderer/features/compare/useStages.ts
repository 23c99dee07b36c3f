/** Parts of a large view that appear one frame after the other: made at once they would hold up keys and pointer. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** @returns how many parts are there by now, from 1 to `count` */
export function useStages(count: number): Readonly<Ref<number>> {
  const stage = ref(1)
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0

  function next(): void {
    if (stage.value >= count) return
    // Behind the frame, so that what is there is painted first.
    frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        stage.value++
        next()
      })
    })
  }
  onMounted(next)
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  })
  return stage
}
