import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'
import { connectRpc, type Connection, type ConnectionState } from '../../contract/rpc/connectRpc.ts'
import { contract, serveSite, type Served } from '../../server/testing/servedSite.ts'
import { NotAdmitted, ServerUnreachable, type PageParts } from './pageToken.ts'
import { openWebSocketChannel } from './webSocketChannel.ts'

/** The window of a page, as far as it is used. */
function pageAt(address: string): PageParts & { shown(): string; kept(): string | null } {
  let url = new URL(address)
  const items = new Map<string, string>()
  return {
    get location() {
      const { hash, pathname, search, origin } = url
      return { hash, pathname, search, origin }
    },
    history: {
      replaceState: (_state, _title, next) => {
        url = new URL(String(next), url)
      },
    },
    localStorage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
    },
    shown: () => url.href,
    kept: () => [...items.values()].join(),
  }
}

/** A page's WebSocket says where the page is from; that of Node does not. */
function socketsOf(origin: string): typeof WebSocket {
  return class extends WsWebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { origin } })
    }
  } as unknown as typeof WebSocket
}

const nodeWebSocket = globalThis.WebSocket
let served: Served
beforeEach(async () => {
  served = await serveSite({ limits: { heartbeatMs: 50 } })
  globalThis.WebSocket = socketsOf(served.server.addresses[0]!)
})
afterEach(async () => {
  globalThis.WebSocket = nodeWebSocket
  await served.remove()
})

test('the token of the address is taken off it, kept, and opens a channel that calls and streams', async () => {
  const page = pageAt(served.server.url)
  const opening = openWebSocketChannel(page)
  expect(page.shown()).toBe(`${served.server.addresses[0]}/`)
  const channel = await opening
  const host: Connection<typeof contract> = connectRpc({ open: () => Promise.resolve(channel) })
  expect(await host.call('bytes', { count: 2 })).toEqual(new Uint8Array([1, 1]))
  const numbers = await new Promise<number[]>((resolve) => {
    const seen: number[] = []
    host.subscribe('numbers', { from: 1 }, { value: (number) => seen.push(number) === 3 && resolve(seen) })
  })
  expect(numbers).toEqual([1, 2, 3])
  host.close()
})

test('a ticket becomes the token at the first use; a second page with it is not let in', async () => {
  const address = served.server.ticketUrl()
  const page = pageAt(address)
  const channel = await openWebSocketChannel(page)
  expect(page.kept()).toBe(`Bearer ${served.token}`)
  channel.close()
  const again = await openWebSocketChannel(page)
  again.close()
  const second = pageAt(address)
  await expect(openWebSocketChannel(second)).rejects.toThrow(NotAdmitted)
})

test.each([
  '#/run/last',
  '',
  '#token=',
  '#token=<img src=x onerror=alert(1)>',
  `#token=${'x'.repeat(10_000)}`,
  '#other=1',
])('an address without a token stays as it is, and lets nobody in: %s', async (hash) => {
  const address = `${served.server.addresses[0]}/${hash}`
  const page = pageAt(address)
  expect(page.shown()).toBe(new URL(address).href)
  await expect(openWebSocketChannel(page)).rejects.toThrow('Open the address that `loadwright serve` printed.')
})

test('a server that is gone is told from one that does not let in', async () => {
  const page = pageAt(served.server.url)
  await served.server.close()
  await expect(openWebSocketChannel(page)).rejects.toThrow(ServerUnreachable)
})

test('heartbeats are no messages; their end is the end of the channel', async () => {
  const page = pageAt(served.server.url)
  const channel = await openWebSocketChannel(page, 1000)
  const messages: unknown[] = []
  channel.onMessage((message) => messages.push(message))
  await new Promise<void>((resolve) => {
    channel.onClose(resolve)
    void served.server.close()
  })
  expect(messages).toEqual([])
})

test('a server that says nothing more counts as gone', async () => {
  // Takes the handshake, and is silent from then on.
  const silent = createServer((_, response) => response.end('{"token":"t"}')).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { WebSocketServer } = await import('ws')
  const sockets = new WebSocketServer({ server: silent, handleProtocols: () => 'loadwright' })
  const page = pageAt(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/#token=t`)
  const channel = await openWebSocketChannel(page, 100)
  await new Promise<void>((resolve) => channel.onClose(resolve))
  for (const socket of sockets.clients) socket.terminate()
  silent.closeAllConnections()
  silent.close()
})

test('a lost connection is made again, and streams are subscribed again', async () => {
  const page = pageAt(served.server.url)
  const states: ConnectionState['kind'][] = []
  const host: Connection<typeof contract> = connectRpc({
    open: () => openWebSocketChannel(page),
    onState: ({ kind }) => states.push(kind),
    wait: () => Promise.resolve(),
  })
  const twice = new Promise<void>((resolve) => {
    let seen = 0
    host.subscribe('numbers', { from: 1 }, { value: () => ++seen === 6 && resolve() })
  })
  await host.call('echo', { value: 1 })
  served.channels[0]!.close()
  await twice
  expect(states.filter((kind) => kind === 'connected')).toHaveLength(2)
  host.close()
})
