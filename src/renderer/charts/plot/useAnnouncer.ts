/** Says things to a screen reader, at most twice a second, and the last one in any case. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { printable } from '../../ui/printable.ts'

export const ANNOUNCE_EVERY_MS = 500

/** @returns the text for a polite live region, and what sets it */
export function useAnnouncer(): { said: Ref<string>; say(text: string): void } {
  const said = ref('')
  let waiting: string | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function next(): void {
    timer = null
    if (waiting === null) return
    said.value = waiting
    waiting = null
    timer = setTimeout(next, ANNOUNCE_EVERY_MS)
  }

  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer)
  })

  return {
    said,
    say(text) {
      // Names in it come from plans and targets.
      waiting = printable(text)
      if (timer === null) next()
    },
  }
}
