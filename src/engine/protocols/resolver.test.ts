/** Names and addresses: what is kept, spread, and given. */
import type { LookupAddress } from 'node:dns'
import { afterEach, expect, test } from 'vitest'
import type { DnsSettings } from '../../core/plan/compiledPlan.ts'
import { runPlan } from '../testing/runPlan.ts'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../testing/servers.ts'
import { inTurn, Resolver } from './resolver.ts'

let server: (TestServer & { received: ReceivedRequest[] }) | null = null
afterEach(() => server?.close())

const SETTINGS: DnsSettings = { keepMs: 60_000, addresses: 'spread', family: 0, hosts: [] }

function lookup(resolver: Resolver, name: string, options: object = { all: true }): Promise<LookupAddress[] | string> {
  return new Promise((resolve, reject) => {
    resolver.lookup(name, options, (error, address) => (error ? reject(error) : resolve(address as string)))
  })
}

test('a name that is given is not looked up, in any spelling', async () => {
  const resolver = new Resolver({ ...SETTINGS, hosts: [['shop.example', '127.0.0.7']] })
  expect(await lookup(resolver, 'Shop.Example')).toEqual([{ address: '127.0.0.7', family: 4 }])
  expect(await lookup(resolver, 'shop.example', {})).toBe('127.0.0.7')
  await expect(lookup(resolver, 'shop.example', { family: 6 })).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

test('localhost is found, kept or not, and a name that is none is not', async () => {
  for (const keepMs of [0, 60_000]) {
    const resolver = new Resolver({ ...SETTINGS, family: 4, keepMs })
    for (let i = 0; i < 3; i++)
      expect(await lookup(resolver, 'localhost')).toEqual([{ address: '127.0.0.1', family: 4 }])
    await expect(lookup(resolver, 'nowhere.invalid')).rejects.toMatchObject({ syscall: 'getaddrinfo' })
  }
})

test('a thousand that ask at once all get an answer', async () => {
  const resolver = new Resolver({ ...SETTINGS, family: 4 })
  const answers = await Promise.all(Array.from({ length: 1000 }, () => lookup(resolver, 'localhost', { family: 4 })))
  expect(new Set(answers)).toEqual(new Set(['127.0.0.1']))
})

test('addresses take turns within their family; which family comes first stays', () => {
  const of = (...addresses: string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const all = of('::1', '10.0.0.1', '10.0.0.2', '::2', '10.0.0.3')
  expect([0, 1, 2, 3].map((turn) => inTurn(all, turn).map(({ address }) => address))).toEqual([
    ['::1', '::2', '10.0.0.1', '10.0.0.2', '10.0.0.3'],
    ['::2', '::1', '10.0.0.2', '10.0.0.3', '10.0.0.1'],
    ['::1', '::2', '10.0.0.3', '10.0.0.1', '10.0.0.2'],
    ['::2', '::1', '10.0.0.1', '10.0.0.2', '10.0.0.3'],
  ])
  expect(inTurn([], 5)).toEqual([])
})

test('a plan reaches a host by the address it gives', async () => {
  server = await httpServer((_request, response) => response.end())
  const { port, received } = server
  const run = await runPlan(
    onePass(`http://shop.example:${port}`, '- get: /a', 'settings: { dns: { hosts: { shop.example: 127.0.0.1 } } }'),
  )
  expect(run.errors).toEqual([])
  expect(received[0]!.headers.host).toBe(`shop.example:${port}`)
})
