// `npx loadwright` in a fresh clone must start our own bin at once. npm links the bins of
// dependencies only, so the package links its own, the way npm would.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bins = join(root, 'node_modules', '.bin')
mkdirSync(bins, { recursive: true })
if (process.platform === 'win32') {
  writeFileSync(join(bins, 'loadwright.cmd'), '@"%~dp0\\node.exe" "%~dp0\\..\\..\\bin\\loadwright.js" %*\r\n')
} else {
  const link = join(bins, 'loadwright')
  rmSync(link, { force: true })
  symlinkSync('../../bin/loadwright.js', link)
  chmodSync(join(root, 'bin', 'loadwright.js'), 0o755)
}
