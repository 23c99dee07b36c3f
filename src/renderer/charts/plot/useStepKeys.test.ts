import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { ref } from 'vue'
import { useStepKeys } from './useStepKeys.ts'

beforeEach(() => setActivePinia(createPinia()))

function chartOf(count: number) {
  const step = ref<number | null>(null)
  const done: string[] = []
  const onKey = useStepKeys({
    step,
    count: () => count,
    scale: () => done.push('scale'),
    used: () => done.push('used'),
  })
  const taken: string[] = []
  const press = (key: string, held: Partial<KeyboardEvent> = {}): number | null => {
    onKey({
      key,
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      preventDefault: () => taken.push(key),
      stopPropagation() {},
      ...held,
    } as KeyboardEvent)
    return step.value
  }
  return { press, done, taken }
}

test('keys read the steps one by one, and stay on them', () => {
  const { press } = chartOf(3)
  expect(press('ArrowRight')).toBe(0)
  expect(press('ArrowRight')).toBe(1)
  expect(press('ArrowRight', { shiftKey: true })).toBe(2)
  expect(press('Home')).toBe(0)
  expect(press('End')).toBe(2)
  expect(press('Escape')).toBeNull()
  expect(press('ArrowLeft')).toBe(2)
})

test('where there is nothing, nothing is read', () => {
  const { press } = chartOf(0)
  for (const key of ['ArrowRight', 'Home', 'End']) expect(press(key)).toBeNull()
})

test('what is used is taken and said, all else is left to others', () => {
  const { press, done, taken } = chartOf(3)
  press('l')
  expect(done).toEqual(['scale', 'used'])
  for (const key of ['Tab', 'T', 'z', 'Enter', 'ArrowUp']) press(key)
  press('l', { ctrlKey: true })
  expect(done).toEqual(['scale', 'used'])
  expect(taken).toEqual(['l'])
})
