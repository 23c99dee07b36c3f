/** Runs the bundled target until it ends. It has the terminal to itself, and gets the signals of this process. */
import { fork } from 'node:child_process'
import { constants } from 'node:os'
import type { CliContext } from '../cliContext.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Resolves with the code to end with: that of the target, or as shells write the signal that ended it. */
export function runTarget(args: readonly string[], { targetFile, cwd }: CliContext): Promise<number> {
  // In a group of its own, so that a Ctrl-C in the terminal reaches it once, from here; the channel ends it when this process is gone.
  const child = fork(targetFile, [...args], { cwd, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true })
  const listeners = SIGNALS.map((signal) => {
    // A target ends in order on SIGTERM and SIGINT only.
    const listener = (): void => void child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    process.on(signal, listener)
    return [signal, listener] as const
  })
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  }).finally(() => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  })
}
