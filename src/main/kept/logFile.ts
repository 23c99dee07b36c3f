/** What main and its processes say on standard error, kept in a file: a packaged window has nowhere to show it. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface LogFile {
  readonly path: string
  /** Written at once, each text with the time. A disk that takes nothing is no reason to end. */
  write(text: string): void
}

/** Of the file; as much again is kept of what was before, in `FILE.old`. */
export const MOST_BYTES = 1_000_000

/** @param folder is made when something is written */
export function openLogFile(folder: string): LogFile {
  const path = join(folder, 'loadwright.log')
  let bytes = sizeOf(path)

  function append(line: string): void {
    const length = Buffer.byteLength(line)
    if (bytes > 0 && bytes + length > MOST_BYTES) {
      renameSync(path, `${path}.old`)
      bytes = 0
    }
    mkdirSync(folder, { recursive: true })
    appendFileSync(path, line, { mode: 0o600 })
    bytes += length
  }

  return {
    path,
    write(text) {
      try {
        append(`${new Date().toISOString()} ${text.trimEnd()}\n`)
      } catch {
        // It was said on standard error, too.
      }
    },
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
