/** utilityProcess over child_process: messages by structured clone, ports carried through this process. */
import { fork as forkChild, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { PassThrough, type Readable } from 'node:stream'
import { app, expectReady, utilities } from './app.ts'
import { cloned } from './cloned.ts'
import { carry, givenPorts, type Carried, type MessagePortMain } from './messagePorts.ts'

/** Both ways between here and parentPort.mjs. */
export type CarriedMessage =
  | { type: 'message'; data: unknown; ports: number[] }
  | { type: 'port'; port: number; data: unknown }
  | { type: 'portClosed'; port: number }

export interface ForkOptions {
  serviceName: string
  stdio: ['ignore', 'pipe', 'pipe']
}

/** What a process says last is heard after its end, as it may be under Electron. */
const hasLateWords = Boolean(process.env['STAND_IN_LATE_WORDS'])
/** Windows has no signals: to be asked to end is to be ended. */
const hasSignals = !process.env['STAND_IN_NO_SIGNALS']
/** One that does not end when it is asked to is made to, as Electron does. */
const PATIENCE_MS = 2000

const REASONS: Partial<Record<string, string>> = { SIGKILL: 'killed', SIGTERM: 'clean-exit' }

export class UtilityProcess extends EventEmitter {
  readonly name: string
  readonly creationTime = Date.now()
  readonly #child: ChildProcess
  readonly #ports = new Map<number, Carried>()
  #nextPort = 1
  #pid: number | undefined
  #isAskedToEnd = false
  #isOver = false
  #isSayingSo = false
  /** Null when it has ended. */
  stdout: Readable | null
  stderr: Readable | null

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
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    this.stdout = stdout
    this.stderr = stderr
    const hear = (): void => {
      child.stdout?.pipe(stdout)
      child.stderr?.pipe(stderr)
    }
    if (!hasLateWords) hear()
    child.on('spawn', () => {
      this.#pid = child.pid
      this.emit('spawn')
    })
    child.on('message', (raw) => this.#receive(raw as CarriedMessage))
    child.on('exit', (code, signal) => {
      const killed = this.#isAskedToEnd && (signal === 'SIGTERM' || signal === 'SIGKILL')
      const exitCode = killed ? 0 : (code ?? (signal === null ? 0 : constants.signals[signal]))
      this.#isOver = true
      this.#pid = undefined
      utilities.delete(this)
      for (const port of this.#ports.values()) port.close()
      if (code !== 0) {
        const reason = signal === null ? 'abnormal-exit' : (REASONS[signal] ?? 'crashed')
        app.emit('child-process-gone', {}, { type: 'Utility', name, reason, exitCode })
      }
      this.#isSayingSo = true
      this.emit('exit', exitCode)
      this.#isSayingSo = false
      // Who has listened to them is sent away, and they are not to be had any more: as in Electron's own utility-process.ts.
      for (const pipe of [stdout, stderr]) pipe.removeAllListeners()
      this.stdout = this.stderr = null
      if (hasLateWords) hear()
    })
  }
  /** Undefined before it runs, and when it has ended. */
  get pid(): number | undefined {
    return this.#pid
  }
  kill(): boolean {
    if (this.#pid === undefined) return false
    this.#isAskedToEnd = true
    setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS).unref()
    return this.#child.kill(hasSignals ? 'SIGTERM' : 'SIGKILL')
  }
  postMessage(data: unknown, transfer: MessagePortMain[] = []): void {
    if (this.#isSayingSo) throw new Error('That ends main under some versions of Electron (electron/electron#53923).')
    if (this.#isOver) return
    const sent = cloned(data)
    this.#send({ type: 'message', data: sent, ports: givenPorts(transfer).map((port) => this.#carry(port)) })
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
  fork(file: string, args: string[], { serviceName, stdio }: ForkOptions): UtilityProcess {
    expectReady('utilityProcess')
    if (stdio.join() !== 'ignore,pipe,pipe')
      throw new Error('The stand-in has pipes for what is said, and nothing to be heard.')
    return new UtilityProcess(file, args, serviceName)
  },
}
