/** The host's end, spoken to by whatever comes over a port: what is right is answered, what is not does no harm. */
import { once } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { CONTRACT_VERSION } from './messages.ts'
import type { ServeOptions } from './serveRpc.ts'
import { serveTrial, trialHost, type TrialHost } from './testing/trialContract.ts'

const opened: MessagePort[] = []
afterEach(() => {
  for (const port of opened.splice(0)) port.close()
})

/** The other end of a served port, which says and hears anything. */
function stranger(options: Partial<ServeOptions> = {}): {
  host: TrialHost
  say: (message: unknown) => void
  hear: () => Promise<unknown>
  port: MessagePort
} {
  const host = trialHost(options)
  const { port1, port2 } = new MessageChannel()
  serveTrial(host, port1)
  opened.push(port1, port2)
  const heard: unknown[] = []
  const waiting: ((message: unknown) => void)[] = []
  port2.on('message', (message) => {
    const next = waiting.shift()
    if (next) next(message)
    else heard.push(message)
  })
  return {
    host,
    port: port2,
    say: (message) => port2.postMessage(message),
    hear: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
  }
}

const call = (id: number, method: string, params: unknown): object => ({ type: 'call', id, method, params })

test('greets with its contract and program', async () => {
  const { say, hear } = stranger()
  say({ type: 'hello', contract: CONTRACT_VERSION + 7 })
  expect(await hear()).toEqual({ type: 'hello', contract: CONTRACT_VERSION, program: '1.2.3' })
})

test('parameters are checked, and defaults filled in', async () => {
  const { say, hear } = stranger()
  say(call(1, 'add', { a: 2 }))
  expect(await hear()).toEqual({ type: 'result', id: 1, value: 3 })
  for (const [params, why] of [
    [{ a: '2' }, /^add was called wrongly: `a`: /],
    [{}, /`a`: /],
    [null, /^add was called wrongly: /],
    [undefined, /^add was called wrongly: /],
    [{ a: 1, extra: 1 }, /extra/],
    [JSON.parse('{"a": 1, "__proto__": {"b": 5}}'), /__proto__/],
    [[1], /^add was called wrongly: /],
  ] as const) {
    say(call(2, 'add', params))
    expect(await hear()).toEqual({
      type: 'failed',
      id: 2,
      error: { name: 'invalid', message: expect.stringMatching(why) as string },
    })
  }
})

test('names that every object has are no methods, and subscriptions cannot be called', async () => {
  const { say, hear, host } = stranger()
  for (const name of [
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '',
    'count',
    '<img src=x onerror=alert(1)>',
  ]) {
    for (const type of ['call', 'subscribe']) {
      if (type === 'subscribe' && name === 'count') continue
      say({ type, id: 1, method: name, params: {} })
      expect(await hear()).toMatchObject({ type: 'failed', id: 1, error: { name: 'unknownMethod' } })
    }
  }
  say({ type: 'subscribe', id: 1, method: 'add', params: { a: 1 } })
  expect(await hear()).toMatchObject({ type: 'failed', error: { name: 'unknownMethod' } })
  expect(host.faults).toEqual([])
})

test('a shell may refuse a method, with its reason', async () => {
  const { say, hear } = stranger({ refuse: (method) => (method === 'add' ? 'Only looking is possible here.' : null) })
  say(call(1, 'add', { a: 1 }))
  expect(await hear()).toMatchObject({ error: { name: 'refused', message: 'Only looking is possible here.' } })
  say(call(2, 'echo', { value: 1 }))
  expect(await hear()).toMatchObject({ value: 1 })
})

test('what a handler refuses is told; of its faults only that there was one', async () => {
  const { say, hear, host } = stranger()
  say(call(1, 'fail', { how: 'refusal' }))
  expect(await hear()).toEqual({
    type: 'failed',
    id: 1,
    error: { name: 'notFound', message: 'There is no such thing.' },
  })
  for (const how of ['fault', 'text']) {
    say(call(2, 'fail', { how }))
    const answer = JSON.stringify(await hear())
    expect(answer).toContain('"fault"')
    expect(answer).not.toContain('secret')
  }
  say({ type: 'subscribe', id: 3, method: 'broken', params: {} })
  expect(JSON.stringify(await hear())).not.toContain('secret')
  expect(host.faults.map(({ method }) => method)).toEqual(['fail', 'fail', 'broken'])
})

