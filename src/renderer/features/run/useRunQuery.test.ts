import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import type { DistributionView, RunView, RunWindow } from '../../../contract/methods/analysis.ts'
import { connectRpc, type Connection } from '../../../contract/rpc/connectRpc.ts'
import { CallError } from '../../../contract/rpc/remoteError.ts'
import { serveRpc } from '../../../contract/rpc/serveRpc.ts'
import type { RunTick } from '../../../contract/runTick.ts'
import { workbench, type Workbench, type WorkbenchHandlers } from '../../../contract/workbench.ts'
import { channelOver } from '../../host/testing/channelOver.ts'
import { createRunView, type RunLookStore } from './runView.ts'
import { tickOf } from './sampleTick.ts'
import { useRunQuery } from './useRunQuery.ts'

const view = {
  run: { id: 'r1', status: 'completed' },
  endS: 100,
  warmUpMs: 10_000,
  windows: [
    { kind: 'whole', name: 'Whole run', fromS: 0, toS: 100 },
    { kind: 'judged', name: 'Without warm-up', fromS: 10, toS: 100 },
  ],
  verdict: null,
} as unknown as RunView

interface Asked {
  window: RunWindow
  signal: AbortSignal
  answer(of: number): void
  fail(error: Error): void
}

let scope: EffectScope
let client: Connection<Workbench>
let asked: Asked[]
let opened: RunView
let emitTick: (tick: RunTick) => void
let untilHeard: () => Promise<void>
let close: () => void
const isShown = ref(true)

beforeEach(() => {
  asked = []
  opened = view
  emitTick = () => {}
  const none = emitTick
  untilHeard = () => vi.waitFor(() => expect(emitTick).not.toBe(none))
  isShown.value = true
  const { port1, port2 } = new MessageChannel()
  const methods = {
    'run.open': () => opened,
    'run.distribution': ({ window }: { window: RunWindow }, { signal }: { signal: AbortSignal }) =>
      new Promise<DistributionView>((resolve, reject) => {
        asked.push({
          window,
          signal,
          answer: (count) => resolve({ count, minMs: null, meanMs: null, maxMs: null, spectrum: [], bars: [] }),
          fail: reject,
        })
      }),
  }
  const subscriptions = {
    'runs.changed': () => {},
    'run.ticks': (_: unknown, { emit }: { emit: (tick: RunTick) => void }) => void (emitTick = emit),
  }
  serveRpc(channelOver(port1), workbench, { methods, subscriptions } as unknown as WorkbenchHandlers, {
    program: 'test',
    onFault: () => {},
  })
  client = connectRpc<Workbench>({ open: () => Promise.resolve(channelOver(port2)), once: true })
  scope = effectScope()
  close = () => {
    scope.stop()
    client.close()
    port1.close()
  }
})
afterEach(() => close())

function open(): { store: RunLookStore; query: ReturnType<typeof useRunQuery<'run.distribution'>> } {
  const result = scope.run(() => {
    const store = createRunView({ client, run: 'r1', link: {}, percentiles: [50], isShown })
    const query = useRunQuery(
      'run.distribution',
      () => store.window.value && { window: store.window.value, filter: store.filter.value },
      store,
    )
    return { store, query }
  })
  if (!result) throw new Error('The scope has ended.')
  return result
}

const questions = (count: number): Promise<void> =>
  vi.waitFor(() => expect(asked).toHaveLength(count), { timeout: 10_000, interval: 5 })
const nth = (index: number): Asked => {
  const found = asked[index]
  if (!found) throw new Error(`There was no question ${index}.`)
  return found
}

test('asks for the judged window of a run that has ended, once', async () => {
  const { query } = open()
  await questions(1)
  expect(nth(0).window).toEqual({ fromS: 10, toS: 100 })
  expect(query.isLoading.value).toBe(true)
  nth(0).answer(7)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(7))
  expect(query.isLoading.value).toBe(false)
})

