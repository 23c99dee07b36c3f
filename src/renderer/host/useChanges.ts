/** Counts the changes that the host tells of, for `deps` of useQuery: what may have changed is asked again. */
import { onActivated, onDeactivated, readonly, ref, type Ref } from 'vue'
import { useStream } from './useStream.ts'

/** What happens while nobody looks is not heard, so coming back counts as a change, too. */
export function useChanges(name: 'runs.changed' | 'plans.changed'): Readonly<Ref<number>> {
  const version = ref(0)
  let wasLeft = false
  useStream(name, {}, () => void version.value++)
  onDeactivated(() => {
    wasLeft = true
  })
  onActivated(() => {
    if (wasLeft) version.value++
    wasLeft = false
  })
  return readonly(version)
}
