/** Real engines, tried against a real server, before a run. */
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compiled } from '../../core/plan/planFixture.ts'
import { childProcessEngines } from '../runs/engineProcess.ts'
import { ENGINE_FILE } from '../runs/testing/runTestPlan.ts'
import { calibrate } from './calibrate.ts'
import { descriptorLimit, machineLimits } from './machineLimits.ts'
import { Preflights } from './preflight.ts'

const spawn = childProcessEngines(ENGINE_FILE)
const never = new AbortController().signal
let server: Server
let url: string
const seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.statusCode = request.url === '/broken' ? 500 : 200
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const PLAN = (target: string): string => `
name: preflight
target: ${target}
users:
  Fine: { wait: 1s, tasks: [ { name: rare, weight: 1, steps: [ { get: /rare } ] }, { name: often, weight: 5, steps: [ { get: /often } ] } ] }
  Broken: { wait: 1s, tasks: [ { name: t, steps: [ { get: /broken } ] } ] }
  Slow: { wait: 1s, tasks: [ { name: t, steps: [ { get: /slow }, { wait: 10m }, { get: /never } ] } ] }
scenarios:
  fine: { load: { users: 2, for: 1m }, users: { Fine: 1 } }
  broken: { load: { users: 2, for: 1m }, users: { Fine: 1, Broken: 1 } }
  slow: { load: { users: 2, for: 1m }, users: { Slow: 1 } }
`

test('the heaviest task of each user is tried once, whichever scenarios are looked at', async () => {
  const preflights = new Preflights(compiled(PLAN(url)), 1, spawn)
  expect(await preflights.look(0, 1, never)).toEqual({ findings: [], isUnreachable: false })
  expect(await preflights.look(1, 1, never)).toEqual({
    findings: [
      {
        kind: 'iteration',
        sentence:
          'One iteration of Broken was tried and failed: GET /broken (shop.plan.yaml:6:52) 500 Internal Server Error.',
      },
    ],
    isUnreachable: false,
  })
  expect(seen.toSorted()).toEqual(['GET /broken', 'GET /often'])
})

test('an iteration that lasts is cut off by a signal, and is no finding', async () => {
  const stop = new AbortController()
  const looking = new Preflights(compiled(PLAN(url)), 1, spawn).look(2, 1, stop.signal)
  server.once('request', () => stop.abort())
  expect(await looking).toEqual({ findings: [], isUnreachable: false })
  expect(seen).not.toContain('GET /never')
})

test('a target that is not there', async () => {
  const preflights = new Preflights(compiled(PLAN('http://127.0.0.1:1')), 1, spawn)
  const { findings, isUnreachable } = await preflights.look(0, 1, never)
  expect(isUnreachable).toBe(true)
  expect(findings[0]!.sentence).toContain('connection refused: nothing is listening on 127.0.0.1:1')
})

test('an engine tells what it makes', async () => {
  const perS = await calibrate(spawn)
  expect(Number.isFinite(perS)).toBe(true)
  expect(perS).toBeGreaterThan(0)
})

test.runIf(process.platform === 'linux')('the limits of this process are those the system states', () => {
  const limits = machineLimits()
  expect(limits.descriptors).toBe(descriptorLimit(readFileSync('/proc/self/limits', 'utf8')))
  expect(limits.ports).toBeGreaterThan(0)
  expect(limits.availableBytes).toBeGreaterThan(1e6)
  expect(descriptorLimit('Max open files            1024                 unlimited            files')).toBeNull()
  expect(descriptorLimit('Max open files            1024                 4096                 files')).toBe(4096)
  expect(descriptorLimit(null)).toBeNull()
})
