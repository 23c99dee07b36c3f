/** What is asked before the window is there is asked once, and reaches the view of the run. */
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import type { RunView, TimelineView } from '../../../contract/methods/analysis.ts'
import { connectRpc, type Connection } from '../../../contract/rpc/connectRpc.ts'
import { CallError } from '../../../contract/rpc/remoteError.ts'
import { serveRpc } from '../../../contract/rpc/serveRpc.ts'
import { workbench, type Workbench, type WorkbenchHandlers } from '../../../contract/workbench.ts'
import { askedAhead } from '../../host/askedAhead.ts'
import { askRunAhead } from './askRunAhead.ts'
import { channelOver } from '../../host/testing/channelOver.ts'
import { createRunView, type RunLookStore } from './runView.ts'
import { timelineOf } from './sampleTimeline.ts'
import { useWholeRun } from './wholeRun.ts'

const ended = {
  run: { id: 'r1', status: 'completed' },
  endS: 10,
  warmUpMs: 0,
  windows: [{ kind: 'judged', name: 'Load', fromS: 0, toS: 10 }],
} as unknown as RunView
const whole = timelineOf(0, 10, 1)

interface Asked {
  run: string
  window: { fromS: number; toS: number }
  points: number
}

let scope: EffectScope
let connection: Connection<Workbench>
let view: () => RunView
let questions: string[]

beforeEach(() => {
  scope = effectScope()
  questions = []
  view = () => ended
  const handlers = {
    methods: {
      'run.open'({ run }: { run: string }) {
        questions.push(`open ${run}`)
        return view()
      },
      'run.timeline'({ run, window, points }: Asked): TimelineView {
        questions.push(`timeline ${run} ${window.fromS}–${window.toS} ${points}`)
        return whole
      },
    },
    subscriptions: { 'runs.changed': () => {}, 'run.ticks': () => {} },
  } as unknown as WorkbenchHandlers
  connection = connectRpc<Workbench>({
    open() {
      const { port1, port2 } = new MessageChannel()
      serveRpc(channelOver(port1), workbench, handlers, { program: 'test', onFault: () => {} })
      return Promise.resolve(channelOver(port2))
    },
  })
})

afterEach(() => {
  scope.stop()
  connection.close()
})

function look(client: ReturnType<typeof askedAhead>['client'], run: string): RunLookStore {
  return scope.run(() => createRunView({ client, run, link: {}, percentiles: [95], isShown: ref(true) }))!
}

test('a run that has ended, and the whole of it, are asked for once', async () => {
  const { client, ask } = askedAhead(connection)
  await askRunAhead(ask, '#/run/last/overview?from=2')
  expect(questions).toEqual(['open last', 'timeline r1 0–10 60'])

  const store = look(client, 'last')
  const timeline = scope.run(() => useWholeRun(store))!
  await vi.waitFor(() => expect(timeline.data.value?.t).toEqual(whole.t))
  expect(store.id.value).toBe('r1')
  // The finer one comes after it.
  await vi.waitFor(() => expect(questions).toEqual(['open last', 'timeline r1 0–10 60', 'timeline r1 0–10 360']))

  // What is asked again is asked anew: it may have changed.
  store.reload()
  await vi.waitFor(() => expect(questions.slice(3)).toEqual(['open r1']))
})

test('of a run that goes on only what it is', async () => {
  view = () => ({ ...ended, run: { ...ended.run, status: 'running' } })
  await askRunAhead(askedAhead(connection).ask, '#/run/r1')
  expect(questions).toEqual(['open r1'])
})

test.each(['', '#/runs', '#/compare?run=r1', '#/run', '#/run/%E0%A4%A', 'https://example.org/#/run/r1'])(
  'of the address %j nothing',
  async (address) => {
    await askRunAhead(askedAhead(connection).ask, address)
    expect(questions).toEqual([])
  },
)

test('that it cannot be opened is told to the view', async () => {
  view = () => {
    throw new CallError('notFound', 'There is no run r9.')
  }
  const { client, ask } = askedAhead(connection)
  await askRunAhead(ask, '#/run/r9')
  const store = look(client, 'r9')
  await vi.waitFor(() => expect(store.error.value?.message).toBe('There is no run r9.'))
  expect(questions).toEqual(['open r9'])
})
