/** Both ends over a real port: answers, streams, cancelling, and what becomes of all that when the connection is lost. */
import { once } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Channel } from '../channel.ts'
import { connectRpc, type Connection, type ConnectionState } from './connectRpc.ts'
import { CONTRACT_VERSION } from './messages.ts'
import { connectTrial, trialHost, type Trial, type TrialHost } from './testing/trialContract.ts'

const connections: Connection<Trial>[] = []
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close()
})

function connect(
  host: TrialHost,
  ...options: Parameters<typeof connectTrial> extends [unknown, ...infer R] ? R : never
): Connection<Trial> {
  const connection = connectTrial(host, ...options)
  connections.push(connection)
  return connection
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Values of a stream as they come, and how it ended. */
function heard(
  connection: Connection<Trial>,
  first: unknown,
): { values: unknown[]; ended: (Error | null)[]; stop: () => void; next(count: number): Promise<void> } {
  const values: unknown[] = []
  const ended: (Error | null)[] = []
  const stop = connection.subscribe(
    'open',
    { first },
    { value: (value) => values.push(value), ended: (error) => ended.push(error) },
  )
  return { values, ended, stop, next: (count) => vi.waitFor(() => expect(values).toHaveLength(count)) }
}

test('calls made at once are answered, each by its own answer', async () => {
  const connection = connect(trialHost())
  const sums = await Promise.all(Array.from({ length: 100 }, (_, a) => connection.call('add', { a, b: 1000 })))
  expect(sums).toEqual(Array.from({ length: 100 }, (_, a) => a + 1000))
})

test('values come as they are: typed arrays, NaN, hostile texts and keys', async () => {
  const connection = connect(trialHost())
  const value = {
    array: Float64Array.of(1, NaN, -0, Infinity),
    none: null,
    text: '<img src=x onerror=alert(1)>\0\u202e',
    long: 'x'.repeat(10_000),
    inherited: JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
  }
  expect(await connection.call('echo', { value })).toEqual(value)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(await connection.call('nothing', {})).toBeUndefined()
})

test('errors keep their name and sentence', async () => {
  const connection = connect(trialHost())
  await expect(connection.call('fail', { how: 'refusal' })).rejects.toMatchObject({
    name: 'notFound',
    code: 'notFound',
    message: 'There is no such thing.',
  })
  await expect(connection.call('fail', { how: 'fault' })).rejects.toMatchObject({ code: 'fault' })
  await expect(connection.call('add', { a: 'x' as unknown as number })).rejects.toMatchObject({ code: 'invalid' })
})

test('parameters that cannot be sent fail their call only', async () => {
  const connection = connect(trialHost())
  await connection.call('add', { a: 1 })
  await expect(connection.call('echo', { value: () => {} })).rejects.toThrow(/could not be cloned/)
  expect(await connection.call('add', { a: 1 })).toBe(2)
})

test('a stream ends by itself, or with its error', async () => {
  const connection = connect(trialHost())
  const values: number[] = []
  const error = await new Promise((resolve) => {
    connection.subscribe('count', { to: 3 }, { value: (value) => values.push(value), ended: resolve })
  })
  expect([values, error]).toEqual([[0, 1, 2, 3], null])
  const fault = await new Promise((resolve) => {
    connection.subscribe('broken', {}, { value: () => {}, ended: resolve })
  })
  expect(fault).toMatchObject({ code: 'fault' })
})

test('unsubscribing is heard by the host, and nothing comes afterwards', async () => {
  const host = trialHost()
  const connection = connect(host)
  const stream = heard(connection, 'first')
  await stream.next(1)
  const aborted = once(host.waiting[0]!, 'abort')
  stream.stop()
  host.emitters[0]!('late')
  await aborted
  await connection.call('add', { a: 1 })
  expect([stream.values, stream.ended]).toEqual([['first'], []])
  stream.stop()
})

describe('cancelling', () => {
  test('is heard by the handler', async () => {
    const host = trialHost()
    const connection = connect(host)
    const abort = new AbortController()
    const call = connection.call('wait', {}, { signal: abort.signal })
    await vi.waitFor(() => expect(host.waiting).toHaveLength(1))
    const aborted = once(host.waiting[0]!, 'abort')
    abort.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    await aborted
  })

  test('before the connection is made, nothing is asked', async () => {
    const host = trialHost()
    const gate = Promise.withResolvers<void>()
    const connection = connect(host, { open: () => gate.promise.then(host.open) })
    const abort = new AbortController()
    const call = connection.call('wait', {}, { signal: abort.signal })
    abort.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    await expect(connection.call('wait', {}, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' })
    gate.resolve()
    expect(await connection.call('add', { a: 1 })).toBe(2)
    expect(host.waiting).toHaveLength(0)
  })

  test('a call that is over does nothing', async () => {
    const connection = connect(trialHost())
    const abort = new AbortController()
    expect(await connection.call('add', { a: 1 }, { signal: abort.signal })).toBe(2)
    abort.abort()
    expect(await connection.call('add', { a: 2 })).toBe(3)
  })
})

describe('a lost connection', () => {
  test('fails calls under way, is made again, and streams are subscribed again', async () => {
    const host = trialHost()
    const states: string[] = []
    const connection = connect(host, { onState: ({ kind }) => states.push(kind) })
    const stream = heard(connection, 'first')
    await stream.next(1)
    const call = connection.call('wait', {})
    await vi.waitFor(() => expect(host.waiting).toHaveLength(2))
    host.ports[0]!.close()
    await expect(call).rejects.toMatchObject({ name: 'ConnectionLost' })
    await stream.next(2)
    expect(await connection.call('add', { a: 1 })).toBe(2)
    expect([stream.values, stream.ended]).toEqual([['first', 'first'], []])
    expect(states).toEqual(['connecting', 'connected', 'connecting', 'connected'])
  })

  test('an unsubscribed stream is not subscribed again', async () => {
    const host = trialHost()
    const connection = connect(host)
    const kept = heard(connection, 'kept')
    const given = heard(connection, 'given up')
    await given.next(1)
    given.stop()
    host.ports[0]!.close()
    await kept.next(2)
    await connection.call('add', { a: 1 })
    expect(given.values).toEqual(['given up'])
  })

  test('is tried again after longer and longer waits, which can be ended', async () => {
    const waits: number[] = []
    let resume = (): void => {}
    let failures = 7
    const host = trialHost()
    const connection = connect(host, {
      open: () => (failures-- > 0 ? Promise.reject(new Error('nobody listens')) : host.open()),
      wait: (ms) => {
        waits.push(ms)
        // The last one never ends by itself.
        return waits.length < 7 ? Promise.resolve() : new Promise((resolve) => (resume = resolve))
      },
    })
    await vi.waitFor(() => expect(waits).toHaveLength(7))
    const sum = connection.call('add', { a: 1 })
    connection.retryNow()
    expect(await sum).toBe(2)
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    resume()
  })

  test('an end that hangs up at once is not asked without a pause', async () => {
    const host = trialHost()
    const waits: number[] = []
    const connection = connect(host, {
      open: async () => {
        const channel = await host.open()
        if (waits.length < 3) host.ports.at(-1)!.close()
        return channel
      },
      wait: (ms) => {
        waits.push(ms)
        return Promise.resolve()
      },
    })
    await vi.waitFor(() => expect(waits).toHaveLength(3))
    // What was under way when it was lost has failed; what is asked now is answered.
    await vi.waitFor(async () => expect(await connection.call('add', { a: 1 })).toBe(2))
    expect(waits).toEqual([250, 500, 1000])
  })

  test('that can come only once stays lost: all fails, now and later', async () => {
    const host = trialHost()
    const states: ConnectionState[] = []
    const connection = connect(host, { once: true, onState: (state) => states.push(state) })
    const stream = heard(connection, 1)
    await stream.next(1)
    host.ports[0]!.close()
    await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'lost', retryInMs: null }))
    expect(stream.ended).toMatchObject([{ name: 'ConnectionLost' }])
    await expect(connection.call('add', { a: 1 })).rejects.toMatchObject({ name: 'ConnectionLost' })
    const late = heard(connection, 1)
    expect(late.ended).toEqual([])
    await vi.waitFor(() => expect(late.ended).toMatchObject([{ name: 'ConnectionLost' }]))
  })

  test('that could never be made, too', async () => {
    const connection = connect(trialHost(), { once: true, open: () => Promise.reject(new Error('none')) })
    await expect(connection.call('add', { a: 1 })).rejects.toMatchObject({ name: 'ConnectionLost' })
  })
})

