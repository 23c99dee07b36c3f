/** Clients that are slow, gone, or too many. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { encodeMessage } from '../contract/wire.ts'
import { serveSite } from './testing/servedSite.ts'
import {
  closeCode,
  ended,
  nextMessage,
  opened,
  openRaw,
  openSocket,
  outcomeOf,
  rawChannel,
  stillServes,
} from './testing/sockets.ts'

test('who does not read is let go of, and others are served meanwhile', async () => {
  const own = await serveSite({ limits: { bufferedBytes: 2 ** 20 } })
  const slow = await rawChannel(own)
  slow.pause()
  await stillServes(own)
  const [channel] = own.channels
  const gone = new Promise<void>((resolve) => channel!.onClose(resolve))
  const message = { type: 'value', id: 1, value: new Uint8Array(2 ** 20) }
  // The system's own buffers are filled first; then the server's count.
  for (let sent = 0; own.channels.length > 0 && sent < 1000; sent++) {
    channel!.post(message)
    await stillServes(own)
  }
  await gone
  slow.destroy()
  await own.remove()
})

test('one large answer is no sign of not reading', async () => {
  const own = await serveSite({ limits: { bufferedBytes: 1000 } })
  const socket = await opened(own)
  socket.send(encodeMessage({ type: 'call', id: 1, method: 'bytes', params: { count: 5_000_000 } }))
  expect(await nextMessage(socket)).toMatchObject({ type: 'result' })
  socket.terminate()
  await own.remove()
})

test('who is gone without a word is noticed', async () => {
  const own = await serveSite({ limits: { heartbeatMs: 50 } })
  const silent = await rawChannel(own)
  // It never answers a ping.
  silent.resume()
  const noticed = new Promise<void>((resolve) => own.channels[0]!.onClose(resolve))
  await Promise.all([noticed, once(silent, 'close')])
  await own.remove()
})

test('who answers stays, and hears that the server is there', async () => {
  const own = await serveSite({ limits: { heartbeatMs: 50 } })
  const socket = await opened(own)
  for (let beat = 0; beat < 5; beat++) {
    const [data] = (await once(socket, 'message')) as [Buffer]
    expect(data).toHaveLength(0)
  }
  expect(own.channels).toHaveLength(1)
  socket.terminate()
  await own.remove()
})

test('there are only so many pages', async () => {
  const own = await serveSite({ limits: { pages: 3 } })
  const sockets = await Promise.all([1, 2, 3].map(() => opened(own)))
  expect(await outcomeOf(openSocket(own))).toBe(503)
  sockets[0]!.terminate()
  await once(sockets[0]!, 'close')
  // The server hears of it in its own time.
  let outcome: 'open' | number = 503
  while (outcome === 503) outcome = await outcomeOf(openSocket(own))
  expect(outcome).toBe('open')
  for (const socket of sockets) socket.terminate()
  await own.remove()
})

test('a thousand connections that say nothing: open pages go on, and new ones are let in when those are over', async () => {
  const own = await serveSite({ limits: { headMs: 1000 } })
  const page = await opened(own)
  const silent = await Promise.all(Array.from({ length: 1000 }, () => openRaw(own.port)))
  page.send(encodeMessage({ type: 'call', id: 1, method: 'echo', params: { value: 'here' } }))
  expect(await nextMessage(page)).toMatchObject({ value: 'here' })
  await Promise.all(silent.map((socket) => ended(socket)))
  await stillServes(own)
  page.terminate()
  await own.remove()
})

test('heads that come a byte at a time are not waited for', async () => {
  const own = await serveSite({ limits: { headMs: 500 } })
  const socket = await openRaw(own.port)
  socket.write(`GET / HTTP/1.1\r\nHost: ${own.host}\r\n`)
  const drip = setInterval(() => socket.write('X'), 50)
  socket.resume()
  await once(socket, 'close')
  clearInterval(drip)
  await own.remove()
})

test('a server that ends says goodbye, and waits for nobody', async () => {
  const own = await serveSite()
  const page = await opened(own)
  const silent = await rawChannel(own)
  silent.pause()
  const code = closeCode(page)
  await own.remove()
  expect(await code).toBe(1001)
  silent.destroy()
  await expect(openRaw(own.port)).rejects.toThrow('ECONNREFUSED')
})
