/** What is asked while the connection is lost is asked again when it is back, without anybody's doing. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import type { RunView, TimelineView } from '../../../contract/methods/analysis.ts'
import { connectRpc, type Connection } from '../../../contract/rpc/connectRpc.ts'
import { serveRpc } from '../../../contract/rpc/serveRpc.ts'
import { workbench, type Workbench, type WorkbenchHandlers } from '../../../contract/workbench.ts'
import { channelOver } from '../../host/testing/channelOver.ts'
import { createRunView, type RunLookStore } from './runView.ts'
import { timelineOf } from './sampleTimeline.ts'
import { useRunTimeline } from './useRunTimeline.ts'

const view = {
  run: { id: 'r1', status: 'completed' },
  endS: 10,
  warmUpMs: 0,
  windows: [{ kind: 'judged', name: 'Load', fromS: 0, toS: 10 }],
} as unknown as RunView

let scope: EffectScope
let client: Connection<Workbench>
let ports: MessagePort[]
/** Answers to questions: none comes before it is called. */
let opening: PromiseWithResolvers<RunView>[]
let asked: PromiseWithResolvers<TimelineView>[]

beforeEach(() => {
  scope = effectScope()
  ports = []
  opening = []
  asked = []
  const later = <T>(all: PromiseWithResolvers<T>[]): Promise<T> => {
    const answer = Promise.withResolvers<T>()
    all.push(answer)
    return answer.promise
  }
  const handlers = {
    methods: { 'run.open': () => later(opening), 'run.timeline': () => later(asked) },
    subscriptions: { 'runs.changed': () => {}, 'run.ticks': () => {} },
  } as unknown as WorkbenchHandlers
  client = connectRpc<Workbench>({
    open() {
      const { port1, port2 } = new MessageChannel()
      ports.push(port1)
      serveRpc(channelOver(port1), workbench, handlers, { program: 'test', onFault: () => {} })
      return Promise.resolve(channelOver(port2))
    },
    wait: () => Promise.resolve(),
  })
})
afterEach(() => {
  scope.stop()
  client.close()
})

function open(): { store: RunLookStore; timeline: ReturnType<typeof useRunTimeline> } {
  const opened = scope.run(() => {
    const store = createRunView({ client, run: 'r1', link: {}, percentiles: [95], isShown: ref(true) })
    return { store, timeline: useRunTimeline(() => ({ of: 'window', points: 60 }), store) }
  })
  if (!opened) throw new Error('The scope has ended.')
  return opened
}

const nth = async <T>(all: T[], index: number): Promise<T> => {
  await vi.waitFor(() => expect(all.length).toBeGreaterThan(index), { timeout: 10_000 })
  return all[index]!
}

test('a run that was being opened, and its timeline', async () => {
  const { store, timeline } = open()
  await nth(opening, 0)
  ports[0]!.close()
  ;(await nth(opening, 1)).resolve(view)
  await nth(asked, 0)
  ports[1]!.close()
  ;(await nth(asked, 1)).resolve(timelineOf(0, 10, 1))
  await vi.waitFor(() => expect(timeline.data.value?.t.length).toBe(10))
  expect([store.error.value, timeline.error.value]).toEqual([null, null])
})

test('a run that goes on, which is asked for from time to time, however often the connection is lost', async () => {
  const { store } = open()
  const live = { ...view, run: { ...view.run, status: 'running' } } as RunView
  ;(await nth(opening, 0)).resolve(live)
  await vi.waitFor(() => expect(store.isLive.value).toBe(true))
  store.reload()
  await nth(opening, 1)
  ports[0]!.close()
  ;(await nth(opening, 2)).resolve({ ...live, endS: 20 })
  await vi.waitFor(() => expect(store.endS.value).toBe(20))
  expect(store.error.value).toBeNull()
})
