/** `ws` of code. */
import type { ConnectOptions, Socket, WebSockets } from '../../authoring/taskContext.ts'
import type { EngineContext } from '../engineContext.ts'
import type { LinkedSocket } from '../linkedPlan.ts'
import type { RequestHeaders } from '../protocols/http/requestHeaders.ts'
import type { Scope } from '../values/scope.ts'
import { nameOfPath } from './callTarget.ts'
import { durationMs } from './codeDuration.ts'
import { CodeSocket } from './codeSocket.ts'
import type { CodeUser } from './codeUser.ts'
import { never, type Underway } from './underway.ts'

export class CodeSockets implements WebSockets {
  readonly #context: EngineContext
  readonly #user: CodeUser
  readonly #underway: Underway
  readonly #position: () => string
  /** Closed at the end of the iteration. */
  readonly #ofIteration = new Set<CodeSocket>()
  readonly #kept = new Set<CodeSocket>()

  constructor(context: EngineContext, user: CodeUser, underway: Underway, position: () => string) {
    this.#context = context
    this.#user = user
    this.#underway = underway
    this.#position = position
  }

  async connect(path: string, options: ConnectOptions = {}): Promise<Socket> {
    if (this.#underway.hasEnded) return never()
    const name = options.as ?? `WS ${nameOfPath(path, this.#context.plan.source.target.replace(/^http/, 'ws'))}`
    const isKept = options.keep === true || this.#user.isStarting
    const socket = new CodeSocket(
      this.#context,
      this.#user,
      this.#underway,
      this.#linked(path, options, name, isKept),
      name,
      this.#position,
    )
    const sockets = isKept ? this.#kept : this.#ofIteration
    sockets.add(socket)
    try {
      await socket.open()
    } catch (error) {
      sockets.delete(socket)
      throw error
    }
    return socket
  }

  endOfIteration(): void {
    for (const socket of this.#ofIteration) socket.close()
    this.#ofIteration.clear()
  }

  /** The user ends. */
  kill(): void {
    for (const socket of [...this.#ofIteration, ...this.#kept]) socket.kill()
    this.#ofIteration.clear()
    this.#kept.clear()
  }

  #linked(path: string, options: ConnectOptions, name: string, isKept: boolean): LinkedSocket {
    const { plan } = this.#context
    const position = this.#position()
    return {
      endpoint: { index: -1, name: () => name, kind: 'websocket', position },
      messages: { index: -1, name: () => `${name} messages`, kind: 'events', position },
      url: () => path,
      headers: plan.code!.baseHeaders.map((base) => (scope: Scope) => withOwn(base(scope), options.headers)),
      timeoutMs: options.timeout === undefined ? plan.source.settings.timeoutMs : durationMs(options.timeout),
      background: isKept,
      position,
    }
  }
}

function withOwn(headers: RequestHeaders, own: Record<string, string> = {}): RequestHeaders {
  let result = headers
  for (const [given, value] of Object.entries(own)) {
    const name = given.toLowerCase()
    result = result.without(name).with(name, String(value))
  }
  return result
}
