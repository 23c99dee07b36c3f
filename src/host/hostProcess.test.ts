/** The host's process, with a parent that stands for Electron's: what it says, and how it ends. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ToHostProcess, ToMainProcess } from '../contract/shell.ts'

const ENTRY = join(import.meta.dirname, 'index.ts')
/** Node's channel to a parent, in the shape of Electron's. It cannot carry ports. */
const PARENT_PORT = `process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, listener) => process.on(event, (data) => listener({ data, ports: [] })),
}`

let folder: string
let child: ChildProcess
const said: ToMainProcess[] = []

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-host-')))
  said.length = 0
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function start(shim = PARENT_PORT): void {
  const execArgv = [...process.execArgv, `--import=data:text/javascript,${encodeURIComponent(shim)}`]
  child = fork(ENTRY, [], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  child.on('message', (message) => said.push(message as ToMainProcess))
}

async function hears(type: ToMainProcess['type']): Promise<ToMainProcess> {
  for (;;) {
    const found = said.find((message) => message.type === type)
    if (found) return found
    await once(child, 'message')
  }
}

const tell = (message: ToHostProcess): boolean => child.send(message)
const open = (workspace: string): ToHostProcess => ({
  type: 'open',
  workspace,
  program: '1.0.0',
  capabilities: { write: true },
})

test('it listens, opens a workspace with its history, and is closed', async () => {
  start()
  await hears('listening')
  tell(open(folder))
  await hears('opened')
  expect(existsSync(join(folder, '.loadwright', 'history.db'))).toBe(true)
  tell({ type: 'close', stopRuns: 'graceful' })
  await hears('closed')
})

test('it ends with a sentence when there is nothing to open', async () => {
  start()
  tell(open(join(folder, '<img src=x onerror=alert(1)>')))
  expect(await hears('notOpened')).toMatchObject({ message: expect.stringContaining('does not exist') as string })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(1)
})

test('a fault of ours ends it, and is told on standard error', async () => {
  start(
    `${PARENT_PORT}\nprocess.on('message', (message) => { if (message === 'fail') void Promise.reject(new Error('a broken promise')) })`,
  )
  await hears('listening')
  let errors = ''
  child.stderr!.on('data', (text: Buffer) => (errors += String(text)))
  child.send('fail')
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(1)
  expect(errors).toContain('a broken promise')
})

test('without a parent it says how the workbench is started', async () => {
  start('')
  let errors = ''
  child.stderr!.on('data', (text: Buffer) => (errors += String(text)))
  await once(child, 'close')
  expect(errors).toContain('`loadwright serve`')
})
