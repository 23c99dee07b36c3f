import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MOST_TIMES } from './otherMessages.ts'
import {
  containing,
  MESSAGES,
  REPLY,
  SECRET,
  send,
  SLOTS,
  SocketRun,
  waitFor,
  type RunOptions,
} from '../../../../test/engine/socketHarness.ts'

let server: WebSocketServer
/** The server's end of every connection, in order. */
let peers: WebSocket[]
let runs: SocketRun[]

beforeEach(async () => {
  peers = []
  runs = []
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 2 ** 30 })
  server.on('connection', (peer) => {
    peer.on('error', () => {})
    peers.push(peer)
  })
  await once(server, 'listening')
})

afterEach(async () => {
  for (const run of runs) {
    run.socket.kill()
    run.finish()
  }
  // Whatever a test did, no connection is left.
  for (const peer of peers) {
    if (peer.isPaused) peer.terminate()
    if (peer.readyState !== WebSocket.CLOSED) await once(peer, 'close')
  }
  await new Promise((resolve) => server.close(resolve))
})

/** An open socket, and the server's end of it. */
async function opened(options: Omit<RunOptions, 'target'>): Promise<{ run: SocketRun; peer: WebSocket }> {
  const run = new SocketRun({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options })
  runs.push(run)
  expect(await run.step(0)).toBe('ok')
  return { run, peer: peers.at(-1)! }
}

function answer(peer: WebSocket, reply: (text: string) => void): void {
  peer.on('message', (message) => reply((message as Buffer).toString()))
}

/** Sends several messages so that they arrive as one chunk. */
function sendTogether(peer: WebSocket, messages: string[]): void {
  const { _socket: socket } = peer as unknown as { _socket: Socket }
  socket.cork()
  for (const message of messages) peer.send(message)
  socket.uncork()
}

/** Everything that the server has sent so far has arrived. */
async function arrived(run: SocketRun, peer: WebSocket, messages: number): Promise<void> {
  while (run.context.recorder.counts.messagesIn + run.count('messagesIn') < messages) {
    // A ping makes a round trip after all messages before it.
    peer.ping()
    await once(peer, 'pong')
  }
}

test('a reply is timed from the send to its arrival, and every message and byte is counted', async () => {
  const { run, peer } = await opened({ ops: [send(['ask é'], containing(['answer']))] })
  let heldMs = 0
  answer(peer, () => {
    const receivedMs = performance.now()
    peer.send('noise')
    setTimeout(() => {
      heldMs = performance.now() - receivedMs
      peer.send('the answer')
    }, 20)
  })
  const startMs = performance.now()
  expect(run.start(1)).toBe(false)
  expect(run.context.inFlight).toBe(1)
  expect(await run.next()).toBe('ok')
  const tookMs = performance.now() - startMs
  expect(run.context.inFlight).toBe(0)
  run.finish()
  const reply = run.totals(REPLY, 'ok')
  expect(reply.count).toBe(1)
  expect(reply.sumUs / 1000).toBeGreaterThanOrEqual(heldMs)
  expect(reply.sumUs / 1000).toBeLessThanOrEqual(tookMs)
  expect(run.totals(MESSAGES, 'ok')).toMatchObject({ count: 2, bytesIn: 5 + 10, bytesOut: Buffer.byteLength('ask é') })
  expect([run.count('messagesIn'), run.count('messagesOut')]).toEqual([2, 1])
  expect(run.errors).toEqual([])
  expect(run.exemplars).toContainEqual(
    expect.objectContaining({
      endpoint: REPLY,
      request: expect.objectContaining({ method: 'SEND', body: 'ask é' }),
      response: expect.objectContaining({ body: 'the answer' }),
    }),
  )
})

