/** Views that are kept, but not looked at, cost nothing: what they ask for stops when they are left and goes on when they are back. */
import { computed, getCurrentInstance, onActivated, onDeactivated, ref, type Ref } from 'vue'

/** Without a page, as in tests, there is nothing that could be hidden. */
const page = typeof document === 'undefined' ? null : document
const isSeen = ref(page === null || page.visibilityState === 'visible')
page?.addEventListener('visibilitychange', () => {
  isSeen.value = page.visibilityState === 'visible'
})

/** False while another tab of the browser is in front, or the window minimised. */
export const isPageSeen: Readonly<Ref<boolean>> = isSeen

/**
 * True while the component's tab is the one that is looked at, or it is in no tab, and while the page can be seen: it stands on the
 * machine that makes the load, and behind other windows nobody needs it.
 */
export function useIsShown(): Readonly<Ref<boolean>> {
  const isInFront = ref(true)
  if (getCurrentInstance() !== null) {
    onActivated(() => {
      isInFront.value = true
    })
    onDeactivated(() => {
      isInFront.value = false
    })
  }
  return computed(() => isInFront.value && isPageSeen.value)
}
