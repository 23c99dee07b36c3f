/** The host as Electron's utility process has it: everything over ports that main brokers, here by real ones and real engines. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import type { ShellParentPort, ShellPort, ToHostProcess, ToMainProcess } from '../../contract/shell.ts'
import type { Workbench } from '../../contract/workbench.ts'
import { startDemoTarget, type DemoTarget } from '../demo/demoTarget.ts'
import { childProcessEngines, type EngineProcess } from '../runs/engineProcess.ts'
import { serveShell } from './serveShell.ts'
import { ENGINE_FILE, planText, portChannel, READER_FILE, TARGET_FILE } from './testing/trialWorkbench.ts'

/** What Electron's main process does, with child processes for utility processes. */
interface Main {
  said: ToMainProcess[]
  exitCodes: number[]
  log: string[]
  engines: EngineProcess[]
  targets: DemoTarget[]
  tell(message: ToHostProcess, port?: MessagePort): void
  window(): Connection<Workbench>
  hears<T extends ToMainProcess['type']>(type: T): Promise<Extract<ToMainProcess, { type: T }>>
}

let folder: string
let server: Server
let url: string
let main: Main

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-shell-')))
  server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(join(folder, 'a.plan.yaml'), planText(url))
  main = startMain({ KEPT: url })
})
afterEach(async () => {
  main.tell({ type: 'close', stopRuns: 'now' })
  await main.hears('closed')
  for (const engine of main.engines) engine.kill()
  await Promise.all(main.targets.map((target) => target.stop()))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

/** Electron's ports give events with `data`. */
function shellPort(port: MessagePort): ShellPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      event === 'message'
        ? port.on('message', (data) => listener({ data }))
        : port.on('close', () => listener({ data: null })),
    start: () => port.start(),
    close: () => port.close(),
  }
}

function startMain(secrets: Record<string, string>): Main {
  let receive: Parameters<ShellParentPort['on']>[1] = () => {}
  const processes = new Map<number, { kill(): void }>()
  const connections: Connection<Workbench>[] = []
  const started: Main = {
    said: [],
    exitCodes: [],
    log: [],
    engines: [],
    targets: [],
    tell: (message, port) => receive({ data: message, ports: port === undefined ? [] : [shellPort(port)] }),
    window() {
      const { port1, port2 } = new MessageChannel()
      started.tell({ type: 'window' }, port1)
      const connection = connectRpc<Workbench>({ open: () => Promise.resolve(portChannel(port2)), once: true })
      connections.push(connection)
      return connection
    },
    hears: async (type) => {
      const found = await vi.waitFor(
        () => {
          const message = started.said.find((each) => each.type === type)
          expect(message).toBeDefined()
          return message!
        },
        { timeout: 20_000 },
      )
      return found as never
    },
  }
  const parent: ShellParentPort = {
    on: (_, listener) => (receive = listener),
    postMessage(raw) {
      const message = raw as ToMainProcess
      started.said.push(message)
      if (message.type === 'engine') startEngine(message.id)
      else if (message.type === 'target') void startTarget(message.id)
      else if (message.type === 'kill') processes.get(message.id)?.kill()
      else if (message.type === 'secrets') started.tell({ type: 'secrets', id: message.id, values: secrets })
      else if (message.type === 'closed') for (const connection of connections) connection.close()
    },
  }

  function startEngine(id: number): void {
    const engine = childProcessEngines(ENGINE_FILE)()
    started.engines.push(engine)
    processes.set(id, engine)
    const { port1, port2 } = new MessageChannel()
    engine.channel.onMessage((message) => port1.postMessage(message))
    port1.on('message', (message) => engine.channel.post(message))
    port1.on('close', () => engine.channel.close())
    engine.onExit((how) => {
      port1.close()
      started.tell({ type: 'exited', id, how })
    })
    started.tell({ type: 'engine', id, pid: engine.pid }, port2)
  }

  async function startTarget(id: number): Promise<void> {
    const target = await startDemoTarget(TARGET_FILE, [])
    started.targets.push(target)
    processes.set(id, { kill: () => void target.stop() })
    void target.gone.then(() => started.tell({ type: 'exited', id, how: 'exit code 0' }))
    started.tell({ type: 'target', id, url: target.url })
  }

  serveShell(
    parent,
    { readerFile: READER_FILE, targetFile: TARGET_FILE },
    (line) => started.log.push(line),
    (code) => started.exitCodes.push(code),
  )
  return started
}