test('what came before the answer is kept with it: when, and how many', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer'])), waitFor(containing(['news']))] })
  const sentMs: number[] = []
  const tell = (text: string): void => {
    sentMs.push(performance.now())
    peer.send(text)
  }
  answer(peer, () => {
    tell('noise')
    setTimeout(() => {
      tell('more noise')
      setTimeout(() => tell('the answer'), 15)
    }, 15)
  })
  const beforeMs = performance.now()
  run.start(1)
  const begunMs = performance.now()
  expect(await run.next()).toBe('ok')
  const endedMs = performance.now()
  // The next step has none of those.
  run.start(2)
  peer.send('news')
  expect(await run.next()).toBe('ok')
  run.finish()
  const [asked, waited] = run.exemplars.filter(({ endpoint }) => endpoint === REPLY)
  expect(waited!.otherMessages).toEqual({ count: 0, afterUs: [] })
  const { count, afterUs } = asked!.otherMessages!
  expect(count).toBe(2)
  expect(afterUs).toHaveLength(2)
  // None arrives before it was sent; the step itself began somewhere between `beforeMs` and `begunMs`.
  for (const [at, us] of afterUs.entries()) {
    expect(us / 1000).toBeGreaterThanOrEqual(sentMs[at]! - begunMs - 0.001)
    expect(us / 1000).toBeLessThanOrEqual(endedMs - beforeMs)
    expect(us).toBeLessThanOrEqual(asked!.latencyUs)
  }
  expect(afterUs[1]! - afterUs[0]!).toBeGreaterThan(0)
})

test('where no answer came, what came in its place is kept', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer']))] })
  answer(peer, () => {
    peer.send('something else')
    peer.close()
  })
  expect(await run.step(1)).toBe('failed')
  run.finish()
  const { otherMessages, response, latencyUs } = run.exemplars.find(({ endpoint }) => endpoint === REPLY)!
  expect(response).toBeNull()
  expect(otherMessages).toEqual({ count: 1, afterUs: [expect.any(Number)] })
  expect(otherMessages!.afterUs[0]).toBeLessThanOrEqual(latencyUs)
})

test('of a flood before the answer the first times are kept, and the number of all', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer']))] })
  answer(peer, () => {
    for (let i = 0; i < 5 * MOST_TIMES; i++) peer.send(`message ${i}`)
    peer.send('the answer')
  })
  expect(await run.step(1)).toBe('ok')
  run.finish()
  const { count, afterUs } = run.exemplars.find(({ endpoint }) => endpoint === REPLY)!.otherMessages!
  expect(count).toBe(5 * MOST_TIMES)
  expect(afterUs).toHaveLength(MOST_TIMES)
  expect(afterUs).toEqual(afterUs.toSorted((a, b) => a - b))
})

test('many requests and replies in turn are all counted', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['ask']))] })
  answer(peer, (text) => peer.send(text))
  for (let i = 0; i < 500; i++) expect(await run.step(1)).toBe('ok')
  run.finish()
  expect(run.totals(REPLY, 'ok').count).toBe(500)
  expect(run.totals(MESSAGES, 'ok')).toMatchObject({ count: 500, bytesIn: 1500, bytesOut: 1500 })
})

test('what had arrived before the send is not its answer, even when it is read after it', async () => {
  const { run, peer } = await opened({ ops: [waitFor(containing(['go'])), send(['ask'], containing(['answer']))] })
  run.start(1)
  // The user sends as soon as it has read `go`, before the rest of the same chunk is read.
  run.onStepDone = () => {
    run.onStepDone = null
    run.start(2)
  }
  sendTogether(peer, ['go', 'old answer'])
  expect(await run.next()).toBe('ok')
  expect(run.context.inFlight).toBe(1)
  peer.send('new answer')
  expect(await run.next()).toBe('ok')
  run.finish()
  expect(run.totals(REPLY, 'ok').count).toBe(2)
  expect(run.exemplars.flatMap((exemplar) => exemplar.response?.body ?? [])).toEqual(['go', 'new answer'])
})

test('no answer in time is a failure that says what was waited for', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer'], { withinMs: 40 }))] })
  answer(peer, () => peer.send('something else'))
  expect(await run.step(1)).toBe('failed')
  run.finish()
  const failed = run.totals(REPLY, 'failed')
  expect(failed.count).toBe(1)
  expect(failed.sumUs).toBeGreaterThanOrEqual(40_000)
  expect(run.errors).toEqual([
    { class: 'reply', endpoint: REPLY, message: 'no message with text "answer" within 40ms', count: 1 },
  ])
  expect(run.exemplars).toContainEqual(
    expect.objectContaining({ endpoint: REPLY, outcome: 'failed', reason: 'failure' }),
  )
  expect(run.context.inFlight).toBe(0)
})

