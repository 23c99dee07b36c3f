/**
 * One stream of Server-Sent Events of a user: the step begins as a request and goes on with what comes behind the head of its
 * response, until the event that is waited for, until its time is over, or until the server ends it.
 */
import { formatDurationCompact } from '../../../core/units/duration.ts'
import type { EngineContext } from '../../engineContext.ts'
import type { LinkedEvents, LinkedRequest } from '../../linkedPlan.ts'
import type { Due, DueHandle } from '../../timers/dueQueue.ts'
import type { Scope } from '../../values/scope.ts'
import type { ExchangeResult, HttpExchange } from '../http/exchange.ts'
import type { Failure } from '../http/exchangeFailure.ts'
import type { ResponseHead } from '../http/responseHead.ts'
import { namedEndpoint } from '../websocket/namedEndpoint.ts'
import { OtherMessages } from '../websocket/otherMessages.ts'
import { reportConversation, reportEvent, reportLoss } from '../websocket/socketReport.ts'
import { EventStreamParser } from './eventStreamParser.ts'
import { isEventStream, type ResponseStream } from './responseStream.ts'

export interface EventsOwner extends Scope {
  readonly type: number
  exchangeDone(result: ExchangeResult, failure: Failure | null): void
}

export class UserEvents implements ResponseStream, Due {
  readonly #context: EngineContext
  readonly #owner: EventsOwner
  readonly #exchange: HttpExchange
  readonly #events: LinkedEvents
  readonly #onEvent: (data: string) => void
  readonly #parser = new EventStreamParser((type, data, bytes) => this.#event(type, data, bytes))
  #first = 0
  #between = 0
  #counted = 0
  /** Where the wait for `until` is counted. */
  #awaited = 0
  #wake: DueHandle | null = null
  #intendedMs = 0
  #arrivedMs = 0
  /** Of the event before; NaN before the first. */
  #previousMs = Number.NaN
  /** Events that were waited for. */
  #found = 0
  /** Stays empty where none is waited for. */
  readonly #others = new OtherMessages()
  #isOver = false

  /** `onEvent`: hears of the data of each event. */
  constructor(
    context: EngineContext,
    owner: EventsOwner,
    exchange: HttpExchange,
    events: LinkedEvents,
    onEvent: (data: string) => void = () => {},
  ) {
    this.#onEvent = onEvent
    this.#context = context
    this.#owner = owner
    this.#exchange = exchange
    this.#events = events
  }

