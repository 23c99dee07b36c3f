/** Engines and the bundled target where only Electron's main process can start processes: asked for by message, spoken to over a port. */
import type { Channel } from '../../contract/channel.ts'
import { createEnding } from '../../contract/ending.ts'
import type { ShellPort, ToHostProcess, ToMainProcess } from '../../contract/shell.ts'
import type { DemoTarget, StartTarget } from '../demo/demoTarget.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { shellChannel } from './shellChannel.ts'

export interface ShellProcesses {
  spawnEngine: SpawnEngine
  startTarget: StartTarget
  /** Takes what main says about processes. */
  receive(message: Extract<ToHostProcess, { type: 'engine' | 'target' | 'exited' }>, port: ShellPort | undefined): void
}

interface Awaited {
  engine?: (channel: Channel, pid: number | null) => void
  target?: (url: string) => void
  exited(how: string): void
}

/** A port closes when the process at its other end is gone; should the system not say so. */
const LAST_WORDS_MS = 2000

export function createShellProcesses(tellMain: (message: ToMainProcess) => void): ShellProcesses {
  let nextId = 0
  const awaited = new Map<number, Awaited>()

  return {
    spawnEngine() {
      const id = nextId++
      const exitListeners: ((how: string) => void)[] = []
      const messageListeners: ((message: unknown) => void)[] = []
      const ending = createEnding()
      let early: unknown[] = []
      let channel: Channel | null = null
      let exited: string | null = null
      let pid: number | null = null
      awaited.set(id, {
        engine(opened, itsPid) {
          channel = opened
          pid = itsPid
          opened.onClose(() => ending.end())
          opened.onMessage((message) => {
            for (const listener of messageListeners) listener(message)
          })
          for (const message of early) opened.post(message)
          early = []
          if (ending.isOver) opened.close()
        },
        exited(how) {
          const tell = (): void => {
            if (exited !== null) return
            exited = how
            ending.end()
            for (const listener of exitListeners) listener(how)
          }
          // What it said before it ended comes over another way than the word of its end, and may still be on it.
          if (channel === null || ending.isOver) tell()
          else {
            ending.onEnd(tell)
            setTimeout(tell, LAST_WORDS_MS)
          }
        },
      })
      tellMain({ type: 'engine', id })
      return {
        channel: {
          post: (message) => {
            if (channel !== null) channel.post(message)
            else if (!ending.isOver) early.push(message)
          },
          onMessage: (listener) => void messageListeners.push(listener),
          onClose: (listener) => ending.onEnd(listener),
          close: () => {
            channel?.close()
            ending.end()
          },
        },
        get pid() {
          return pid
        },
        kill: () => {
          if (exited === null) tellMain({ type: 'kill', id })
        },
        onExit: (listener) => {
          if (exited !== null) listener(exited)
          else exitListeners.push(listener)
        },
      }
    },

    startTarget() {
      const id = nextId++
      const ended = Promise.withResolvers<void>()
      return new Promise<DemoTarget>((resolve, reject) => {
        awaited.set(id, {
          target: (url) =>
            resolve({
              url,
              gone: ended.promise,
              stop: () => {
                tellMain({ type: 'kill', id })
                return ended.promise
              },
            }),
          exited: (how) => {
            ended.resolve()
            reject(new Error(`The bundled target could not be started (${how}).`))
          },
        })
        tellMain({ type: 'target', id })
      })
    },

    receive(message, port) {
      const process = awaited.get(message.id)
      switch (message.type) {
        case 'engine':
          if (port !== undefined) process?.engine?.(shellChannel(port), message.pid)
          break
        case 'target':
          process?.target?.(message.url)
          break
        case 'exited':
          awaited.delete(message.id)
          process?.exited(message.how)
          break
        default:
          message satisfies never
      }
    },
  }
}
