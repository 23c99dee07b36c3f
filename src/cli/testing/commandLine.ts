/** The command line as users run it: a process of its own, in a folder of its own, with an environment that is known. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createCliContext } from '../cliContext.ts'
import { runProgram } from '../program.ts'

/** Reading the source anew takes most of the time of each process. */
const COMPILE_CACHE = join(tmpdir(), 'loadwright-compile-cache')
const ENTRY = join(import.meta.dirname, '..', 'index.ts')

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  finished: Promise<Finished>
  /** Resolves as soon as standard error has the text; rejects when the process ends without it. */
  says(text: string): Promise<void>
}

export interface Workspace {
  folder: string
  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string): string
  start(args: readonly string[], environment?: Record<string, string>): Running
  run(args: readonly string[], environment?: Record<string, string>): Promise<Finished>
  /** As `start`, with lines that can be written to its standard input. */
  startWithInput(args: readonly string[], environment?: Record<string, string>): Running
  /**
   * In a terminal of its own (`script` of util-linux), whose keys are what is written to `child.stdin`; what it shows is on standard
   * output and, so that `says` finds it, on standard error.
   */
  startInTerminal(
    args: readonly string[],
    size: { columns: number; rows: number },
    environment?: Record<string, string>,
  ): Running
  /** A line for bash, in which `"$0" "$1"` is the command line. */
  shell(line: string, environment?: Record<string, string>): Promise<Finished>
  remove(): void
}

export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-cli-'))
  const running = new Set<ChildProcess>()
  function launch(
    file: string,
    args: readonly string[],
    environment: Record<string, string> = {},
    input: 'ignore' | 'pipe' = 'ignore',
  ): Running {
    const child = spawn(file, args, {
      cwd: folder,
      // Nothing of the machine: no CI, no colours, no settings of Locust.
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        LC_ALL: 'C.UTF-8',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...environment,
      },
      stdio: [input, 'pipe', 'pipe'],
    })
    running.add(child)
    child.on('close', () => running.delete(child))
    // It may end before everything is written.
    child.stdin?.on('error', () => {})
    let stdout = ''
    let stderr = ''
    const waiting: (() => void)[] = []
    child.stdout!.on('data', (data: Buffer) => (stdout += data.toString()))
    child.stderr!.on('data', (data: Buffer) => {
      stderr += data.toString()
      for (const look of waiting) look()
    })
    const finished = new Promise<Finished>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
    })
    const says = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (stderr.includes(text)) resolve()
        }
        waiting.push(look)
        look()
        void finished.then(() => reject(new Error(`It ended without saying ${text}; it said: ${stderr}`)))
      })
    return { child, finished, says }
  }
  const start: Workspace['start'] = (args, environment) => launch(process.execPath, [ENTRY, ...args], environment)
  return {
    folder,
    write(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    start,
    startWithInput: (args, environment) => launch(process.execPath, [ENTRY, ...args], environment, 'pipe'),
    startInTerminal(args, { columns, rows }, environment) {
      const quoted = [process.execPath, ENTRY, ...args].map((part) => `'${part.replaceAll("'", "'\\''")}'`)
      const line = `stty cols ${columns} rows ${rows}; ${quoted.join(' ')}`
      const inTerminal = `exec script --quiet --flush --return --command "$0" /dev/null >&2`
      return launch('bash', ['-c', inTerminal, line], { TERM: 'xterm-256color', ...environment }, 'pipe')
    },
    run: (args, environment) => start(args, environment).finished,
    shell: (line, environment) => launch('bash', ['-c', line, process.execPath, ENTRY], environment).finished,
    remove() {
      // What a test that failed has left.
      for (const child of running) child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same within this process, for what ends before anything is started: quicker, and without signals. */
export async function ask(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Omit<Finished, 'signal'>> {
  const finished = { code: 0, stdout: '', stderr: '' }
  const collector = (name: 'stdout' | 'stderr'): NodeJS.WriteStream => {
    const stream = new PassThrough()
    stream.on('data', (data: Buffer) => (finished[name] += data.toString()))
    // What of a terminal is looked at (isTTY) a pipe does not have either.
    return stream as unknown as NodeJS.WriteStream
  }
  const context = createCliContext({
    stdout: collector('stdout'),
    stderr: collector('stderr'),
    stdin: process.stdin,
    environment: { LC_ALL: 'C.UTF-8', ...environment },
    cwd: process.cwd(),
    version: '0.0.0',
    platform: process.platform,
    noColour: false,
    engineFile: 'no engine is started',
    targetFile: join(import.meta.dirname, '..', '..', 'target', 'index.ts'),
    readerFile: 'no reader is started',
    rendererFolder: join(import.meta.dirname, '..', '..', '..', 'out', 'renderer'),
    exitWith: (code) => {
      finished.code = code
    },
  })
  await runProgram(args, context)
  return finished
}

/**
 * A plan with short scenarios, one for each way a run can end. What fails does so in counts, which no doubt in the generator can turn; a run
 * that passes may be in doubt on a busy machine (exit code 100): whoever asks for more than that tries again.
 */
export const PLAN = `name: Try
target: \${TARGET:-http://127.0.0.1:9}
users:
  Visitor:
    wait: 20ms
    tasks:
      - name: look
        steps: [ { get: /health } ]
scenarios:
  passes: { load: { users: 2, spawnRate: 10, for: 500ms }, criteria: [ failures < 1% ] }
  fails: { load: { users: 2, spawnRate: 10, for: 500ms }, criteria: [ count < 1 ] }
  slower than wanted: { load: { users: 2, spawnRate: 10, for: 500ms }, criteria: { all: { target: count < 1, maximum: failures < 1% } } }
  too few: { load: { users: 1, for: 500ms }, criteria: [ p99.99 < 10s ] }
  unjudged: { load: { users: 2, spawnRate: 10, for: 500ms } }
  arrivals: { load: { arrivals: 20/s, for: 500ms }, criteria: [ failures < 1% ] }
  stages: { load: { stages: [ { to: 2, over: 250ms }, { for: 250ms } ] } }
  endless: { load: { users: 2, spawnRate: 10, for: 10m }, gracefulStop: 30s }
`
