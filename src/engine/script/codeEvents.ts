/** A stream of Server-Sent Events of code: one request on lines of its own, read until its time or its event. */
import type { EventsOptions, EventsResult, Message } from '../../authoring/taskContext.ts'
import type { RandomStream } from '../../core/random.ts'
import type { EngineContext } from '../engineContext.ts'
import type { LinkedEndpoint, LinkedEvents } from '../linkedPlan.ts'
import { awaitedEvent, type AwaitedEvent } from '../protocols/events/awaitedEvent.ts'
import { NO_EVENT_STREAM } from '../protocols/events/responseStream.ts'
import { UserEvents } from '../protocols/events/userEvents.ts'
import type { Connection } from '../protocols/http/connections.ts'
import type { UserCookies } from '../protocols/http/cookies.ts'
import type { DigestSession } from '../protocols/http/digest.ts'
import { HttpExchange, type ExchangeOwner, type ExchangeResult } from '../protocols/http/exchange.ts'
import type { Failure } from '../protocols/http/exchangeFailure.ts'
import { CallRequest } from './callRequest.ts'
import { durationMs } from './codeDuration.ts'
import type { CodeUser } from './codeUser.ts'
import { CodeMessage, CodeReply } from './messageFilter.ts'

const DEFAULT_HEADERS = { accept: 'text/event-stream', 'accept-encoding': 'identity', 'cache-control': 'no-store' }

export class CodeEvents implements ExchangeOwner {
  readonly slots: unknown[]
  readonly random: RandomStream
  readonly user: number
  readonly type: number
  readonly connections: Map<string, Connection>
  readonly #user: CodeUser
  readonly #exchange: HttpExchange
  readonly #events: UserEvents
  readonly #reply: CodeReply | null
  #done: (result: EventsResult) => void = () => {}
  #count = 0
  #last: Message | null = null

  /** @throws Error with a plain sentence for what cannot be asked for */
  constructor(context: EngineContext, user: CodeUser, path: string, options: EventsOptions, position: string) {
    this.slots = user.slots
    this.random = user.random
    this.user = user.user
    this.type = user.type
    this.connections = user.connections
    this.#user = user
    const { for: duration, until, ...request } = options
    if (duration === undefined && until === undefined)
      throw new Error(`nothing ends the stream of events ${path}: give for, until, or both`)
    const call = new CallRequest(context, user.type)
    call.set('GET', path, { ...request, headers: { ...DEFAULT_HEADERS, ...request.headers } }, position, () => {
      throw new Error('a stream has no response')
    })
    const { timeoutMs } = context.plan.source.settings
    this.#reply = until === undefined ? null : new CodeReply(until, timeoutMs)
    const awaited = until === undefined ? null : awaitedOf(until, this.#reply!)
    const named = (suffix: string, kind: LinkedEndpoint['kind']): LinkedEndpoint => {
      const name = `${call.name} ${suffix}`
      return { index: -1, name: () => name, kind, position }
    }
    const linked: LinkedEvents = {
      request: call.withChecks(NO_EVENT_STREAM),
      first: named('first event', 'group'),
      between: named('between events', 'group'),
      events: named('events', 'events'),
      until: awaited,
      awaited: awaited === null ? null : named('until', 'reply'),
      forMs: duration === undefined ? timeoutMs : durationMs(duration),
      position,
    }
    this.#exchange = new HttpExchange(context, this)
    this.#events = new UserEvents(context, this, this.#exchange, linked, (data) => {
      this.#count++
      this.#last = new CodeMessage(data)
    })
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

  begin(dueMs: number, done: (result: EventsResult) => void): void {
    this.#done = done
    this.#events.begin(dueMs)
  }

  /** What `where` of `until` threw. */
  get thrown(): { error: unknown } | null {
    return this.#reply?.thrown ?? null
  }

  exchangeDone(result: ExchangeResult, failure: Failure | null): void {
    if (result !== 'ok') this.#user.groups.fail()
    this.#exchange.close()
    const found = result === 'ok' ? (this.#reply?.message ?? null) : null
    this.#done({ ok: result === 'ok', error: failure?.message ?? null, count: this.#count, last: this.#last, found })
  }

  /** The user ends. */
  interrupt(): void {
    if (this.#exchange.deadlineIndex >= 0) this.#exchange.interrupt()
    this.#events.interrupt()
    this.#exchange.close()
  }
}

/** @throws Error with a plain sentence for a count that is none */
function awaitedOf({ event, count = 1 }: NonNullable<EventsOptions['until']>, reply: CodeReply): AwaitedEvent {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`count of until is ${String(count)}, and must be a whole number from 1`)
  return {
    ...awaitedEvent(event === undefined ? null : () => event, event ?? null, count, reply),
    // Where `where` throws, the wait ends with that event, however many were asked for.
    get count() {
      return reply.thrown === null ? count : 1
    },
  }
}
