/** Counts the changes that the host tells of, for `deps` of useQuery: what may have changed is asked again. */
import { readonly, ref, watch, type Ref } from 'vue'
import { useStream } from './useStream.ts'
import { useIsShown } from './whileShown.ts'

/** What happens while nobody looks is not heard, so coming back counts as a change, too. */
export function useChanges(name: 'runs.changed' | 'plans.changed'): Readonly<Ref<number>> {
  const version = ref(0)
  const isShown = useIsShown()
  useStream(name, {}, () => void version.value++)
  watch(isShown, (shown) => {
    if (shown) version.value++
  })
  return readonly(version)
}