test('an answer that comes after its time is none', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer'], { withinMs: 1 }))] })
  answer(peer, () => setTimeout(() => peer.send('answer'), 3))
  expect(await run.step(1)).toBe('failed')
  run.finish()
  expect(run.totals(REPLY, 'ok').count).toBe(0)
})

test('values are taken from the answer; what is missing ends the iteration', async () => {
  const extract = [
    {
      slot: SLOTS.taken,
      name: 'taken',
      from: { kind: 'json' as const, path: { text: '$.id', segments: ['id'] } },
      pick: 'first' as const,
    },
  ]
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['id'], { extract, withinMs: 5000 }))] })
  answer(peer, () => peer.send(run.slots[SLOTS.taken] === undefined ? '{"id":7}' : '{"idea":7}'))
  expect(await run.step(1)).toBe('ok')
  expect(run.slots[SLOTS.taken]).toBe(7)
  expect(await run.step(1)).toBe('missing')
  peer.close()
  await once(peer, 'close')
  expect(await run.step(1)).toBe('missing')
  run.finish()
  expect(run.totals(REPLY, 'failed').count).toBe(2)
  expect(run.errors.map((error) => error.class)).toEqual(['extract', 'socket'])
})

test('a payload or test with a value that is not there is invalid, and nothing is sent', async () => {
  const unset = { slot: SLOTS.unset, path: [], encode: 'raw' as const }
  const { run } = await opened({
    ops: [
      send([unset]),
      send([unset], containing(['a'])),
      send(['ask'], containing([unset])),
      waitFor(containing([unset])),
    ],
  })
  for (let i = 1; i <= 4; i++) expect(await run.step(i)).toBe('failed')
  run.finish()
  expect(run.totals(MESSAGES, 'failed').count).toBe(1)
  expect(run.totals(REPLY, 'failed').count).toBe(3)
  expect(run.errors.map(({ class: errorClass, message, count }) => [errorClass, message, count])).toEqual([
    ['invalid', '`unset` has no value yet', 1],
    ['invalid', '`unset` has no value yet', 3],
  ])
  expect(run.count('messagesOut')).toBe(0)
})

test('a notification that is early is found, in any order, and only once', async () => {
  const { run, peer } = await opened({
    ops: [
      send(['start']),
      waitFor(containing(['done'])),
      waitFor(containing(['begun'])),
      waitFor(containing(['done'], { withinMs: 30 })),
    ],
  })
  answer(peer, () => sendTogether(peer, ['begun', 'noise', 'done']))
  expect(run.start(1)).toBe(true)
  await arrived(run, peer, 3)
  expect(await run.step(2)).toBe('ok')
  expect(await run.step(3)).toBe('ok')
  expect(await run.step(4)).toBe('failed')
  run.finish()
  expect(run.totals(REPLY, 'ok')).toMatchObject({ count: 2, sumUs: 0 })
  expect(run.totals(MESSAGES, 'ok').count).toBe(3)
})

test('a notification before the reply is not lost for the step after it', async () => {
  const { run, peer } = await opened({
    ops: [send(['start'], containing(['accepted'])), waitFor(containing(['done']))],
  })
  answer(peer, () => sendTogether(peer, ['done', 'accepted']))
  expect(await run.step(1)).toBe('ok')
  expect(await run.step(2)).toBe('ok')
})

test.each<[string, number]>([
  ['send', 1],
  ['listen', 2],
])('a %s forgets what came before it', async (_name, step) => {
  const { run, peer } = await opened({
    ops: [send(['ping']), { op: 'listen', durationMs: 20 }, waitFor(containing(['pong'], { withinMs: 30 }))],
  })
  peer.send('pong of another round')
  await arrived(run, peer, 1)
  expect(await run.step(step)).toBe('ok')
  expect(await run.step(3)).toBe('failed')
})

test('when too many messages come before a waitFor, its failure says so', async () => {
  const { run, peer } = await opened({ ops: [waitFor(containing(['first'], { withinMs: 30 }))] })
  peer.send('first')
  for (let i = 0; i < 1000; i++) peer.send('noise')
  await arrived(run, peer, 1001)
  expect(await run.step(1)).toBe('failed')
  run.finish()
  expect(run.errors).toMatchObject([{ class: 'reply', message: expect.stringContaining('too many came before') }])
})

