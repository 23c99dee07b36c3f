/** One WebSocket of code. The engine's sockets do one step at a time and say when it is done; here each step is a promise. */
import type { Message, MessageFilter, Socket } from '../../authoring/taskContext.ts'
import type { RandomStream } from '../../core/random.ts'
import type { EngineContext } from '../engineContext.ts'
import type { LinkedEndpoint, LinkedSocket } from '../linkedPlan.ts'
import type { UserCookies } from '../protocols/http/cookies.ts'
import type { ExchangeResult } from '../protocols/http/exchange.ts'
import { UserSocket, type SocketOwner } from '../protocols/websocket/userSocket.ts'
import { durationMs } from './codeDuration.ts'
import type { CodeUser } from './codeUser.ts'
import { CodeReply } from './messageFilter.ts'
import { never, type Underway } from './underway.ts'

export class CodeSocket implements Socket, SocketOwner {
  readonly slots: unknown[]
  readonly random: RandomStream
  readonly user: number
  readonly type: number
  readonly #context: EngineContext
  readonly #user: CodeUser
  readonly #underway: Underway
  readonly #name: string
  readonly #position: () => string
  readonly #socket: UserSocket
  #isClosed = false
  #couldNotOpen = false
  /** What the running step leads to. */
  #then: ((result: ExchangeResult) => void) | null = null

  /** @param name what its replies are named after */
  constructor(
    context: EngineContext,
    user: CodeUser,
    underway: Underway,
    linked: LinkedSocket,
    name: string,
    position: () => string,
  ) {
    this.slots = user.slots
    this.random = user.random
    this.user = user.user
    this.type = user.type
    this.#context = context
    this.#user = user
    this.#underway = underway
    this.#name = name
    this.#position = position
    this.#socket = new UserSocket(context, this, linked, 0)
  }

  get iteration(): number {
    return this.#user.iteration
  }

  get cookies(): UserCookies | null {
    return this.#user.cookies
  }

  set cookies(cookies: UserCookies | null) {
    this.#user.cookies = cookies
  }

  /** @throws Error when it cannot be opened; why, the error of its endpoint says */
  async open(): Promise<void> {
    await this.#step(() => this.#socket.open(this.#user.takeDueMs()))
    if (this.#couldNotOpen) throw new Error(`${this.#name} could not be opened`)
  }

  send(message: unknown): void {
    if (this.#underway.hasEnded) return
    this.#mayBegin()
    const payload = payloadOf(message)
    const send = { payload: () => payload, reply: null, endpoint: null, position: this.#position() }
    if (!this.#socket.send(send))
      throw new Error(`${this.#name} could not send: the socket is closed, or its server does not read`)
  }

  async request(message: unknown, answer: MessageFilter = {}): Promise<Message | null> {
    const payload = payloadOf(message)
    const reply = this.#reply(answer)
    const endpoint = this.#endpoint(answer.as ?? `${this.#name} reply`)
    const position = this.#position()
    const result = await this.#step(() => this.#socket.send({ payload: () => payload, reply, endpoint, position }))
    return messageOf(result, reply)
  }

  async waitFor(filter: MessageFilter = {}): Promise<Message | null> {
    const reply = this.#reply(filter)
    const endpoint = this.#endpoint(filter.as ?? `${this.#name} waitFor`)
    return messageOf(await this.#step(() => this.#socket.waitFor(reply, endpoint)), reply)
  }

  async listen(duration: string | number): Promise<void> {
    const ms = durationMs(duration)
    await this.#step(() => this.#socket.listen(ms))
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#then = null
    this.#socket.close()
  }

  /** The user ends. */
  kill(): void {
    this.#isClosed = true
    this.#then = null
    this.#socket.kill()
  }

  socketStepDone(result: ExchangeResult): void {
    const then = this.#then
    this.#then = null
    then?.(result)
  }

  skipSocketBlock(): void {
    this.#couldNotOpen = true
  }

  #step(begin: () => unknown): Promise<ExchangeResult> {
    if (this.#underway.hasEnded) return never()
    this.#mayBegin()
    this.#user.waited()
    return new Promise((resolve, reject) => {
      this.#underway.add(reject)
      this.#then = (result) => {
        if (result !== 'ok') this.#user.groups.fail()
        resolve(result)
        this.#underway.remove(reject)
      }
      begin()
    })
  }

  #mayBegin(): void {
    if (this.#isClosed) throw new Error(`${this.#name} was closed`)
    if (this.#then !== null) throw new Error(`${this.#name} is being waited for already: await one thing at a time`)
  }

  #reply(filter: MessageFilter): CodeReply {
    return new CodeReply(filter, this.#context.plan.source.settings.timeoutMs)
  }

  #endpoint(name: string): LinkedEndpoint {
    return { index: -1, name: () => name, kind: 'reply', position: this.#position() }
  }
}

function payloadOf(message: unknown): string {
  const payload = typeof message === 'string' ? message : JSON.stringify(message)
  if (typeof payload !== 'string') throw new Error(`a message cannot be ${typeof message}`)
  return payload
}

function messageOf(result: ExchangeResult, reply: CodeReply): Message | null {
  if (reply.thrown !== null) throw reply.thrown.error
  return result === 'ok' ? reply.message : null
}
