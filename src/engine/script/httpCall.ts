/** One lane of a user's requests in code: one request at a time, on a connection of its own. */
import type { RequestOptions, Response } from '../../authoring/taskContext.ts'
import type { RandomStream } from '../../core/random.ts'
import type { EngineContext } from '../engineContext.ts'
import type { Connection } from '../protocols/http/connections.ts'
import type { UserCookies } from '../protocols/http/cookies.ts'
import type { DigestSession } from '../protocols/http/digest.ts'
import { HttpExchange, type ExchangeOwner, type ExchangeResult } from '../protocols/http/exchange.ts'
import type { Failure } from '../protocols/http/exchangeFailure.ts'
import { CallRequest } from './callRequest.ts'
import { CodeResponse } from './codeResponse.ts'
import type { CodeUser } from './codeUser.ts'
import type { CutOffError } from './underway.ts'

export interface Caller {
  done(call: HttpCall, response: Response): void
}

export class HttpCall implements ExchangeOwner {
  readonly slots: unknown[]
  readonly random: RandomStream
  readonly user: number
  readonly type: number
  readonly connections: Map<string, Connection>
  resolve: (response: Response) => void = () => {}
  reject: (error: CutOffError) => void = () => {}
  readonly #user: CodeUser
  readonly #caller: Caller
  readonly #request: CallRequest
  readonly #exchange: HttpExchange
  readonly #responseNow = (): Response => this.#response(null)

  /** `connections`: those of the user, or of this lane alone. */
  constructor(context: EngineContext, user: CodeUser, connections: Map<string, Connection>, caller: Caller) {
    this.slots = user.slots
    this.random = user.random
    this.user = user.user
    this.type = user.type
    this.connections = connections
    this.#user = user
    this.#caller = caller
    this.#request = new CallRequest(context, user.type)
    this.#exchange = new HttpExchange(context, this)
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

  get digests(): Map<string, DigestSession> | null {
    return this.#user.digests
  }

  set digests(digests: Map<string, DigestSession> | null) {
    this.#user.digests = digests
  }

  /** @throws Error with a plain sentence for what cannot be asked for */
  prepare(method: string, path: string, options: RequestOptions, position: string): void {
    this.#request.set(method, path, options, position, this.#responseNow)
  }

  begin(dueMs: number): void {
    this.#exchange.begin(this.#request, dueMs)
  }

  /** The run ends: the request is cut off. */
  interrupt(): void {
    if (this.#exchange.deadlineIndex >= 0) this.#exchange.interrupt()
  }

  exchangeDone(result: ExchangeResult, failure: Failure | null): void {
    if (result !== 'ok') this.#user.groups.fail()
    this.#caller.done(this, this.#response(failure?.message ?? null))
  }

  #response(error: string | null): Response {
    const { response, times, body } = this.#exchange
    const { view } = this.#request.checks
    return new CodeResponse(this.#request.name, response, view, {
      error,
      durationMs: times.endMs - times.intendedMs,
      size: view?.bytes ?? body.bytes,
    })
  }
}
