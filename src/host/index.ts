/** The host as a process of its own: Electron's utility process. Built to out/main/host.js. */
import { extname, join } from 'node:path'
import type { ShellParentPort } from '../contract/shell.ts'
import { serveShell } from './workbench/serveShell.ts'

const { parentPort } = process as unknown as { parentPort?: ShellParentPort }
if (parentPort === undefined)
  throw new Error('The host is started by the Electron shell; for the browser, use `loadwright serve`.')

// From source each process has a folder of its own; built they lie side by side.
const isSource = extname(import.meta.filename) === '.ts'
const log = (line: string): void => void process.stderr.write(`${line}\n`)

// In a utility process these would only be warned of, and the host would go on with half of what it was doing (style.md §3.4).
process.on('unhandledRejection', (error) => {
  throw error
})
process.on('uncaughtException', (error) => {
  process.stderr.write(`host: ${error.stack ?? error.message}\n`, () => process.exit(1))
})

// A Ctrl-C in the terminal reaches all processes; what it means is decided by main.
process.on('SIGINT', () => {})

serveShell(
  parentPort,
  {
    readerFile: isSource ? join(import.meta.dirname, 'reading', 'index.ts') : join(import.meta.dirname, 'reader.js'),
    targetFile: isSource
      ? join(import.meta.dirname, '..', 'target', 'index.ts')
      : join(import.meta.dirname, 'target.js'),
  },
  log,
  (exitCode) => {
    // Main is told before: what was posted needs a moment to leave.
    setImmediate(() => process.exit(exitCode))
  },
)