test('closing fails what is under way, and opens nothing any more', async () => {
  const host = trialHost()
  const connection = connect(host)
  const stream = heard(connection, 1)
  await stream.next(1)
  const call = connection.call('wait', {})
  const closed = once(host.ports[0]!, 'close')
  connection.close()
  await expect(call).rejects.toMatchObject({ name: 'ConnectionLost' })
  await closed
  await expect(connection.call('add', { a: 1 })).rejects.toMatchObject({ name: 'ConnectionLost' })
  expect(stream.ended).toEqual([])
  expect(host.ports).toHaveLength(1)
})

test('closed while it is being opened, what comes is closed', async () => {
  const host = trialHost()
  const gate = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<unknown>()
  const connection = connect(host, {
    open: async () => {
      await gate.promise
      const channel = await host.open()
      host.ports[0]!.once('close', closed.resolve)
      return channel
    },
  })
  connection.close()
  gate.resolve()
  await closed.promise
})

describe('another end that', () => {
  /** A channel whose other end is this test. */
  function other(): { channel: Channel; say: (message: unknown) => void; said: unknown[] } {
    const said: unknown[] = []
    let listener: (message: unknown) => void = () => {}
    return {
      said,
      say: (message) => listener(message),
      channel: {
        post: (message) => said.push(message),
        onMessage: (next) => (listener = next),
        onClose: () => {},
        close: () => {},
      },
    }
  }

  test('speaks another version is told apart', async () => {
    const { channel, say } = other()
    const states: ConnectionState[] = []
    const connection = connectRpc<Trial>({
      open: () => Promise.resolve(channel),
      onState: (state) => states.push(state),
    })
    connections.push(connection)
    await soon()
    say({ type: 'hello', contract: CONTRACT_VERSION + 1, program: '9.9.9' })
    expect(states.at(-1)).toEqual({ kind: 'incompatible', program: '9.9.9' })
  })

  test('says garbage, or answers what was not asked, does no harm', async () => {
    const { channel, say, said } = other()
    const connection = connectRpc<Trial>({ open: () => Promise.resolve(channel) })
    connections.push(connection)
    const sum = connection.call('add', { a: 1 })
    await soon()
    for (const garbage of [
      null,
      1,
      'x',
      {},
      { type: 'result' },
      { type: 'value', id: 99, value: 1 },
      { type: 'ended', id: 99 },
      { type: 'result', id: 99, value: 1 },
      { type: 'refused', reason: 'x' },
      { type: '__proto__' },
    ])
      say(garbage)
    const { id } = said.find((message) => (message as { type: string }).type === 'call') as { id: number }
    say({ type: 'result', id, value: 2, more: 'ignored' })
    say({ type: 'result', id, value: 3 })
    expect(await sum).toBe(2)
  })

  test('answers nothing, which a text cannot say, and that is an answer', async () => {
    const { channel, say, said } = other()
    const connection = connectRpc<Trial>({ open: () => Promise.resolve(channel) })
    connections.push(connection)
    const nothing = connection.call('add', { a: 1 })
    await soon()
    const { id } = said.find((message) => (message as { type: string }).type === 'call') as { id: number }
    say(JSON.parse(JSON.stringify({ type: 'result', id, value: undefined })))
    expect(await nothing).toBeUndefined()
  })
})