test('a flood is counted exactly, while listening and while nobody listens', async () => {
  const { run, peer } = await opened({ ops: [{ op: 'listen', durationMs: 50 }] })
  const listening = run.step(1)
  for (let i = 0; i < 10_000; i++) peer.send(`message ${i}`)
  expect(await listening).toBe('ok')
  for (let i = 0; i < 5000; i++) peer.send(Buffer.from([i & 0xff]))
  await arrived(run, peer, 15_000)
  run.finish()
  const bytes =
    Array.from({ length: 10_000 }, (_, i) => `message ${i}`.length).reduce((sum, length) => sum + length) + 5000
  expect(run.totals(MESSAGES, 'ok')).toMatchObject({ count: 15_000, bytesIn: bytes, sumUs: 0 })
  expect(run.count('messagesIn')).toBe(15_000)
  expect(run.errors).toEqual([])
})

test('binary messages match as text when they are UTF-8, and are counted when they are not', async () => {
  const { run, peer } = await opened({ ops: [send(['ask'], containing(['answer']))] })
  answer(peer, () => {
    peer.send(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('answer')]))
    peer.send(Buffer.from('{"answer":1}'))
  })
  expect(await run.step(1)).toBe('ok')
  run.finish()
  expect(run.totals(MESSAGES, 'ok').count).toBe(2)
  expect(run.exemplars.find((exemplar) => exemplar.endpoint === REPLY)?.response?.body).toBe('{"answer":1}')
})

// ── Sockets that end ─────────────────────────────────────────────────────────────────────────────────────────────────

const STEPS: RunOptions['ops'] = [
  send(['ask'], containing(['answer'])),
  waitFor(containing(['answer'])),
  { op: 'listen', durationMs: 30_000 },
  send(['tell']),
]

test.each([
  ['reply', 1, REPLY],
  ['waitFor', 2, REPLY],
  ['listen', 3, MESSAGES],
])('a %s fails at once when the server closes', async (_name, step, endpoint) => {
  const { run, peer } = await opened({ ops: STEPS })
  expect(run.start(step)).toBe(false)
  peer.close(1011, `boom ${SECRET}`)
  expect(await run.next()).toBe('failed')
  expect(await run.step(4)).toBe('failed')
  run.finish()
  const message = 'the server closed the WebSocket: 1011 internal error: boom •••'
  expect(run.errors).toEqual(
    endpoint === MESSAGES
      ? [{ class: 'socket', endpoint, message, count: 2 }]
      : [
          { class: 'socket', endpoint, message, count: 1 },
          { class: 'socket', endpoint: MESSAGES, message, count: 1 },
        ],
  )
  expect(run.totals(REPLY, 'failed').count + run.totals(MESSAGES, 'failed').count).toBe(2)
  expect(run.context.inFlight).toBe(0)
  expect(JSON.stringify(run.seconds)).not.toContain(SECRET)
})

test.each([1, 2, 3, 4])(
  'step %d on a socket that was lost before fails, and closing it is not another error',
  async (step) => {
    const { run, peer } = await opened({ ops: STEPS })
    peer.terminate()
    await once(peer, 'close')
    while (run.context.connections.sockets > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await run.step(step)).toBe('failed')
    run.socket.close()
    run.finish()
    expect(run.errors).toMatchObject([
      { class: 'socket', message: 'the connection of the WebSocket was lost without a closing handshake', count: 1 },
    ])
  },
)

test.each<[string, boolean, number, number]>([
  ['in the background', true, 1000, 1],
  ['in its block, for a reason', false, 1012, 1],
  ['in its block, normally', false, 1000, 0],
])('a socket that nobody is using is closed by the server %s', async (_name, background, code, errors) => {
  const { run, peer } = await opened({ background, ops: STEPS })
  peer.close(code)
  await once(peer, 'close')
  while (run.context.connections.sockets > 0) await new Promise((resolve) => setImmediate(resolve))
  if (background) run.socket.kill()
  else run.socket.close()
  run.finish()
  expect(run.results).toEqual([])
  expect(run.errors).toHaveLength(errors)
  expect(run.totals(MESSAGES, 'failed').count).toBe(errors)
})

