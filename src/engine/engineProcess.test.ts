/** The engine as its parent meets it: a process of its own, its messages, and its end. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ToEngine } from '../contract/engineMessages.ts'
import { machineNowMs } from './clock.ts'
import { ENGINE_FILE, endEngine, startEngine as startEngineChild, type EngineChild } from './testing/engineChild.ts'
import { httpServer, type ReceivedRequest, type TestServer } from './testing/servers.ts'
import { addUp, compile } from './testing/runPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
const children: ChildProcess[] = []
beforeEach(async () => {
  server = await httpServer((_request, response) => response.end('{}'))
})
afterEach(async () => {
  for (const child of children.splice(0)) endEngine({ child })
  await server.close()
})

function startEngine(): EngineChild {
  const engine = startEngineChild()
  children.push(engine.child)
  return engine
}

function prepare(load: string, data = ''): ToEngine {
  const plan = compile(`
name: process
target: ${server.url}
${data}
users: { U: { wait: 10ms, tasks: [ { name: t, steps: [ { get: "/a${data === '' ? '' : '/{{accounts.username}}'}" } ] } ] } }
scenarios: { s: { load: ${load} } }
`)
  return { type: 'prepare', shard: { plan, scenario: 0, shard: 0, shards: 1, seed: 1, maxEndpointNames: 500 } }
}

test('prepare, start, seconds, done', async () => {
  const engine = startEngine()
  engine.post(prepare('{ users: 5, spawnRate: 1000, for: 1200ms }'))
  await engine.message('ready')
  engine.post({ type: 'start', startAtMs: machineNowMs() + 20 })
  await engine.message('done')
  const seconds = engine.messages.flatMap((message) => (message.type === 'second' ? [message.second] : []))
  expect(seconds.map(({ t }) => t)).toEqual([0, 1])
  // Histograms come as bytes.
  expect(addUp(seconds).series[0]!.latency.count).toBe(server.received.length)
  expect(engine.messages.map(({ type }) => type)).toEqual(['ready', 'second', 'second', 'done'])
  engine.child.disconnect()
  expect(await engine.exit).toBe(0)
})

describe('stop', () => {
  test.each([true, false])('ends a run (graceful: %s)', async (graceful) => {
    const engine = startEngine()
    engine.post(prepare('{ users: 5, spawnRate: 1000, for: 60s }'))
    await engine.message('ready')
    engine.post({ type: 'start', startAtMs: machineNowMs() })
    await engine.message('second')
    engine.post({ type: 'stop', graceful })
    await engine.message('done')
    expect(engine.messages.at(-1)).toEqual({ type: 'done' })
  })

  test('before the start: nothing is started', async () => {
    const engine = startEngine()
    engine.post(prepare('{ users: 5, spawnRate: 1000, for: 60s }'))
    await engine.message('ready')
    engine.post({ type: 'stop', graceful: true })
    engine.post({ type: 'start', startAtMs: machineNowMs() })
    await engine.message('done')
    expect(server.received).toEqual([])
  })

  test('is up to the parent: signals of a terminal are not heard', async () => {
    const engine = startEngine()
    engine.post(prepare('{ users: 2, spawnRate: 1000, for: 1500ms }'))
    await engine.message('ready')
    engine.post({ type: 'start', startAtMs: machineNowMs() })
    await engine.message('second')
    engine.child.kill('SIGINT')
    engine.child.kill('SIGTERM')
    await engine.message('done')
    expect(engine.child.exitCode).toBeNull()
  })
})

describe('failures', () => {
  test('a file of the plan that cannot be read: a sentence, and not our mistake', async () => {
    const engine = startEngine()
    engine.post(prepare('{ users: 1, for: 1s }', 'data: { accounts: missing.csv }'))
    expect(await engine.message('failed')).toEqual({
      type: 'failed',
      message: 'missing.csv: the data file cannot be read: there is no such file',
      bug: false,
    })
  })

  test('a mistake of ours is told as one, and ends the process', async () => {
    const engine = startEngine()
    engine.post({ type: 'start', startAtMs: machineNowMs() })
    expect(await engine.message('failed')).toMatchObject({
      bug: true,
      message: expect.stringContaining('TypeError') as string,
    })
    expect(await engine.exit).toBe(1)
  })
})

/** Forks an engine, starts a run in it, tells its pid, and then waits to be killed. */
const PARENT = `
import { fork } from 'node:child_process'
const [file, message] = process.argv.slice(1)
const engine = fork(file, [], { execArgv: [], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] })
engine.on('message', ({ type }) => {
  if (type === 'ready') {
    const [seconds, nanoseconds] = process.hrtime()
    engine.send({ type: 'start', startAtMs: seconds * 1000 + nanoseconds / 1e6 })
  }
  if (type === 'second') process.stdout.write(engine.pid + '\\n')
})
engine.send(JSON.parse(message))
`

test('when the parent dies, the engine and its load end', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      PARENT,
      ENGINE_FILE,
      JSON.stringify(prepare('{ users: 5, spawnRate: 1000, for: 60s }')),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.push(parent)
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString().split('\n')[0])
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
  const count = server.received.length
  expect(count).toBeGreaterThan(0)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
