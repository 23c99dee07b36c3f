/** The way from views to the inspector: where it stands, and whether the view that is worked with has something for it. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

export const useInspector = defineStore('inspector', () => {
  /** What is told goes here; null while the inspector is hidden. */
  const place = shallowRef<HTMLElement | null>(null)
  /** How many parts of views tell something. */
  const tellers = ref(0)

  /** @returns ends it */
  function tell(): () => void {
    tellers.value++
    return () => void tellers.value--
  }

  return { place, tellers, tell }
})