function open(): void {
  main.tell({
    type: 'open',
    workspace: folder,
    program: '1.0.0',
    capabilities: { write: true },
  })
}

test('windows that come before and after the workspace is open are served, each over its own port', async () => {
  expect(main.said).toEqual([{ type: 'listening' }])
  const early = main.window()
  const info = early.call('app.info', {})
  open()
  await main.hears('opened')
  expect(await info).toMatchObject({ program: '1.0.0', workspace: { folder }, capabilities: { write: true } })
  const late = main.window()
  early.close()
  expect(await late.call('plans.list', {})).toMatchObject([{ file: 'a.plan.yaml', name: 'Trial' }])
})

test('main is answered at once, whatever is open', async () => {
  main.tell({ type: 'ping' })
  open()
  await main.hears('opened')
  main.tell({ type: 'ping' })
  expect(main.said.filter(({ type }) => type === 'pong')).toHaveLength(2)
})

test('a run with engines of main, kept secrets, and a window that is gone; main knows that it goes on', async () => {
  writeFileSync(join(folder, 'a.plan.yaml'), planText('${KEPT}'))
  open()
  const window = main.window()
  const { run } = await window.call('runs.start', { plan: 'a.plan.yaml', scenario: 'long' })
  const listed = (message: ToMainProcess): ActiveRun[] => (message.type === 'activeRuns' ? message.runs : [])
  expect(main.said.flatMap(listed)).toMatchObject([{ id: run, target: url, isOurs: true }])
  await new Promise<void>((resolve) => window.subscribe('run.ticks', { run }, { value: () => resolve() }))
  window.close()
  const other = main.window()
  const ended = new Promise<Error | null>((resolve) =>
    other.subscribe('run.ticks', { run }, { value: () => {}, ended: resolve }),
  )
  await other.call('runs.steer', { run, action: { type: 'mark', text: 'seen' } })
  expect(await other.call('runs.steer', { run, action: { type: 'stop' } })).toMatchObject({ done: true })
  expect(await ended).toBeNull()
  expect(main.said.findLast(({ type }) => type === 'activeRuns')).toEqual({ type: 'activeRuns', runs: [] })
  const view = await other.call('run.open', { run })
  expect(view.annotations).toMatchObject([{ text: 'seen', by: 'window' }])
  expect(view.planText).not.toContain(url)
  expect(main.log).toEqual([])
})

test('an engine that dies is lost, and the run ends', async () => {
  open()
  const window = main.window()
  const { run } = await window.call('runs.start', { plan: 'a.plan.yaml', scenario: 'long' })
  const ended = new Promise<Error | null>((resolve) => {
    window.subscribe('run.ticks', { run }, { value: () => main.engines.at(-1)!.kill(), ended: resolve })
  })
  expect(await ended).toBeNull()
  expect((await window.call('run.open', { run })).run.status).toBe('interrupted')
  const { notices } = await window.call('run.findings', { run })
  expect(notices.join(' ')).toContain('SIGKILL')
})

test('the bundled target is started by main, and ends when the host is closed', async () => {
  open()
  const { url: target } = await main.window().call('app.startDemo', {})
  expect(target).toBe(main.targets[0]!.url)
  main.tell({ type: 'close', stopRuns: 'now' })
  await main.targets[0]!.gone
})

test('closing stops the run in order, before it is said to be done', async () => {
  open()
  const window = main.window()
  const { run } = await window.call('runs.start', { plan: 'a.plan.yaml', scenario: 'long' })
  await new Promise<void>((resolve) => window.subscribe('run.ticks', { run }, { value: () => resolve() }))
  main.tell({ type: 'close', stopRuns: 'graceful' })
  await main.hears('closed')
  expect(main.said.at(-1)).toEqual({ type: 'closed' })
  expect(main.said.findLast(({ type }) => type === 'activeRuns')).toEqual({ type: 'activeRuns', runs: [] })
})

test('a folder that cannot be opened is told as a sentence, and the process ends', async () => {
  main.tell({
    type: 'open',
    workspace: join(folder, 'missing'),
    program: '1',
    capabilities: { write: true },
  })
  expect(await main.hears('notOpened')).toEqual({
    type: 'notOpened',
    message: `The workspace ${join(folder, 'missing')} does not exist. Choose another folder.`,
  })
  expect(main.exitCodes).toEqual([1])
  expect(main.log).toEqual([])
})
