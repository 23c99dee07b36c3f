/**
 * `npm start`: which shell it chooses, and where Electron's runtime comes from. The browser's shell is the built command line; what stands
 * in is Electron's package, in a folder that has everything else of the clone.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
/** In place of the runtime: says what it was started with. */
const RUNTIME = '#!/bin/sh\nprintf "%s|" ${ELECTRON_RUN_AS_NODE+node} "$@"; exit 7\n'
const FETCHING = "Fetching Electron's runtime for the window (some 120 MB, only this once) …\n"
const SERVE = ['--no-open', '--json', '--port', '0']
const DISPLAY = { DISPLAY: ':99' }

/** The clone. */
let folder: string
let electron: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-start-'))
  electron = join(folder, 'node_modules', 'electron')
  mkdirSync(electron, { recursive: true })
  for (const name of ['start.mjs', 'electronRuntime.mjs'])
    cpSync(join(ROOT, 'scripts', name), join(folder, 'scripts', name))
  for (const name of ['bin', 'out', 'resources', 'package.json']) symlinkSync(join(ROOT, name), join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Stops it in order as soon as it listens. @param started given the process */
async function start(
  args: string[],
  environment: Record<string, string>,
  started: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(folder, 'scripts', 'start.mjs'), ...args], {
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
  started(child)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

function writeInstall(script: string): void {
  writeFileSync(join(electron, 'install.js'), script)
}

function expectServed({ code, stdout, stderr }: Ended, lines: string): void {
  expect(stderr.slice(0, lines.length)).toBe(lines)
  expect(stderr.slice(lines.length)).toMatch(/^Loadwright /)
  expect(JSON.parse(stdout)).toEqual({ listening: expect.stringContaining('http://127.0.0.1:') as string })
  expect(code).toBe(0)
}

// Windows and macOS always have a display.
test.runIf(process.platform === 'linux')(
  'without a display: one line, the browser, and nothing is fetched',
  async () => {
    writeInstall(`require('node:fs').writeFileSync('fetched', '')`)
    expectServed(await start(SERVE, {}), 'There is no display: the workbench opens in the browser instead.\n')
    expect(existsSync(join(folder, 'fetched'))).toBe(false)
  },
)

describe('with a display and without the runtime', () => {
  test.runIf(process.platform === 'linux')(
    'it is fetched, once, and the window opens with the arguments; its exit code is that of the start',
    async () => {
      writeInstall(`
      const { mkdirSync, writeFileSync } = require('node:fs')
      mkdirSync(__dirname + '/dist')
      writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(RUNTIME)}, { mode: 0o755 })
      writeFileSync(__dirname + '/path.txt', 'electron')`)
      const opened = { code: 7, stdout: `${folder}|a folder|$(x)|` }
      expect(await start(['a folder', '$(x)'], DISPLAY)).toEqual({ ...opened, stderr: FETCHING })
      const inEditor = { ...DISPLAY, ELECTRON_RUN_AS_NODE: '1' }
      expect(await start(['a folder', '$(x)'], inEditor)).toEqual({ ...opened, stderr: '' })
    },
  )

  test.runIf(process.platform === 'linux')(
    'one that gives up, as where the system does not allow its sandbox: the browser',
    async () => {
      const runtime = '#!/bin/sh\nkill -s TRAP $$\n'
      mkdirSync(join(electron, 'dist'))
      writeFileSync(join(electron, 'dist', 'electron'), runtime, { mode: 0o755 })
      writeFileSync(join(electron, 'path.txt'), 'electron')
      expectServed(
        await start(SERVE, DISPLAY),
        'The window has ended by SIGTRAP: the workbench opens in the browser instead.\n',
      )
    },
  )

  test('it cannot be fetched: one line with the reason, no stack, and the browser', async () => {
    writeInstall(`
      const error = new Error('getaddrinfo ENOTFOUND \\x1b[31mgithub.com')
      console.error(error.stack)
      process.exit(1)`)
    const reason = 'getaddrinfo ENOTFOUND [31mgithub.com'
    expectServed(
      await start(SERVE, DISPLAY),
      `${FETCHING}Electron's runtime could not be fetched (${reason}): the workbench opens in the browser instead.\n`,
    )
  })

  test.each([
    ['ends without a word', 'process.exit(3)', 'it ended with 3'],
    ['brings nothing', '', 'nothing to start came with it'],
    ['is broken', `require('not-there')`, `Cannot find module 'not-there'`],
  ])('the package that fetches it %s: the browser', async (_, script, reason) => {
    writeInstall(script)
    expectServed(
      await start(SERVE, DISPLAY),
      `${FETCHING}Electron's runtime could not be fetched (${reason}): the workbench opens in the browser instead.\n`,
    )
  })

  test("Electron's own package, where nothing is to be had: the same", async () => {
    for (const name of ['install.js', 'package.json', 'checksums.json'])
      cpSync(join(ROOT, 'node_modules', 'electron', name), join(electron, name))
    symlinkSync(join(ROOT, 'node_modules', '@electron'), join(folder, 'node_modules', '@electron'))
    const asked: (string | undefined)[] = []
    const mirror = createServer(({ url }, response) => {
      asked.push(url)
      response.writeHead(404).end()
    })
    await once(mirror.listen(0, '127.0.0.1'), 'listening')
    const address = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/`
    const cache = join(folder, 'cache')
    const ended = await start(SERVE, { ...DISPLAY, ELECTRON_MIRROR: address, electron_config_cache: cache })
    mirror.closeAllConnections()
    mirror.close()
    const { version } = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')) as { version: string }
    expect(asked).toEqual([expect.stringContaining(`/v${version}/electron-v${version}-`)])
    const reason = `Response code 404 (Not Found) for ${address}${String(asked[0]).slice(1)}`
    expectServed(
      ended,
      `${FETCHING}Electron's runtime could not be fetched (${reason}): the workbench opens in the browser instead.\n`,
    )
  })

  test.each([
    ['ELECTRON_SKIP_BINARY_DOWNLOAD', '1', 'The Electron runtime is not installed'],
    ['ELECTRON_OVERRIDE_DIST_PATH', '/nowhere', 'There is no Electron runtime where ELECTRON_OVERRIDE_DIST_PATH says'],
  ])('%s: nothing is fetched', async (name, value, line) => {
    writeInstall(`require('node:fs').writeFileSync('fetched', '')`)
    expectServed(
      await start(SERVE, { ...DISPLAY, [name]: value }),
      `${line}: the workbench opens in the browser instead.\n`,
    )
    expect(existsSync(join(folder, 'fetched'))).toBe(false)
  })

  test('Ctrl-C while it is fetched ends the start, and the fetching', async () => {
    writeInstall(`
      const { renameSync, writeFileSync } = require('node:fs')
      writeFileSync('pid.part', String(process.pid))
      renameSync('pid.part', 'pid')
      setInterval(() => {}, 1000)`)
    const pidFile = join(folder, 'pid')
    const ended = start(SERVE, DISPLAY, (child) => {
      void expect
        .poll(() => existsSync(pidFile), { timeout: 30_000 })
        .toBe(true)
        .finally(() => child.kill('SIGINT'))
    })
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: FETCHING })
    await expect.poll(() => isThere(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
  })
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
