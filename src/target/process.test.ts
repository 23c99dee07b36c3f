import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openClient, openLive } from './testing/client.ts'

let temporary: string
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'loadwright-test-'))
})
afterEach(async () => {
  await rm(temporary, { recursive: true })
})

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

function launch(...texts: string[]): { child: ChildProcess; ended: Promise<Ended>; firstLine: Promise<string> } {
  const child = fork(new URL('index.ts', import.meta.url), texts, {
    execArgv: [],
    silent: true,
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary },
  })
  const heard = { stdout: '', stderr: '' }
  child.stderr?.on('data', (chunk: Buffer) => (heard.stderr += chunk.toString()))
  const firstLine = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      heard.stdout += chunk.toString()
      if (heard.stdout.includes('\n')) resolve(heard.stdout.slice(0, heard.stdout.indexOf('\n')))
    })
  })
  // Not 'close', which Node does not emit for a child whose IPC channel was disconnected.
  const ended = Promise.all([
    once(child, 'exit') as Promise<[number | null, string | null]>,
    ...[child.stdout, child.stderr].map((stream) => (stream === null ? undefined : once(stream, 'end'))),
  ]).then(([[code, signal]]): Ended => ({ code, signal, ...heard }))
  return { child, ended, firstLine }
}

const SMALL = ['--port', '0', '--pool', '1', '--history', '0', '--users', '3']

test.each<[string, (child: ChildProcess) => void]>([
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['SIGINT', (child) => child.kill('SIGINT')],
  ['the end of its parent', (child) => child.disconnect()],
])('it listens, and ends in order on %s with a request and a socket open', async (_what, end) => {
  const { child, ended, firstLine } = launch(...SMALL, '--json', '--slow', '/health=10m')
  const { listening } = JSON.parse(await firstLine) as { listening: string }
  const client = openClient(listening)
  const live = await openLive(listening, `?token=${await client.logIn('user3')}`)
  const goodbye = new Promise((resolve) => live.socket.once('close', resolve))
  const open = client.ask('GET', '/health').catch((error: unknown) => error)
  await client.ask('GET', '/metrics')
  end(child)
  expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(await open).toBeInstanceOf(Error)
  expect([1001, 1006]).toContain(await goodbye)
  expect(await readdir(temporary)).toEqual([])
  client.close()
})

test('it says in a sentence where it listens', async () => {
  const { child, ended, firstLine } = launch(...SMALL)
  expect(await firstLine).toMatch(/^The target listens at http:\/\/127\.0\.0\.1:\d+\./)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

test.each([
  [['--slow', '/health'], '--slow "/health": it is not of the form ROUTE=VALUE'],
  [['--fail', 'GET /nowhere=5%'], 'there is no route "GET /nowhere"'],
  [['--nonsense'], '--nonsense'],
])('%j ends with status 2, one line of explanation and nothing left', async (texts, why) => {
  const { stdout, stderr, code } = await launch(...SMALL, ...texts).ended
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(why)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(await readdir(temporary)).toEqual([])
})

test('it shows its help', async () => {
  const { stdout, code } = await launch('--help').ended
  expect(code).toBe(0)
  expect(stdout).toContain('--stall FOR/EVERY')
})
