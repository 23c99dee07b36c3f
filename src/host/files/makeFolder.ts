/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never returns under /proc (seen with 24.21), and
 * keeps the process from ending.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Nothing happens when it is there. @throws the error of the system (ENOTDIR, EACCES, EROFS, ENOENT …) */
export function makeFolder(path: string): void {
  const missing: string[] = []
  let at = resolve(path)
  for (; !isFolder(at); at = dirname(at)) {
    missing.push(at)
    if (dirname(at) === at) break
  }
  for (const folder of missing.toReversed()) {
    try {
      mkdirSync(folder)
    } catch (error) {
      // Made just now by somebody else.
      if (!isFolder(folder)) throw error
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
