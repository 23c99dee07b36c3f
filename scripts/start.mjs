// `npm start`: the workbench in its window, where there is a display; else in the browser.
// Electron's runtime is none of what `npm ci` installs: the first start that has use for it fetches it, by Electron's own package.
// Where that fails the same workbench opens in the browser.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronFolder, electronRuntime } from './electronRuntime.mjs'

/** As where the system does not allow its sandbox (Ubuntu, for programs that were not installed): it says why before. */
const CHROMIUM_GIVES_UP = new Set(['SIGTRAP', 'SIGILL', 'SIGABRT'])
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)
const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_OVERRIDE_DIST_PATH, ELECTRON_SKIP_BINARY_DOWNLOAD } = process.env

if (!existsSync(join(root, 'out', 'main', 'cli.js'))) {
  process.stderr.write('Loadwright is not built: `npm run build` does it.\n')
  process.exit(2)
}
const obstacle = displayObstacle() ?? (electronRuntime() === null ? await fetchRuntime() : null)
if (obstacle === null) startWindow(electronRuntime())
else await openInBrowser(obstacle)

async function openInBrowser(reason) {
  process.stderr.write(`${reason}: the workbench opens in the browser instead.\n`)
  process.argv = [process.argv[0], join(root, 'bin', 'loadwright.js'), 'serve', ...args]
  await import('../bin/loadwright.js')
}

function displayObstacle() {
  return process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY ? null : 'There is no display'
}

/** Null: it is there now; else why not. */
async function fetchRuntime() {
  const script = join(electronFolder, 'install.js')
  if (ELECTRON_OVERRIDE_DIST_PATH) return 'There is no Electron runtime where ELECTRON_OVERRIDE_DIST_PATH says'
  if (ELECTRON_SKIP_BINARY_DOWNLOAD || !existsSync(script)) return 'The Electron runtime is not installed'
  process.stderr.write("Fetching Electron's runtime for the window (some 120 MB, only this once) …\n")
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  // In a terminal a Ctrl-C reaches the child by itself; a signal for this process alone does not.
  const end = (signal) => {
    child.kill()
    process.exit(128 + constants.signals[signal])
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      // Of the Ctrl-C that is for both.
      if (signal === 'SIGINT') end(signal)
      resolve(code === 0 ? null : (reasonIn(said) ?? `it ended with ${code ?? signal}`))
    })
  })
  process.off('SIGINT', end).off('SIGTERM', end)
  if (failure === null && electronRuntime() !== null) return null
  return `Electron's runtime could not be fetched (${failure ?? 'nothing to start came with it'})`
}

/** The message of the error that a Node ended by, without its stack and whatever a server put into it that is no text. */
function reasonIn(said) {
  const message = /^\w*Error(?: \[\w+\])?: (.+)$/m.exec(said)?.[1]
  return message?.replaceAll(/\p{Cc}/gu, '').slice(0, 200) ?? null
}

/** A Ctrl-C in the terminal reaches it by itself, and it decides what that means; this process only waits for it. */
function startWindow(file) {
  // Terminals of editors that are made with Electron have it set: it would be a Node, and no window.
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  const child = spawn(file, [root, ...args], { stdio: 'inherit', env })
  const wait = () => {}
  const end = () => child.kill('SIGTERM')
  process.on('SIGINT', wait).on('SIGTERM', end)
  child.once('error', (error) => {
    process.stderr.write(`The window could not be opened: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    if (!CHROMIUM_GIVES_UP.has(signal)) {
      process.exitCode = code ?? 128 + constants.signals[signal]
      return
    }
    process.off('SIGINT', wait).off('SIGTERM', end)
    void openInBrowser(`The window has ended by ${signal}`)
  })
}
