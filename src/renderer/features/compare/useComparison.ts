/** The comparison of what is asked for: how far its reading is, given up when nobody wants it, and kept until the next is there. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Params } from '../../../contract/method.ts'
import type { buildsSubscriptions } from '../../../contract/methods/builds.ts'
import type { BuildComparison, EndpointComparison } from '../../../core/comparison/comparison.ts'
import type { Metric } from '../../../core/comparison/metrics.ts'
import { useHost } from '../../host/useHost.ts'
import { useIsShown } from '../../host/whileShown.ts'
import { orderedComparison } from './orderedComparison.ts'

export type ComparisonQuestion = Params<(typeof buildsSubscriptions)['builds.compare']>

export interface Comparing {
  /** The last one; null before the first. */
  comparison: ShallowRef<BuildComparison | null>
  /** Its metrics that are read first. */
  primary: ShallowRef<readonly Metric[]>
  /** Runs that are read, of all; null while none is. */
  progress: ShallowRef<{ done: number; of: number; share: number } | null>
  isReading: Ref<boolean>
  error: ShallowRef<Error | null>
  /** It was given up, and nothing else was asked for since. */
  isCancelled: Ref<boolean>
  /** What is shown is of another question, or is being read anew. */
  isOld: ComputedRef<boolean>
  cancel: () => void
  again: () => void
}

/** @param question null: there is nothing to compare */
export function useComparison(question: () => ComparisonQuestion | null): Comparing {
  const host = useHost()
  const isShown = useIsShown()
  const comparison = shallowRef<BuildComparison | null>(null)
  const primary = shallowRef<readonly Metric[]>([])
  const progress = shallowRef<Comparing['progress']['value']>(null)
  const error = shallowRef<Error | null>(null)
  const isReading = ref(false)
  const isCancelled = ref(false)
  /** Compared by what it says: a getter makes a new object each time. */
  const asked = computed(() => {
    const now = question()
    return now === null ? null : JSON.stringify(now)
  })
  const answered = ref<string | null>(null)
  let unsubscribe: (() => void) | null = null

  function stop(): void {
    unsubscribe?.()
    unsubscribe = null
    isReading.value = false
    progress.value = null
  }

  function start(): void {
    stop()
    error.value = null
    isCancelled.value = false
    const now = question()
    const key = asked.value
    if (now === null) return
    isReading.value = true
    const endpoints: EndpointComparison[] = []
    unsubscribe = host.subscribe('builds.compare', now, {
      value(news) {
        switch (news.kind) {
          case 'reading':
            // Also after a lost connection, when all of it comes again.
            endpoints.length = 0
            progress.value = { done: news.done, of: news.of, share: news.share }
            return
          case 'endpoints':
            endpoints.push(...news.endpoints)
            return
          case 'compared':
            primary.value = news.primary
            comparison.value = orderedComparison(
              news.comparison.outcome === 'refused' ? news.comparison : { ...news.comparison, endpoints },
              news.primary,
            )
            answered.value = key
            return
          default: {
            const unknown: never = news
            throw new TypeError(`Unknown news ${JSON.stringify(unknown)}`)
          }
        }
      },
      ended(failure) {
        unsubscribe = null
        stop()
        error.value = failure
      },
    })
  }

  /** What was read, failed or was given up before the tab was left is as it was left. */
  let begun: string | null = null
  watch(
    [isShown, asked],
    ([shown, key]) => {
      if (shown && key === begun) return
      if (isReading.value || shown) begun = null
      stop()
      if (!shown || key === null) return
      begun = key
      start()
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  return {
    comparison,
    primary,
    progress,
    isReading,
    error,
    isCancelled,
    isOld: computed(() => isReading.value || answered.value !== asked.value),
    cancel() {
      stop()
      isCancelled.value = true
    },
    again: start,
  }
}