  /** Ends in exactly one call of `owner.exchangeDone`: by the exchange where there is no stream, else by this. */
  begin(dueMs: number): void {
    const request: LinkedRequest = { ...this.#events.request, stream: this }
    this.#exchange.begin(request, dueMs)
  }

  takes({ status, contentType, isEncoded }: ResponseHead): boolean {
    return status === 200 && !isEncoded && isEventStream(contentType)
  }

  begun(intendedMs: number): void {
    const context = this.#context
    const owner = this.#owner
    const { first, between, events, until, awaited, forMs } = this.#events
    this.#intendedMs = intendedMs
    this.#first = namedEndpoint(context, first, owner).id
    this.#between = namedEndpoint(context, between, owner).id
    this.#counted = namedEndpoint(context, events, owner).id
    if (awaited !== null) this.#awaited = namedEndpoint(context, awaited, owner).id
    const unready = until?.unready(owner) ?? null
    if (unready !== null) {
      // Not now: the response is being read.
      setImmediate(() => this.#fail({ class: 'invalid', message: unready }))
      return
    }
    this.#wake = context.queue.add(context.clock.now() + forMs, this)
  }

  data(buffer: Buffer, from: number, to: number): void {
    this.#arrivedMs = this.#context.clock.now()
    if (this.#parser.push(buffer, from, to) || this.#isOver) return
    this.#fail({
      class: 'tooLarge',
      message:
        'an event is larger than 1 MB, which is the most that is read of one: the server has to send it in parts',
    })
  }

  ended(failure: Failure | null): void {
    if (this.#isOver) return
    if (failure !== null) this.#fail(failure)
    else if (this.#events.until === null) this.#end('ok')
    else this.#fail({ class: 'reply', message: `the stream ended ${this.#shortfall('before any', 'after only')}` })
  }

  /** The time is over. */
  due(): void {
    this.#wake = null
    if (this.#events.until === null) this.#end('ok')
    else {
      const { forMs } = this.#events
      const within = `within ${formatDurationCompact(forMs)}`
      this.#fail({ class: 'reply', message: `${this.#shortfall('no', 'only')} ${within}` })
    }
  }

  /** The user ends: nobody waits for this any more. */
  interrupt(): void {
    this.#leave()
  }

  #event(type: string, data: string, bytes: number): void {
    if (this.#isOver) return
    const { recorder, sink } = this.#context
    const owner = this.#owner
    recorder.messages(this.#counted, owner.type, 1, bytes, 0)
    recorder.counts.messagesIn++
    if (Number.isNaN(this.#previousMs))
      recorder.duration(this.#first, owner.type, 'ok', Math.max(0, this.#arrivedMs - this.#intendedMs))
    else recorder.duration(this.#between, owner.type, 'ok', this.#arrivedMs - this.#previousMs)
    this.#previousMs = this.#arrivedMs
    this.#onEvent(data)
    const { until, position } = this.#events
    const text = `${type}: ${data}`
    if (until === null || !until.matches(type, data, owner) || ++this.#found < until.count) {
      if (until !== null) this.#others.add(this.#arrivedMs)
      if (sink !== null) reportEvent(this.#context, 'received', this.#counted, position, text)
      return
    }
    const missing = until.extract(data, owner)
    const failure: Failure | null = missing === null ? null : { class: 'extract', message: missing }
    this.#conclude(failure, text)
    this.#end(failure === null ? 'ok' : 'missing', failure)
  }

  #fail(failure: Failure): void {
    if (this.#isOver) return
    const { until, position } = this.#events
    if (until === null) {
      this.#context.recorder.failure(this.#counted, this.#owner.type)
      reportLoss(this.#context, this.#counted, position, failure)
    } else this.#conclude(failure, null)
    this.#end(until?.extracts ? 'missing' : 'failed', failure)
  }

  /** The wait for `until` is over, as one for a message of a WebSocket: it has taken a time, and has failed or not. */
  #conclude(failure: Failure | null, received: string | null): void {
    const context = this.#context
    const owner = this.#owner
    const { position, until } = this.#events
    const endMs = received === null ? context.clock.now() : this.#arrivedMs
    const durationMs = Math.max(0, endMs - this.#intendedMs)
    context.recorder.duration(this.#awaited, owner.type, failure === null ? 'ok' : 'failed', durationMs)
    const reason =
      failure === null ? context.recorder.keeper.wantsSuccess(this.#awaited, durationMs * 1000, endMs) : 'failure'
    if (reason === null && context.sink === null) return
    const conversation = {
      endpoint: this.#awaited,
      position,
      userType: owner.type,
      scope: owner,
      url: this.#exchange.origin + this.#exchange.path,
      sent: null,
      received,
      startMs: this.#intendedMs,
      durationMs,
      others: this.#others,
      extracted: failure === null ? until!.values(owner) : [],
    }
    reportConversation(context, conversation, failure, reason)
  }

  #end(result: ExchangeResult, failure: Failure | null = null): void {
    this.#leave()
    this.#owner.exchangeDone(result, failure)
  }

  #leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#wake !== null) this.#wake.cancelled = true
    // Of an event that was cut off, or of comments alone.
    if (this.#parser.unread > 0)
      this.#context.recorder.messages(this.#counted, this.#owner.type, 0, this.#parser.unread, 0)
    this.#exchange.endStream()
  }

  /** What did not come: `no event done`, or `only 2 of 5 × event done`. */
  #shortfall(none: string, some: string): string {
    const { count, text } = this.#events.until!
    if (this.#found === 0 && count === 1) return `${none} ${text}`
    return `${some} ${this.#found} of ${count} × ${text}`
  }
}
