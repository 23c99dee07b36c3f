/** utilityProcess over child_process: messages by structured clone, ports carried through this process. */
import { fork as forkChild, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { app, utilities } from './app.ts'
import { carry, type Carried, type MessagePortMain } from './messagePorts.ts'

/** Both ways between here and parentPort.mjs. */
export type CarriedMessage =
  | { type: 'message'; data: unknown; ports: number[] }
  | { type: 'port'; port: number; data: unknown }
  | { type: 'portClosed'; port: number }

const REASONS: Partial<Record<string, string>> = { SIGKILL: 'killed', SIGTERM: 'clean-exit' }

export class UtilityProcess extends EventEmitter {
  readonly name: string
  readonly creationTime = Date.now()
  readonly #child: ChildProcess
  readonly #ports = new Map<number, Carried>()
  #nextPort = 1

  constructor(file: string, args: string[], name: string) {
    super()
    this.name = name
    const child = forkChild(file, args, {
      execArgv: ['--import', new URL('./parentPort.mjs', import.meta.url).href],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    utilities.add(this)
    child.on('spawn', () => this.emit('spawn'))
    child.on('message', (raw) => this.#receive(raw as CarriedMessage))
    child.on('exit', (code, signal) => {
      const exitCode = code ?? (signal === null ? 0 : constants.signals[signal])
      utilities.delete(this)
      for (const port of this.#ports.values()) port.close()
      if (code !== 0) {
        const reason = signal === null ? 'abnormal-exit' : (REASONS[signal] ?? 'crashed')
        app.emit('child-process-gone', {}, { type: 'Utility', name, reason, exitCode })
      }
      this.emit('exit', exitCode)
    })
  }
  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }
  get stdout(): Readable | null {
    return this.#child.stdout
  }
  get stderr(): Readable | null {
    return this.#child.stderr
  }
  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }
  postMessage(data: unknown, ports: MessagePortMain[] = []): void {
    this.#send({ type: 'message', data, ports: ports.map((port) => this.#carry(port)) })
  }

  #carry(port: MessagePortMain): number {
    const id = this.#nextPort++
    const far = {
      send: (data: unknown) => this.#send({ type: 'port', port: id, data }),
      close: () => this.#send({ type: 'portClosed', port: id }),
    }
    this.#ports.set(id, carry(port, far))
    return id
  }
  #receive(message: CarriedMessage): void {
    if (message.type === 'message') this.emit('message', message.data)
    else if (message.type === 'port') this.#ports.get(message.port)?.send(message.data)
    else this.#ports.get(message.port)?.close()
  }
  #send(message: CarriedMessage): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }
}

export const utilityProcess = {
  fork: (file: string, args: string[], options: { serviceName: string }): UtilityProcess =>
    new UtilityProcess(file, args, options.serviceName),
}