test.each<[string, string, (peer: WebSocket) => void]>([
  ['larger than the limit', 'tooLarge', (peer) => peer.send(Buffer.alloc(64 * 1024 * 1024 + 1))],
  ['of text that is not UTF-8', 'protocol', (peer) => peer.send(Buffer.from([0x61, 0xff]), { binary: false })],
  [
    'with bits that must not be set',
    'protocol',
    (peer) => (peer as unknown as { _socket: Socket })._socket.write(Buffer.from([0xf1, 0x01, 0x61])),
  ],
])('a message %s fails what waits', async (_name, errorClass, act) => {
  const { run, peer } = await opened({ ops: STEPS })
  run.start(2)
  act(peer)
  expect(await run.next()).toBe('failed')
  run.finish()
  expect(run.errors).toMatchObject([{ class: errorClass, endpoint: REPLY, count: 1 }])
})

test('a message of the largest size is read', async () => {
  const { run, peer } = await opened({ ops: [waitFor(containing(['end']))] })
  const size = 64 * 1024 * 1024
  peer.send(`${'x'.repeat(size - 3)}end`)
  expect(await run.step(1)).toBe('ok')
  run.finish()
  expect(run.totals(MESSAGES, 'ok').bytesIn).toBe(size)
})

test('a server that does not read cannot fill the memory of the generator', async () => {
  const { run, peer } = await opened({ ops: [send(['x'.repeat(8 * 1024 * 1024)])] })
  peer.pause()
  let sent = 0
  while (run.start(1)) expect(++sent).toBeLessThan(20)
  expect(await run.next()).toBe('failed')
  run.finish()
  expect(run.errors).toMatchObject([{ class: 'socket', message: expect.stringContaining('does not read') }])
  expect(run.count('messagesOut')).toBe(sent)
})

test.each([1, 2, 3])('an end of the user during step %d reports no step and closes the connection', async (step) => {
  const { run, peer } = await opened({ ops: STEPS })
  run.start(step)
  run.socket.kill()
  await once(peer, 'close')
  run.finish()
  expect(run.results).toEqual([])
  expect(run.context.inFlight).toBe(0)
  expect(run.context.connections.sockets).toBe(0)
  expect(run.totals(REPLY, 'failed').count).toBe(0)
  // Listening has no end of its own that could be missed.
  expect(run.errors.map((error) => error.class)).toEqual(step === 3 ? [] : ['interrupted'])
})

test('close says goodbye, counts what still arrives, and is no error', async () => {
  const { run, peer } = await opened({ ops: STEPS })
  peer.send('last words')
  run.socket.close()
  const [code] = (await once(peer, 'close')) as [number]
  expect(code).toBe(1000)
  run.finish()
  expect(run.count('messagesIn')).toBe(1)
  expect(run.errors).toEqual([])
})

test('a peer that does not answer the goodbye is cut off, and what it sends after the run is in no second', async () => {
  const { run, peer } = await opened({})
  peer.pause()
  run.socket.close()
  run.finish()
  const { length } = run.seconds
  peer.send('too late')
  const { _socket: connection } = peer as unknown as { _socket: Socket }
  while (run.context.connections.sockets > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(run.seconds).toHaveLength(length)
  connection.destroy()
})

test('a debugged socket tells every event in order, without secrets', async () => {
  const secret = { slot: SLOTS.secret, path: [], encode: 'raw' as const }
  const { run, peer } = await opened({
    debug: true,
    url: ['/live?key=', secret],
    ops: [send(['ask ', secret], containing(['answer']))],
  })
  answer(peer, (text) => {
    peer.send('noise')
    peer.send(`answer to ${text}`)
  })
  expect(await run.step(1)).toBe('ok')
  peer.close(4001, 'enough')
  await once(peer, 'close')
  while (run.context.connections.sockets > 0) await new Promise((resolve) => setImmediate(resolve))
  run.finish()
  expect(run.exchanges.map(({ kind, endpoint, text }) => [kind, endpoint, text])).toEqual([
    ['socketOpen', 'WS /live', null],
    ['sent', REPLY, 'ask •••'],
    ['received', MESSAGES, 'noise'],
    ['received', REPLY, 'answer to ask •••'],
    ['socketClose', MESSAGES, 'the server closed the WebSocket: 4001: enough'],
  ])
  expect(run.exchanges[0]!.position).toBe('plan.yaml:7:3')
  expect(JSON.stringify(run.exchanges)).not.toContain(SECRET)
})
