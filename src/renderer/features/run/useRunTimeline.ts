/**
 * The timeline of the window, or of the whole run: asked for once, and while the run goes on only the missing seconds, with every
 * tick. When the run has ended it is asked for once more, whole.
 */
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunWindow, TimelineView } from '../../../contract/methods/analysis.ts'
import { ConnectionLost } from '../../../contract/rpc/remoteError.ts'
import { joinTimeline, missingSteps } from './joinTimeline.ts'
import { pauseMs, RECONNECT_MS } from './politePace.ts'
import { useRunView, type RunLookStore } from './runView.ts'
import type { RunParams, RunQuery } from './useRunQuery.ts'

export type TimelineChoice = Omit<RunParams<'run.timeline'>, 'window'> & { of: 'window' | 'run' }

/** Tails are small: every tick may bring one. */
const TAIL_EVERY_MS = 500
const RETRY_MS = 2000

export function useRunTimeline(
  choose: () => TimelineChoice | null,
  store: RunLookStore = useRunView(),
): RunQuery<TimelineView> {
  const { client, id, isShown, isLive, endS, liveWindow, choice } = store
  const data = shallowRef<TimelineView | null>(null)
  const error = shallowRef<Error | null>(null)
  const isLoading = shallowRef(false)
  /** The question that `data` answers. */
  const answered = shallowRef<string | null>(null)

  const wanted = computed(() => {
    const chosen = choose()
    if (chosen === null || liveWindow.value === null) return null
    const { of, ...rest } = chosen
    const window: RunWindow = of === 'run' ? { fromS: 0, toS: endS.value } : liveWindow.value
    const span = of === 'run' ? 'run' : isLive.value ? choice.value : window
    return { window, rest, question: JSON.stringify([isLive.value, rest, span]) }
  })
  type Wanted = NonNullable<typeof wanted.value>

  let under: { question: string; abort: AbortController } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let beganAtMs = 0
  let tookMs = 0

  function update(): void {
    clearTimeout(timer)
    const now = wanted.value
    if (now === null || !isShown.value) return cancel()
    if (under?.question === now.question) return
    if (answered.value !== now.question || data.value === null) return void ask(now, null)
    if (!isLive.value) return cancel()
    const missing = missingSteps(data.value, now.window, now.rest.points)
    if (missing.kind === 'nothing') return
    const tail = missing.kind === 'tail' ? missing : null
    const waitMs = beganAtMs + pauseMs(tookMs, tail ? TAIL_EVERY_MS : undefined) - performance.now()
    if (waitMs > 0) timer = setTimeout(update, waitMs)
    else void ask(now, tail)
  }

  /** @param tail null: all of it */
  async function ask(now: Wanted, tail: { window: RunWindow; points: number } | null): Promise<void> {
    cancel()
    const own = { question: now.question, abort: new AbortController() }
    under = own
    isLoading.value = tail === null
    beganAtMs = performance.now()
    const span = tail ? { window: tail.window, points: tail.points } : { window: now.window }
    let isAnswered = false
    try {
      const answer = await client.call(
        'run.timeline',
        { ...now.rest, run: id.value, ...span },
        { signal: own.abort.signal },
      )
      if (under !== own) return
      const joined = tail && data.value ? joinTimeline(data.value, answer, now.window.fromS) : answer
      // Where they do not fit, all of it is asked for next.
      answered.value = joined && now.question
      data.value = joined ?? data.value
      error.value = null
      isAnswered = true
    } catch (thrown) {
      if (under !== own) return
      const isLost = thrown instanceof ConnectionLost
      if (!isLost) error.value = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (isLost || isLive.value) timer = setTimeout(update, isLost ? RECONNECT_MS : RETRY_MS)
    }
    tookMs = performance.now() - beganAtMs
    under = null
    isLoading.value = false
    if (isAnswered) update()
  }

  function cancel(): void {
    under?.abort.abort()
    under = null
    isLoading.value = false
  }

  watch([wanted, isShown], update, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    cancel()
  })
  return {
    data,
    error,
    isLoading,
    isOld: computed(() => data.value !== null && answered.value !== wanted.value?.question),
    retry() {
      error.value = null
      answered.value = null
      update()
    },
  }
}
