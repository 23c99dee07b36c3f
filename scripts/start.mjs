// `npm start`: the workbench in its window, where Electron's runtime is installed and there is a display; else in the browser.
// Nothing is downloaded: `require('electron')` would fetch a missing runtime, so only its files are looked at.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)

if (!existsSync(join(root, 'out', 'main', 'cli.js'))) {
  process.stderr.write('Loadwright is not built: `npm run build` does it.\n')
  process.exit(2)
}
const electron = electronRuntime()
const obstacle =
  electron === null ? 'The Electron runtime is not installed (npx install-electron fetches it)' : displayObstacle()
if (electron !== null && obstacle === null) startWindow(electron)
else {
  process.stderr.write(`${obstacle}: the workbench opens in the browser instead.\n`)
  process.argv = [process.argv[0], join(root, 'bin', 'loadwright.js'), 'serve', ...args]
  await import('../bin/loadwright.js')
}

/** As node_modules/electron/index.js finds it. Null: it is not there. */
function electronRuntime() {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!override && name === null) return null
  const file = join(override || join(folder, 'dist'), name ?? 'electron')
  return existsSync(file) ? file : null
}

function displayObstacle() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY ? null : 'There is no display'
}

/** A Ctrl-C in the terminal reaches it by itself, and it decides what that means; this process only waits for it. */
function startWindow(file) {
  const child = spawn(file, [root, ...args], { stdio: 'inherit' })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('error', (error) => {
    process.stderr.write(`The window could not be opened: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}