test('an answer to what is no longer asked is dropped, and its question cancelled', async () => {
  const { store, query } = open()
  await questions(1)
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  store.setWindow({ fromS: 20, toS: 30 })
  await questions(2)
  expect(query.isOld.value).toBe(true)
  store.setWindow({ fromS: 40, toS: 50 })
  await questions(3)
  await vi.waitFor(() => expect(nth(1).signal.aborted).toBe(true))
  nth(1).answer(666)
  nth(2).answer(3)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(3))
  expect(query.isOld.value).toBe(false)
})

test('what was answered before is shown at once, and not asked again', async () => {
  const { store, query } = open()
  await questions(1)
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  store.setWindow({ fromS: 20, toS: 30 })
  await questions(2)
  nth(1).answer(2)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(2))
  store.choice.value = { kind: 'judged' }
  await nextTick()
  expect(query.data.value?.count).toBe(1)
  expect(query.isOld.value).toBe(false)
  expect(asked).toHaveLength(2)
})

test('hidden nothing is asked; shown again what changed meanwhile is', async () => {
  const { store, query } = open()
  await questions(1)
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  isShown.value = false
  await nextTick()
  store.setWindow({ fromS: 20, toS: 30 })
  await nextTick()
  expect(query.isLoading.value).toBe(false)
  isShown.value = true
  await questions(2)
  expect(nth(1).window).toEqual({ fromS: 20, toS: 30 })
})

test('an error is told, old data stay, and it is asked again when somebody wants it', async () => {
  const { store, query } = open()
  await questions(1)
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  store.setWindow({ fromS: 20, toS: 30 })
  await questions(2)
  nth(1).fail(new CallError('notFound', 'There is no such run.'))
  await vi.waitFor(() => expect(query.error.value?.message).toBe('There is no such run.'))
  expect(query.data.value?.count).toBe(1)
  query.retry()
  await questions(3)
  nth(2).answer(3)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(3))
  expect(query.error.value).toBeNull()
})

test('a window that only grows is not asked again with every tick; another window is asked at once', async () => {
  opened = { ...view, run: { ...view.run, status: 'running' }, endS: 20 }
  const { store, query } = open()
  await questions(1)
  expect(store.choice.value).toEqual({ kind: 'follow' })
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  await untilHeard()
  for (let t = 20; t < 30; t++) emitTick(tickOf(t))
  await vi.waitFor(() => expect(store.endS.value).toBe(30))
  expect(store.liveWindow.value).toEqual({ fromS: 0, toS: 30 })
  // The window goes on in larger steps, and what was answered is still the answer to this question.
  expect(query.isOld.value).toBe(false)
  expect(asked).toHaveLength(1)
  store.setWindow({ fromS: 5, toS: 9 })
  await questions(2)
  expect(nth(1).window).toEqual({ fromS: 5, toS: 9 })
})

test('when the run ends the window stays, and everything is asked once more', async () => {
  opened = { ...view, run: { ...view.run, status: 'running' }, endS: 90 }
  const { store, query } = open()
  await questions(1)
  nth(0).answer(1)
  await vi.waitFor(() => expect(query.data.value?.count).toBe(1))
  opened = view
  store.reload()
  await questions(2)
  expect(store.hasEndedHere.value).toBe(true)
  expect(store.choice.value).toEqual({ kind: 'follow' })
  expect(nth(1).window).toEqual({ fromS: 0, toS: 100 })
})

test('frozen, the view stays where it is while the run goes on', async () => {
  opened = { ...view, run: { ...view.run, status: 'running' }, endS: 20 }
  const { store } = open()
  await untilHeard()
  emitTick(tickOf(20, { users: 1 }))
  await vi.waitFor(() => expect(store.tick.value?.users).toBe(1))
  store.setFrozen(true)
  emitTick(tickOf(21, { users: 2 }))
  // Whatever comes after it has heard of the tick before.
  await client.call('run.open', { run: 'r1' })
  expect(store.tick.value?.users).toBe(1)
  expect(store.frozenAtS.value).toBe(21)
  expect(store.endS.value).toBe(21)
  store.setFrozen(false)
  expect(store.tick.value?.users).toBe(2)
  expect(store.endS.value).toBe(22)
})
