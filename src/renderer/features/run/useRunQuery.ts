/**
 * A question about the run of this screen. Asked at once when it changes; while the run goes on and only its window has grown, asked
 * again politely (politePace.ts). Not asked while hidden. An answer to what is no longer asked is dropped, the last one stays until
 * the next is there, and answers are kept for sections that are shown again.
 */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { analysisMethods } from '../../../contract/methods/analysis.ts'
import type { RunWindow } from '../../../contract/methods/analysis.ts'
import type { Params, Result } from '../../../contract/method.ts'
import { ConnectionLost } from '../../../contract/rpc/remoteError.ts'
import { pauseMs, RECONNECT_MS } from './politePace.ts'
import { useRunView, type RunLookStore } from './runView.ts'
import { isSameWindow } from './windowChoice.ts'

type Methods = typeof analysisMethods
export type RunMethod = keyof Methods

export interface RunQuery<T> {
  /** The last answer; null before the first. */
  data: Readonly<ShallowRef<T | null>>
  /** Of the last question, as a sentence; `data` is still what it was. */
  error: Readonly<ShallowRef<Error | null>>
  isLoading: Readonly<ShallowRef<boolean>>
  /** `data` answers another question than the one asked now: show it faded. */
  isOld: ComputedRef<boolean>
  retry: () => void
}

/** Everything but `run`, which is this one. */
export type RunParams<K extends RunMethod> = Omit<Params<Methods[K]>, 'run'>

const MOST_ANSWERS = 40

/** @param params null: nothing to ask (yet) */
export function useRunQuery<K extends RunMethod>(
  method: K,
  params: () => RunParams<K> | null,
  store: RunLookStore = useRunView(),
): RunQuery<Result<Methods[K]>> {
  type Answer = Result<Methods[K]>
  const { client, isShown, answers } = store
  const data: ShallowRef<Answer | null> = shallowRef(null)
  const error = shallowRef<Error | null>(null)
  const isLoading = shallowRef(false)
  const answered = shallowRef<{ question: string; key: string } | null>(null)
  const wanted = computed(() => {
    const asked = params()
    return asked && { asked, ...identify(method, asked, store) }
  })

  let under: { question: string; key: string; abort: AbortController } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let beganAtMs = 0
  let tookMs = 0

  function update(): void {
    clearTimeout(timer)
    const now = wanted.value
    if (now === null || !isShown.value) return cancel()
    const kept = answers.get(now.question)
    if (kept && answered.value?.question !== now.question) take(now.question, kept.key, kept.value as Answer)
    if (answered.value?.key === now.key) return cancel()
    if (under?.question === now.question) return
    // Only its window has grown.
    const waitMs = answered.value?.question === now.question ? beganAtMs + pauseMs(tookMs) - performance.now() : 0
    if (waitMs > 0) timer = setTimeout(update, waitMs)
    else void ask(now)
  }

  async function ask({ asked, question, key }: { asked: RunParams<K>; question: string; key: string }): Promise<void> {
    cancel()
    const own = { question, key, abort: new AbortController() }
    under = own
    isLoading.value = true
    beganAtMs = performance.now()
    const { signal } = own.abort
    try {
      const value = await client.call(method, { ...asked, run: store.id.value } as Params<Methods[K]>, { signal })
      if (under !== own) return
      take(question, key, value as Answer)
      keep(answers, question, key, value)
    } catch (thrown) {
      if (under !== own) return
      if (thrown instanceof ConnectionLost) timer = setTimeout(update, RECONNECT_MS)
      else error.value = thrown instanceof Error ? thrown : new Error(String(thrown))
    }
    tookMs = performance.now() - beganAtMs
    under = null
    isLoading.value = false
    // It may have grown while it was asked; after an error somebody has to want it again.
    if (error.value === null && wanted.value?.key !== key) update()
  }

  function take(question: string, key: string, value: Answer): void {
    data.value = value
    error.value = null
    answered.value = { question, key }
  }

  function cancel(): void {
    under?.abort.abort()
    under = null
    isLoading.value = false
  }

  watch([() => wanted.value?.key, isShown], update, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    cancel()
  })
  return {
    data,
    error,
    isLoading,
    isOld: computed(() => data.value !== null && wanted.value?.question !== answered.value?.question),
    retry() {
      error.value = null
      answered.value = null
      update()
    },
  }
}

/** `key` is exactly what is asked; `question` is the same for a window of the screen that has only grown. */
function identify(method: string, asked: object, { isLive, choice, window, numbersWindow }: RunLookStore) {
  const key = JSON.stringify([method, isLive.value, asked])
  if (!isLive.value || !('window' in asked)) return { key, question: key }
  const its = asked.window as RunWindow
  const which = isSameWindow(its, window.value) ? 'shown' : isSameWindow(its, numbersWindow.value) ? 'numbers' : null
  if (which === null) return { key, question: key }
  return { key, question: JSON.stringify([method, which, { ...asked, window: choice.value }]) }
}

/** The oldest go first. */
function keep(answers: RunLookStore['answers'], question: string, key: string, value: unknown): void {
  answers.delete(question)
  answers.set(question, { key, value })
  for (const oldest of answers.keys()) {
    if (answers.size <= MOST_ANSWERS) return
    answers.delete(oldest)
  }
}
