/** The workbench as people start it in a browser: `loadwright serve`, its own process, a workspace of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const CLI = join(import.meta.dirname, '../../bin/loadwright.js')

export interface Workspace {
  folder: string
  historyFile: string
  remove(): void
}

export interface ServedWorkbench {
  /** With its token, as it is opened. */
  url: string
  process: ChildProcess
  /** What it said on stderr. */
  said(): string
  close(): Promise<void>
}

/** A new folder with these files. */
export function makeWorkspace(files: Record<string, string> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-e2e-'))
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return {
    folder,
    historyFile: join(folder, '.loadwright', 'history.db'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** @param environment what differs from that of the tests */
export async function serveWorkbench(
  { folder }: Workspace,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<ServedWorkbench> {
  const child = spawn(process.execPath, [CLI, 'serve', folder, '--no-open', '--json', '--port', '0', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const exited = once(child, 'exit')
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>
  const [first] = await Promise.race([
    line,
    exited.then(([code]) => Promise.reject(new Error(`serve ended with ${String(code)}: ${said}`))),
  ])
  const { listening } = JSON.parse(first) as { listening: string }
  return {
    url: listening,
    process: child,
    said: () => said,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await exited
    },
  }
}

export interface EndedCommand {
  code: number
  stdout: string
  stderr: string
}

/**
 * Runs `loadwright …` to its end.
 * @param variables over those of the environment
 */
export function runCommand(args: string[], cwd: string, variables: Record<string, string> = {}): Promise<EndedCommand> {
  return startCommand(args, cwd, variables).ended
}

/** Runs `loadwright …`, as a process that something may be done to meanwhile. */
export function startCommand(
  args: string[],
  cwd: string,
  variables: Record<string, string> = {},
): { process: ChildProcess; ended: Promise<EndedCommand> } {
  const env = { ...process.env, ...variables }
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const ended = once(child, 'close').then(([code]): EndedCommand => ({ code: code as number, stdout, stderr }))
  return { process: child, ended }
}
