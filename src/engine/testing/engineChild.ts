/** An engine as its parent meets it, for tests: a process of its own, its messages, and its end. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FromEngine, ToEngine } from '../../contract/engineMessages.ts'
import type { EngineSecond } from '../../core/recording/second.ts'
import { machineNowMs } from '../clock.ts'

export const ENGINE_FILE = fileURLToPath(new URL('../index.ts', import.meta.url))

export interface EngineChild {
  child: ChildProcess
  messages: FromEngine[]
  post(message: ToEngine): void
  /** The next message of a type that comes, or has come and was not taken yet. */
  message<T extends FromEngine['type']>(type: T): Promise<Extract<FromEngine, { type: T }>>
  /** Prepares it and starts the load now. */
  start(prepare: ToEngine): Promise<void>
  seconds(): EngineSecond[]
  exit: Promise<number | string>
}

export function startEngine(): EngineChild {
  const child = fork(ENGINE_FILE, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const messages: FromEngine[] = []
  const taken = new Set<FromEngine>()
  child.on('message', (message) => messages.push(message as FromEngine))
  const engine: EngineChild = {
    child,
    messages,
    post: (message) => void child.send(message),
    message: async <T extends FromEngine['type']>(type: T) => {
      for (;;) {
        const found = messages.find((message) => message.type === type && !taken.has(message))
        if (found) {
          taken.add(found)
          return found as Extract<FromEngine, { type: T }>
        }
        await once(child, 'message')
      }
    },
    start: async (prepare) => {
      engine.post(prepare)
      await engine.message('ready')
      engine.post({ type: 'start', startAtMs: machineNowMs() })
    },
    seconds: () => messages.flatMap((message) => (message.type === 'second' ? [message.second] : [])),
    exit: once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string),
  }
  return engine
}

/** SIGKILL ends a stopped process, too. */
export function endEngine({ child }: Pick<EngineChild, 'child'>): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}
