/** The bundled target as a process of its own: started on a free port, and gone afterwards. */
import { fork } from 'node:child_process'

export interface DemoTarget {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** Ends it in order; at once when that takes too long. Resolves when it is gone. */
  stop(): Promise<void>
  /** Resolves when it is gone, however it ended. */
  readonly gone: Promise<void>
}

/** How a target is started differs by shell. Rejects when it cannot be. */
export type StartTarget = () => Promise<DemoTarget>

const ORDERLY_END_MS = 5000
const KEPT_OUTPUT = 4000

/** Resolves when it listens. @throws Error when it ends before it does, with what it said */
export function startDemoTarget(file: string, args: readonly string[]): Promise<DemoTarget> {
  // In a group of its own: a Ctrl-C stops the run gracefully, for which the target must still be there. The channel ends it
  // when this process is gone, however that ended.
  const child = fork(file, [...args, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let output = ''
  let errors = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT_OUTPUT)
  })

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const patience = setTimeout(() => child.kill('SIGKILL'), ORDERLY_END_MS)
    child.kill('SIGTERM')
    await ended
    clearTimeout(patience)
  }

  return new Promise((resolve, reject) => {
    child.once('error', reject)
    void ended.then(() => reject(new Error(`The bundled target could not be started. ${errors}`.trim())))
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT)
      const line = /^\{.*\}$/m.exec(output)
      if (line) resolve({ url: (JSON.parse(line[0]) as { listening: string }).listening, stop, gone: ended })
    })
  })
}
