/** Where Electron's runtime is, as node_modules/electron/index.js finds it, which would fetch it unasked. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const electronFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', 'electron')

/** @returns {string | null} null: it is not there */
export function electronRuntime() {
  const { ELECTRON_OVERRIDE_DIST_PATH } = process.env
  const pathFile = join(electronFolder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  if (!ELECTRON_OVERRIDE_DIST_PATH && name === null) return null
  const file = join(ELECTRON_OVERRIDE_DIST_PATH || join(electronFolder, 'dist'), name ?? 'electron')
  return existsSync(file) ? file : null
}
