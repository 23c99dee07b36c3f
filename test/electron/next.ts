/** What tests of the shell wait for: the next window, the next dialog. */
import { expect } from 'vitest'
import type { App, Asked } from './app.ts'
import type { Question } from './hand.ts'

const WITHIN_MS = 30_000

/** @param said is told where nothing comes */
export async function nextIn<T>(queue: T[], said: () => string): Promise<T> {
  await expect.poll(() => queue.length, { timeout: WITHIN_MS, message: said() }).toBeGreaterThan(0)
  return queue.shift() as T
}

export async function nextQuestion(call: App['call'], said: () => string, withinMs = WITHIN_MS): Promise<Asked> {
  let question: Question | null = null
  const ask = async (): Promise<unknown> => (question ??= await call('question'))
  await expect.poll(ask, { timeout: withinMs, message: said() }).not.toBeNull()
  const { id, kind, options } = question as unknown as Question
  return {
    kind,
    options,
    // What comes of it may be the end of main, which then says nothing any more.
    answer: (value) => void call('answer', id, value).catch(() => {}),
  }
}