test('an answer that cannot be sent is a fault, and the channel goes on', async () => {
  const { say, hear, host } = stranger()
  say(call(1, 'unsendable', {}))
  expect(await hear()).toMatchObject({ type: 'failed', id: 1, error: { name: 'fault' } })
  expect(host.faults).toHaveLength(1)
  say(call(1, 'add', { a: 1 }))
  expect(await hear()).toMatchObject({ value: 2 })
})

test('a value that cannot be sent ends its stream only, and never reaches who emits', async () => {
  const { say, hear, host } = stranger()
  say({ type: 'subscribe', id: 1, method: 'open', params: { first: 'a' } })
  say({ type: 'subscribe', id: 2, method: 'open', params: { first: 'b' } })
  expect([await hear(), await hear()]).toMatchObject([{ value: 'a' }, { value: 'b' }])
  expect(() => host.emitters[0]!(() => {})).not.toThrow()
  expect(await hear()).toMatchObject({ type: 'failed', id: 1, error: { name: 'fault' } })
  expect(host.waiting[0]!.aborted).toBe(true)
  host.emitters[0]!('not heard any more')
  host.emitters[1]!('c')
  expect(await hear()).toEqual({ type: 'value', id: 2, value: 'c' })
})

test('a number that is in use is refused, and the call under it goes on', async () => {
  const { say, hear } = stranger()
  say(call(1, 'wait', {}))
  say(call(1, 'add', { a: 1 }))
  expect(await hear()).toEqual({ type: 'refused', reason: 'The number 1 is in use.' })
  say({ type: 'cancel', id: 1 })
  say(call(1, 'add', { a: 1 }))
  // The cancelled call's own answer is of no interest any more.
  expect(await hear()).toEqual({ type: 'result', id: 1, value: 2 })
})

test('a thousand calls at once are enough, and cancelling does not make room for handlers that go on', async () => {
  const { say, hear, host } = stranger()
  for (let id = 0; id < 1000; id++) {
    say(call(id, 'deaf', {}))
    if (id % 2 === 0) say({ type: 'cancel', id })
  }
  say(call(2000, 'add', { a: 1 }))
  expect(await hear()).toEqual({
    type: 'failed',
    id: 2000,
    error: { name: 'busy', message: 'Too many calls at once.' },
  })
  host.release()
  for (let answers = 0; answers < 500; answers++) expect(await hear()).toMatchObject({ type: 'result' })
  say(call(2000, 'add', { a: 1 }))
  expect(await hear()).toMatchObject({ value: 2 })
})

test('garbage is refused, whatever it is, and does no harm', async () => {
  const { say, hear } = stranger()
  for (const garbage of [
    null,
    'call',
    7,
    [],
    {},
    { type: 'constructor' },
    { type: 'call' },
    { type: 'call', id: -1, method: 'add', params: {} },
    { type: 'call', id: 1.5, method: 'add', params: {} },
    { type: 'call', id: 1, method: 'x'.repeat(10_000), params: {} },
    { type: 'call', id: 1, method: 'add', params: {}, more: true },
    new Map([['type', 'call']]),
    new Uint8Array(1000),
  ]) {
    say(garbage)
    expect(await hear()).toEqual({ type: 'refused', reason: 'That is no message of this contract.' })
  }
  say({ type: 'cancel', id: 99 })
  say(call(1, 'add', { a: 1 }))
  expect(await hear()).toMatchObject({ value: 2 })
})

test('anything at all is answered once, but for cancellations', async () => {
  const { say, hear } = stranger()
  await fc.assert(
    fc.asyncProperty(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      async (value) => {
        say(value)
        expect(await hear()).toMatchObject({ type: 'refused' })
      },
    ),
    { numRuns: 200 },
  )
})

test('all is called off when the channel closes', async () => {
  const { say, hear, host, port } = stranger()
  say(call(1, 'wait', {}))
  say({ type: 'subscribe', id: 2, method: 'open', params: { first: 1 } })
  await hear()
  expect(host.waiting).toHaveLength(2)
  const aborted = host.waiting.map((signal) => once(signal, 'abort'))
  port.close()
  await Promise.all(aborted)
  host.emitters[0]!('nobody hears it')
  expect(host.faults).toEqual([])
})
