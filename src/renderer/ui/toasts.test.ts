import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useConfirm } from './confirm.ts'
import { MOST_TOASTS, useToasts } from './toasts.ts'

beforeEach(() => setActivePinia(createPinia()))

test('the same message again is counted; others stand below', () => {
  const toasts = useToasts()
  const first = toasts.show({ tone: 'fail', title: 'No answer' })
  expect(toasts.show({ tone: 'fail', title: 'No answer' })).toBe(first)
  toasts.show({ tone: 'fail', title: 'No answer', text: 'another' })
  expect(toasts.list.map(({ count }) => count)).toEqual([2, 1])
  toasts.dismiss(first)
  toasts.dismiss(99)
  expect(toasts.list.map(({ text }) => text)).toEqual(['another'])
})

test('the oldest gives way, so that the work stays in view', () => {
  const toasts = useToasts()
  for (let index = 0; index < 20; index++) toasts.show({ tone: 'info', title: `${index}` })
  expect(toasts.list).toHaveLength(MOST_TOASTS)
  expect(toasts.list.at(-1)?.title).toBe('19')
})

test('a question is answered once; another one in its place means no', async () => {
  const confirm = useConfirm()
  const question = { title: 'Delete?', text: 'It is gone.', action: 'Delete' }
  const first = confirm.ask(question)
  const second = confirm.ask({ ...question, title: 'Stop?' })
  expect(await first).toBe(false)
  expect(confirm.current?.title).toBe('Stop?')
  const asked = confirm.current
  asked?.answer(true)
  asked?.answer(false)
  expect(await second).toBe(true)
  expect(confirm.current).toBeNull()
})
