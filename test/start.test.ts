/** `npm start`: which shell it chooses. The browser's is the built command line. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-start-'))
  // In place of Electron's runtime: says what it was started with.
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\nprintf "%s|" "$@"; exit 7\n')
  chmodSync(join(folder, 'electron'), 0o755)
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Stops it in order as soon as it listens. */
async function start(args: string[], environment: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString()
    if (stdout.includes('"listening"')) child.kill('SIGINT')
  })
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const SERVE = ['--no-open', '--json', '--port', '0']

// Windows and macOS always have a display.
test.runIf(process.platform === 'linux')('without a display: one line, and the browser', async () => {
  const { code, stdout, stderr } = await start(SERVE, { ELECTRON_OVERRIDE_DIST_PATH: folder })
  expect(code).toBe(0)
  expect(stderr).toMatch(/^There is no display: the workbench opens in the browser instead\.\nLoadwright /)
  expect(JSON.parse(stdout)).toEqual({ listening: expect.stringContaining('http://127.0.0.1:') as string })
})

test('without the runtime: the same, and nothing is downloaded', async () => {
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none'), DISPLAY: ':99' }
  const { code, stderr } = await start(SERVE, environment)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^The Electron runtime is not installed .*: the workbench opens in the browser instead\.\n/)
  expect(stderr).not.toContain('Downloading')
})

test.runIf(process.platform === 'linux')('with both: the window, with the arguments and the exit code', async () => {
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':99' }
  expect(await start(['a folder', '$(x)'], environment)).toEqual({
    code: 7,
    stdout: `${ROOT}|a folder|$(x)|`,
    stderr: '',
  })
})
