import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { useConnection } from './connection.ts'
import { useQuery, type Query } from './useQuery.ts'

/** Questions as they came, to be answered in any order. */
interface Asked {
  text: string
  signal: AbortSignal
  answer(value: string): void
  fail(error: Error): void
}

let asked: Asked[]
let scope: EffectScope
beforeEach(() => {
  setActivePinia(createPinia())
  asked = []
  scope = effectScope()
})

function ask(text: string, signal: AbortSignal): Promise<string> {
  return new Promise((answer, fail) => asked.push({ text, signal, answer, fail }))
}

function query(call: (signal: AbortSignal) => Promise<string> | null, deps: () => unknown): Query<string> {
  return scope.run(() => useQuery(call, deps)) as Query<string>
}

async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await nextTick()
}

test('old data stays until the new is there', async () => {
  const filter = ref('a')
  const { data, isLoading } = query(
    (signal) => ask(filter.value, signal),
    () => filter.value,
  )
  expect(data.value).toBeNull()
  expect(isLoading.value).toBe(true)
  asked[0]?.answer('rows of a')
  await settled()
  expect([data.value, isLoading.value]).toEqual(['rows of a', false])
  filter.value = 'b'
  await settled()
  expect([data.value, isLoading.value]).toEqual(['rows of a', true])
  asked[1]?.answer('rows of b')
  await settled()
  expect([data.value, isLoading.value]).toEqual(['rows of b', false])
})

test('an answer that was overtaken is dropped, whenever it comes, and its question cancelled', async () => {
  const filter = ref('a')
  const { data, error, isLoading } = query(
    (signal) => ask(filter.value, signal),
    () => filter.value,
  )
  filter.value = 'b'
  await settled()
  expect(asked.map(({ text, signal }) => [text, signal.aborted])).toEqual([
    ['a', true],
    ['b', false],
  ])
  asked[1]?.answer('rows of b')
  await settled()
  asked[0]?.answer('rows of a')
  await settled()
  expect([data.value, error.value, isLoading.value]).toEqual(['rows of b', null, false])
})

test('a question that was cancelled is no failure', async () => {
  const filter = ref('a')
  const { error, isLoading } = query(
    (signal) => ask(filter.value, signal),
    () => filter.value,
  )
  filter.value = 'b'
  await settled()
  asked[0]?.fail(new DOMException('cancelled', 'AbortError'))
  await settled()
  expect([error.value, isLoading.value]).toEqual([null, true])
})

test('a failure is told, what was there stays, and the next answer clears it', async () => {
  const { data, error, refresh } = query(
    (signal) => ask('x', signal),
    () => 0,
  )
  asked[0]?.answer('first')
  await settled()
  void refresh()
  asked[1]?.fail(new Error('The host refused.'))
  await settled()
  expect([data.value, error.value?.message]).toEqual(['first', 'The host refused.'])
  const done = refresh()
  asked[2]?.answer('third')
  await done
  expect([data.value, error.value]).toEqual(['third', null])
})

test('a call that throws at once is a failure like any other', async () => {
  const { error } = query(
    () => {
      throw new TypeError('no run')
    },
    () => 0,
  )
  await settled()
  expect(error.value?.message).toBe('no run')
})

test('nothing to ask: no data', async () => {
  const run = ref<string | null>('a')
  const { data, isLoading } = query(
    (signal) => (run.value === null ? null : ask(run.value, signal)),
    () => run.value,
  )
  asked[0]?.answer('a')
  await settled()
  run.value = null
  await settled()
  expect([data.value, isLoading.value, asked.length]).toEqual([null, false, 1])
})

test('after a lost connection it is asked again; the first one is waited for', async () => {
  const connection = useConnection()
  query(
    (signal) => ask('x', signal),
    () => 0,
  )
  connection.changeState({ kind: 'connected', program: '1' })
  await settled()
  expect(asked).toHaveLength(1)
  connection.changeState({ kind: 'lost', retryInMs: 250 })
  connection.changeState({ kind: 'connected', program: '1' })
  await settled()
  expect(asked).toHaveLength(2)
})

test('with its component it is cancelled', async () => {
  const { data } = query(
    (signal) => ask('x', signal),
    () => 0,
  )
  scope.stop()
  expect(asked[0]?.signal.aborted).toBe(true)
  asked[0]?.answer('late')
  await settled()
  expect(data.value).toBeNull()
})
