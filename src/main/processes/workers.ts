/** Engines and the bundled target, started for the host that asks for them; the ports between are made here, and given away. */
import { MessageChannelMain, type MessagePortMain } from 'electron'
import type { ToEngineProcess, ToHostProcess, ToMainProcess, ToTargetProcess } from '../../contract/shell.ts'
import type { StartUtility, Utility } from './utility.ts'

export interface WorkerFiles {
  engine: string
  target: string
}

export interface Workers {
  receive(message: Extract<ToMainProcess, { type: 'engine' | 'target' | 'kill' }>): void
  /** The host is gone: so is what it started. */
  killAll(): void
}

const ORDERLY_END_MS = 5000
const MOST_OUTPUT = 4000

export function createWorkers(
  start: StartUtility,
  files: WorkerFiles,
  tellHost: (message: ToHostProcess, port?: MessagePortMain) => void,
): Workers {
  const running = new Map<number, { kind: 'engine' | 'target'; process: Utility }>()

  function run(id: number, kind: 'engine' | 'target', process: Utility): void {
    running.set(id, { kind, process })
    void process.ended.then((how) => {
      running.delete(id)
      tellHost({ type: 'exited', id, how })
    })
  }

  function startEngine(id: number): void {
    const engine = start(files.engine, 'engine')
    const { port1, port2 } = new MessageChannelMain()
    engine.process.postMessage({ type: 'host' } satisfies ToEngineProcess, [port2])
    run(id, 'engine', engine)
    void engine.pid.then((pid) => {
      if (pid !== null) tellHost({ type: 'engine', id, pid }, port1)
    })
  }

  function startTarget(id: number): void {
    const target = start(files.target, 'target', ['--port', '0', '--json'])
    let output: string | null = ''
    target.onOutput((text) => {
      if (output === null) return
      output = (output + text).slice(-MOST_OUTPUT)
      const url = /^\{"listening":"(http:\/\/127\.0\.0\.1:\d+)".*\}$/m.exec(output)?.[1]
      if (url === undefined) return
      output = null
      tellHost({ type: 'target', id, url })
    })
    run(id, 'target', target)
  }

  return {
    receive(message) {
      switch (message.type) {
        case 'engine':
          startEngine(message.id)
          break
        case 'target':
          startTarget(message.id)
          break
        case 'kill': {
          const worker = running.get(message.id)
          if (worker?.kind === 'engine') worker.process.kill()
          else if (worker !== undefined) endInOrder(worker.process)
          break
        }
        default:
          message satisfies never
      }
    },
    killAll() {
      for (const { process } of running.values()) process.kill()
    },
  }
}

function endInOrder(target: Utility): void {
  target.process.postMessage({ type: 'end' } satisfies ToTargetProcess)
  const patience = setTimeout(() => target.kill(), ORDERLY_END_MS)
  void target.ended.then(() => clearTimeout(patience))
}
