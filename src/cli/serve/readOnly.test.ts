/** `serve --read-only` writes not a byte to the workspace, also where there is something that others would put right. */
import SqliteDatabase from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import type { Workbench } from '../../contract/workbench.ts'
import { openHistory } from '../../host/storage/history.ts'
import { openPageChannel } from '../../server/testing/pageChannel.ts'
import { createWorkspace, PLAN, type Running, type Workspace } from '../testing/commandLine.ts'

let target: Server
let workspace: Workspace
let file: string
beforeEach(async () => {
  target = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(target, 'listening')
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
  file = join(workspace.folder, '.loadwright', 'history.db')
})
afterEach(() => {
  workspace.remove()
  target.closeAllConnections()
  target.close()
})

/** A run in a process of its own, once some seconds of it are written. */
async function startRun(): Promise<Running & { id: string }> {
  const running = workspace.start(['run', 'try.plan.yaml', 'endless', '--no-preflight', '--progress', 'json'], {
    TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}`,
  })
  await running.says('"t":2')
  const history = openHistory(file, { readOnly: true })
  const [run] = history.listRuns()
  history.close()
  return { ...running, id: run!.id }
}

async function killedRun(): Promise<string> {
  const { child, finished, id } = await startRun()
  child.kill('SIGKILL')
  await finished
  return id
}

/** Every file with its content and when it was written; the index of a log is memory that processes share. */
function everyFile(): Record<string, string> {
  const names = readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    names.map((name) => {
      const path = join(workspace.folder, name)
      const { isFile, mtimeMs } = statOf(path)
      if (!isFile || name.endsWith('-shm')) return [name, '']
      return [name, `${createHash('sha256').update(readFileSync(path)).digest('hex')} ${mtimeMs}`]
    }),
  )
}

function statOf(path: string): { isFile: boolean; mtimeMs: number } {
  const status = statSync(path)
  return { isFile: status.isFile(), mtimeMs: status.mtimeMs }
}

async function look(action: (page: Connection<Workbench>) => Promise<void>): Promise<void> {
  const running = workspace.start(['serve', '--read-only', '--port', '0', '--json'])
  const [line] = (await once(createInterface(running.child.stdout!), 'line')) as [string]
  const channel = await openPageChannel((JSON.parse(line) as { listening: string }).listening)
  const page = connectRpc<Workbench>({ open: () => Promise.resolve(channel), once: true })
  await action(page)
  page.close()
  running.child.kill('SIGINT')
  const { code, stderr } = await running.finished
  expect(code).toBe(0)
  expect(stderr).not.toMatch(/bug|Error/)
}

async function expectInterrupted(page: Connection<Workbench>, id: string): Promise<void> {
  const { rows } = await page.call('runs.list', { sort: [{ column: 'status', descending: false }] })
  expect(rows).toMatchObject([{ id, status: 'interrupted' }])
  const { run } = await page.call('run.open', { run: id })
  expect(run.status).toBe('interrupted')
  expect(await page.call('runs.active', {})).toEqual([])
}

test('a killed run is shown as interrupted, with the log that it left', async () => {
  const id = await killedRun()
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
  const before = everyFile()
  await look((page) => expectInterrupted(page, id))
  expect(everyFile()).toEqual(before)

  // A log whose index is missing, as in a copy.
  rmSync(`${file}-shm`)
  const copied = everyFile()
  await look((page) => expectInterrupted(page, id))
  expect(everyFile()).toEqual(copied)

  // Whoever may write marks it.
  openHistory(file).close()
  const raw = new SqliteDatabase(file, { readonly: true })
  expect(raw.prepare('SELECT status FROM runs').pluck().all()).toEqual(['interrupted'])
  raw.close()
})

test('a killed run is shown as interrupted, without a log, and none is left', async () => {
  const id = await killedRun()
  const raw = new SqliteDatabase(file)
  raw.pragma('wal_checkpoint(TRUNCATE)')
  raw.close()
  const before = everyFile()
  expect(Object.keys(before)).not.toContain('.loadwright/history.db-wal')
  await look((page) => expectInterrupted(page, id))
  expect(everyFile()).toEqual(before)
})

test('a run that is killed while one looks becomes interrupted', async () => {
  const { child, finished, id } = await startRun()
  await look(async (page) => {
    const changed = Promise.withResolvers<void>()
    const end = page.subscribe('runs.changed', {}, { value: () => changed.resolve(), ended: () => {} })
    expect((await page.call('run.open', { run: id })).run.status).toBe('running')
    expect((await page.call('runs.list', {})).rows).toMatchObject([{ id, status: 'running' }])
    child.kill('SIGKILL')
    await finished
    const before = everyFile()
    await changed.promise
    end()
    await expect.poll(async () => (await page.call('run.open', { run: id })).run.status).toBe('interrupted')
    await expectInterrupted(page, id)
    expect(everyFile()).toEqual(before)
  })
})

test('where there is no history, none is made; one that is begun later is seen', async () => {
  const before = everyFile()
  await look(async (page) => {
    expect((await page.call('runs.list', {})).rows).toEqual([])
    const { history } = await page.call('app.info', {})
    expect([history.file.endsWith(join('.loadwright', 'history.db')), history.readOnly]).toEqual([true, false])
    expect(everyFile()).toEqual(before)
    const { id, child, finished } = await startRun()
    expect((await page.call('runs.list', {})).rows).toMatchObject([{ id, status: 'running' }])
    expect((await page.call('run.open', { run: id })).run.status).toBe('running')
    child.kill('SIGKILL')
    await finished
  })
})
