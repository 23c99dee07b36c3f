/** Views that are kept, but not looked at, cost nothing: what they ask for stops when they are left and goes on when they are back. */
import { computed, getCurrentInstance, onActivated, onDeactivated, onScopeDispose, ref, type Ref } from 'vue'

/**
 * True while the component's tab is the one that is looked at, or it is in no tab, and while the page can be seen: it stands on the
 * machine that makes the load, and behind other windows nobody needs it.
 */
export function useIsShown(): Readonly<Ref<boolean>> {
  const isPageSeen = useIsPageSeen()
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

/** False while another tab of the browser is in front, or the window minimised. */
function useIsPageSeen(): Readonly<Ref<boolean>> {
  const isSeen = ref(isPageSeen())
  if (typeof document === 'undefined') return isSeen
  const follow = (): void => {
    isSeen.value = isPageSeen()
  }
  document.addEventListener('visibilitychange', follow)
  onScopeDispose(() => document.removeEventListener('visibilitychange', follow))
  return isSeen
}

/** Without a page, as in tests, there is nothing that could be hidden. */
export function isPageSeen(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}
