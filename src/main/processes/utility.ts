/** Processes of ours under Electron: how they start, what they say on standard error, and how they ended. */
import { setTimeout as after } from 'node:timers/promises'
import { app, utilityProcess, type UtilityProcess } from 'electron'

export interface Utility {
  readonly process: UtilityProcess
  /** Resolves when it runs; null: it never did. */
  readonly pid: Promise<number | null>
  /** Resolves once, in words: `exit code 1`, `crashed, exit code 139`. */
  readonly ended: Promise<string>
  /** Once it has ended: the end of what it said on standard error. */
  lastWords(): Promise<string>
  onOutput(listener: (text: string) => void): void
  /** At once, however busy it is. */
  kill(): void
  /** As SIGTERM asks for it. */
  end(): void
}

export type StartUtility = (file: string, name: string, args?: readonly string[]) => Utility

const KEPT_WORDS = 4000
/** Its pipe may still hold some when it has ended, and need not say that it is empty. */
const LAST_WORDS_MS = 500

/** Once the app is ready. @param log text of their standard error, as it comes */
export function createUtilities(log: (text: string) => void): StartUtility {
  /** By name, which is never used twice. The two ways to hear of an end come in any order, and either may be missing. */
  const gone = new Map<string, (how: string) => void>()
  app.on('child-process-gone', (_, { type, name, reason, exitCode }) => {
    if (type === 'Utility' && name !== undefined && reason !== 'clean-exit')
      gone.get(name)?.(`${REASONS[reason] ?? reason}, exit code ${exitCode}`)
  })
  let count = 0

  return (file, title, args = []) => {
    const name = `Loadwright ${title} ${++count}`
    const child = utilityProcess.fork(file, [...args], { serviceName: name, stdio: ['ignore', 'pipe', 'pipe'] })
    const { stdout, stderr } = child
    const spawned = Promise.withResolvers<number | null>()
    const ended = Promise.withResolvers<string>()
    const saidAll = Promise.withResolvers<void>()
    let words = ''
    let fatal: string | null = null
    let isOver = false
    let isKilled = false

    const over = (how: string): void => {
      isOver = true
      gone.delete(name)
      spawned.resolve(null)
      ended.resolve(fatal === null ? how : `${fatal}, ${how}`)
    }
    const killNow = (): void => {
      if (isOver || child.pid === undefined) return
      try {
        // `kill` of Electron sends SIGTERM, which engines leave to whoever started them.
        process.kill(child.pid, 'SIGKILL')
      } catch (error) {
        // It has ended, and nobody has said so yet.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') log(`${name} cannot be killed: ${String(error)}`)
      }
    }
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString('utf8')
      words = (words + text).slice(-KEPT_WORDS)
      log(text)
    }
    const listen = (): void => void stderr?.off('data', hear).on('data', hear).once('end', saidAll.resolve)
    gone.set(name, over)
    child.once('exit', (code) => {
      over(`exit code ${code}`)
      // Electron takes all listeners off its pipes after this event, and what it said last may still be in them.
      process.nextTick(listen)
    })
    // Unheard it would be an exception in main. The report that comes with it has the environment in it, and so is not kept.
    child.on('error', (type, location) => (fatal = `${type} of V8 at ${location}`))
    child.once('spawn', () => {
      spawned.resolve(child.pid ?? null)
      if (isKilled) killNow()
    })
    listen()
    // A pipe that nobody reads would stop it when it is full.
    stdout?.resume()

    return {
      process: child,
      pid: spawned.promise,
      ended: ended.promise,
      async lastWords() {
        await Promise.race([saidAll.promise, after(LAST_WORDS_MS)])
        return words.trim()
      },
      onOutput: (listener) => stdout?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8'))),
      kill() {
        isKilled = true
        killNow()
      },
      end() {
        if (!isOver) child.kill()
      },
    }
  }
}

const REASONS: Partial<Record<string, string>> = {
  'abnormal-exit': 'ended abnormally',
  killed: 'was killed',
  crashed: 'crashed',
  oom: 'ran out of memory',
  'launch-failed': 'could not be started',
  'integrity-failure': 'was refused by the system',
}
