/** Views that are kept, but not looked at, cost nothing: what they ask for stops when they are left and goes on when they are back. */
import { getCurrentInstance, onActivated, onDeactivated, ref, type Ref } from 'vue'

/** True while the component's tab is the one that is looked at; always true outside of tabs. */
export function useIsShown(): Readonly<Ref<boolean>> {
  const isShown = ref(true)
  if (getCurrentInstance() !== null) {
    onActivated(() => {
      isShown.value = true
    })
    onDeactivated(() => {
      isShown.value = false
    })
  }
  return isShown
}
