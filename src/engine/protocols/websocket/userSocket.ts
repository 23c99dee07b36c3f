/**
 * One WebSocket of a user. At most one step of the user waits for it at a time: its opening, the reply to a send, a message
 * (`waitFor`), or the end of a listen. What arrives while nobody waits is counted and no more is done with it.
 *
 * Which messages a step looks at: a reply is a message that arrived after the send. A `waitFor` takes the first message that
 * fits and that no step took before it, of all that arrived since the last send or listen of this socket: a notification may
 * be a moment early, and several may come in any order. A send or listen forgets what came before, so that the late answer
 * to an earlier round is never taken for the one to this round.
 */
import type { RawData, WebSocket } from 'ws'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import type { EngineContext } from '../../engineContext.ts'
import type { LinkedEndpoint, LinkedSend, LinkedSocket } from '../../linkedPlan.ts'
import type { HasDeadline } from '../../timers/deadlines.ts'
import type { Due, DueHandle } from '../../timers/dueQueue.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { CompiledReply } from '../../values/reply.ts'
import type { Scope } from '../../values/scope.ts'
import type { UserCookies } from '../http/cookies.ts'
import type { ExchangeResult } from '../http/exchange.ts'
import { brokenSocket, closedByServer, type SocketFailure } from './closeWords.ts'
import { Handshake, type OpenedSocket } from './handshake.ts'
import { Mailbox, textOfMessage } from './mailbox.ts'
import { namedEndpoint } from './namedEndpoint.ts'
import { OtherMessages } from './otherMessages.ts'
import { reportConversation, reportEvent, reportLoss } from './socketReport.ts'

/** The user whose socket it is. */
export interface SocketOwner extends Scope {
  readonly type: number
  cookies: UserCookies | null
  socketStepDone(result: ExchangeResult): void
  /** The socket could not be opened: the user goes on behind its block. */
  skipSocketBlock(socket: UserSocket, to: number): void
}

/** What was sent and not yet taken by the network may be this much; a server that does not read would eat our memory. */
const UNSENT_BYTES = 64 * 1024 * 1024

const AS_TEXT = { binary: false }

type Step = 'none' | 'handshake' | 'reply' | 'message' | 'listen'

export class UserSocket implements HasDeadline, Due {
  deadlineIndex = -1
  deadlineMs = 0
  readonly #context: EngineContext
  readonly #owner: SocketOwner
  readonly #socket: LinkedSocket
  readonly #end: number
  readonly #handshake: Handshake
  /** Only where some step of the plan may want messages that came before it. */
  readonly #mailbox: Mailbox | null
  #webSocket: WebSocket | null = null
  /** Where messages are counted. */
  #messages = 0
  #step: Step = 'none'
  /** Of the running step: the answer it waits for, where that is counted, when it began, what was sent. */
  #reply: CompiledReply | null = null
  #endpoint = 0
  #position = ''
  #stepStartMs = 0
  #sent: string | null = null
  readonly #others = new OtherMessages()
  #wake: DueHandle | null = null
  /** When the bytes being read came in. */
  #arrivedMs = 0
  /** What arrived until then is no answer to anything any more. */
  #sinceMs = -Infinity
  /** Why the socket is no longer open, when it was not closed by us. */
  #lost: SocketFailure | null = null
  #lossIsNews = false
  #closing = false

  /** `end`: where the user goes on when it cannot be opened. */
  constructor(context: EngineContext, owner: SocketOwner, socket: LinkedSocket, end: number) {
    this.#context = context
    this.#owner = owner
    this.#socket = socket
    this.#end = end
    this.#mailbox = context.plan.program.some(({ op }) => op === 'waitFor' || op === 'script') ? new Mailbox() : null
    this.#handshake = new Handshake(context, owner, socket, (opened) => this.#handshaken(opened))
  }

  /** Ends in exactly one call of `owner.socketStepDone`. `dueMs`: its intended start, NaN where there is none. */
  open(dueMs = Number.NaN): void {
    this.#messages = namedEndpoint(this.#context, this.#socket.messages, this.#owner).id
    this.#position = this.#socket.position
    this.#step = 'handshake'
    this.#handshake.begin(dueMs)
  }

  /** True: sent, and there is nothing to wait for. False: ends in exactly one call of `owner.socketStepDone`, perhaps already made. */
  send(send: LinkedSend): boolean {
    const { reply } = send
    const owner = this.#owner
    const context = this.#context
    const named = send.endpoint === null ? null : namedEndpoint(context, send.endpoint, owner)
    this.#begin(reply, named?.id ?? this.#messages, send.position)
    const payload = this.#payload(send, named?.problem ?? null)
    if (payload === null) return false
    const webSocket = this.#webSocket!
    if (this.#lost !== null || webSocket.readyState !== webSocket.OPEN) {
      this.#fail(this.#lost ?? { class: 'socket', message: 'the server has closed the WebSocket' })
      return false
    }
    // One buffer is one write; of a text, ws makes two.
    const bytes = Buffer.from(payload)
    const unsent = webSocket.bufferedAmount
    if (unsent > 0 && unsent + bytes.length > UNSENT_BYTES) {
      this.#fail({ class: 'socket', message: 'the server does not read: more than 64 MB wait to be sent' })
      return false
    }
    this.#mailbox?.clear()
    const now = context.clock.now()
    this.#sinceMs = this.#stepStartMs = now
    if (reply !== null) {
      this.#step = 'reply'
      this.#sent = payload
      context.inFlight++
      context.deadlines.add(this, now + reply.withinMs)
    }
    webSocket.send(bytes, AS_TEXT)
    context.recorder.messages(this.#messages, owner.type, 0, 0, bytes.length)
    context.recorder.counts.messagesOut++
    if (context.sink !== null) reportEvent(context, 'sent', this.#endpoint, send.position, payload)
    return reply === null
  }

  /** Lets messages arrive for a while. Ends in exactly one call of `owner.socketStepDone`. */
  listen(durationMs: number): void {
    this.#begin(null, this.#messages, this.#socket.position)
    this.#mailbox?.clear()
    if (this.#lost !== null) {
      this.#fail(this.#lost)
      return
    }
    this.#step = 'listen'
    this.#wake = this.#context.queue.add(this.#context.clock.now() + durationMs, this)
  }

  /** Waits for a message that the server sends by itself. Ends in exactly one call of `owner.socketStepDone`. */
  waitFor(reply: CompiledReply, endpoint: LinkedEndpoint): void {
    const owner = this.#owner
    const { id, problem } = namedEndpoint(this.#context, endpoint, owner)
    this.#begin(reply, id, endpoint.position)
    const unready = problem ?? reply.unready(owner)
    if (unready !== null) {
      this.#fail({ class: 'invalid', message: unready })
      return
    }
    const early = this.#mailbox?.take((text) => reply.matches(text, owner)) ?? null
    if (early !== null) {
      this.#answered(early, this.#stepStartMs)
      return
    }
    if (this.#lost !== null) {
      this.#fail(this.#lost)
      return
    }
    this.#step = 'message'
    this.#context.deadlines.add(this, this.#stepStartMs + reply.withinMs)
  }

  /** Closes with a closing handshake, in the background; what arrives until its end is still counted. */
  close(): void {
    if (this.#lost !== null && this.#lossIsNews) this.#reportLoss(this.#lost)
    this.#settle()
    this.#closing = true
    this.#mailbox?.clear()
    this.#webSocket?.close(1000)
  }

  /** Cuts the connection; the step that waits is not reported to the user, who has ended. */
  kill(): void {
    const step = this.#step
    if (step === 'handshake') this.#handshake.interrupt()
    if (step === 'reply' || step === 'message') {
      this.#report({ class: 'interrupted', message: 'cut off by the end of the run' }, null, null)
    }
    this.#settle()
    this.#closing = true
    this.#mailbox?.clear()
    this.#webSocket?.removeListener('message', this.#onMessage)
    this.#webSocket?.terminate()
  }

  /** The time for the answer is over. */
  timedOut(): void {
    const { text, withinMs } = this.#reply!
    const what = text === 'any message' ? 'no message' : `no message with ${text}`
    const left = this.#mailbox?.overflowed ? '; too many came before to look at all of them' : ''
    this.#fail({ class: 'reply', message: `${what} within ${formatDurationCompact(withinMs)}${left}` })
  }

  /** The time to listen is over. */
  due(): void {
    this.#settle()
    this.#sinceMs = this.#context.clock.now()
    this.#owner.socketStepDone('ok')
  }

  #handshaken(opened: OpenedSocket | null): void {
    this.#step = 'none'
    if (opened === null) {
      this.#owner.skipSocketBlock(this, this.#end)
      this.#owner.socketStepDone('failed')
      return
    }
    const { webSocket, connection } = opened
    this.#webSocket = webSocket
    // Before ws reads the bytes: several messages may be in one chunk, and a slow look at the first must not age the others.
    connection.prependListener('data', this.#onBytes)
    webSocket.on('message', this.#onMessage)
    webSocket.on('error', (error) => this.#onLost(brokenSocket(error)))
    webSocket.on('close', (code, reason) => this.#onClose(code, reason))
    this.#owner.socketStepDone('ok')
  }

  readonly #onBytes = (): void => {
    this.#arrivedMs = this.#context.clock.now()
  }

  readonly #onMessage = (message: RawData, isBinary: boolean): void => {
    const bytes = message as Buffer
    const context = this.#context
    const { recorder } = context
    recorder.messages(this.#messages, this.#owner.type, 1, bytes.length, 0)
    recorder.counts.messagesIn++
    const reply = this.#reply
    const arrivedMs = this.#arrivedMs
    // The sweep over the deadlines is a little late: what comes before it and after the deadline is late, too.
    const isLate = reply !== null && arrivedMs > this.deadlineMs
    if (arrivedMs > this.#sinceMs && !this.#closing) {
      if (reply !== null && !isLate) {
        const text = textOfMessage(bytes, isBinary)
        if (text !== null && reply.matches(text, this.#owner)) {
          this.#answered(text, arrivedMs)
          return
        }
        this.#others.add(arrivedMs)
      }
      if (this.#mailbox !== null && this.#step !== 'listen') this.#mailbox.add(bytes, isBinary)
    }
    if (context.sink !== null) {
      const text = textOfMessage(bytes, isBinary) ?? `(binary, ${bytes.length} bytes)`
      reportEvent(context, 'received', this.#messages, this.#position, text)
    }
    if (isLate) this.timedOut()
  }

  #onClose(code: number, reason: Buffer): void {
    this.#onLost(closedByServer(code, this.#context.masker.text(reason.toString())), code !== 1000)
    if (this.#context.sink !== null) {
      const who = this.#lost === null ? 'closed' : this.#lost.message
      reportEvent(this.#context, 'socketClose', this.#messages, this.#socket.position, who)
    }
  }

  /** `isNews`: worth an error of its own where no step of the user meets it. */
  #onLost(failure: SocketFailure, isNews = true): void {
    if (this.#closing || this.#lost !== null) return
    this.#lost = failure
    if (this.#step !== 'none') this.#fail(failure)
    // The plan wants this one to stay open until the user stops.
    else if (this.#socket.background) this.#reportLoss(failure)
    else this.#lossIsNews = isNews
  }

  #reportLoss(failure: SocketFailure): void {
    this.#lossIsNews = false
    this.#context.recorder.failure(this.#messages, this.#owner.type)
    reportLoss(this.#context, this.#messages, this.#socket.position, failure)
  }

  // ── The running step ───────────────────────────────────────────────────────────────────────────────────────────────

  #begin(reply: CompiledReply | null, endpoint: number, position: string): void {
    this.#reply = reply
    this.#endpoint = endpoint
    this.#position = position
    this.#sent = null
    this.#others.clear()
    this.#stepStartMs = this.#context.clock.now()
  }

  /** Null when it cannot be made, or when no answer could ever fit: the step has failed. */
  #payload(send: LinkedSend, problem: string | null): string | null {
    const owner = this.#owner
    let reason = problem
    try {
      const payload = send.payload(owner)
      reason ??= send.reply === null ? null : send.reply.unready(owner)
      if (reason === null) return payload
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      reason = error.message
    }
    this.#fail({ class: 'invalid', message: reason })
    return null
  }

  #answered(text: string, arrivedMs: number): void {
    const context = this.#context
    const owner = this.#owner
    const durationMs = Math.max(0, arrivedMs - this.#stepStartMs)
    const missing = this.#reply!.extract(text, owner)
    context.recorder.duration(this.#endpoint, owner.type, missing === null ? 'ok' : 'failed', durationMs)
    if (missing !== null) this.#report({ class: 'extract', message: missing }, 'failure', text, durationMs)
    else {
      const reason = context.recorder.keeper.wantsSuccess(this.#endpoint, durationMs * 1000, arrivedMs)
      if (reason !== null || context.sink !== null) this.#report(null, reason, text, durationMs)
    }
    this.#settle()
    owner.socketStepDone(missing === null ? 'ok' : 'missing')
  }

  #fail(failure: SocketFailure): void {
    const { recorder } = this.#context
    const owner = this.#owner
    const reply = this.#reply
    if (failure === this.#lost) this.#lossIsNews = false
    if (reply === null) {
      recorder.failure(this.#messages, owner.type)
      reportLoss(this.#context, this.#messages, this.#position, failure)
    } else {
      const durationMs = this.#context.clock.now() - this.#stepStartMs
      recorder.duration(this.#endpoint, owner.type, 'failed', durationMs)
      this.#report(failure, 'failure', null, durationMs)
    }
    this.#settle()
    owner.socketStepDone(reply?.extracts ? 'missing' : 'failed')
  }

  #report(
    failure: SocketFailure | null,
    reason: 'slowest' | 'random' | 'failure' | null,
    received: string | null,
    durationMs = this.#context.clock.now() - this.#stepStartMs,
  ): void {
    const conversation = {
      endpoint: this.#endpoint,
      position: this.#position,
      userType: this.#owner.type,
      scope: this.#owner,
      url: this.#handshake.request?.url ?? '',
      sent: this.#sent,
      received,
      startMs: this.#stepStartMs,
      durationMs,
      others: this.#others,
      extracted: received === null ? [] : this.#reply!.values(this.#owner),
    }
    reportConversation(this.#context, conversation, failure, reason)
  }

  /** The step is over; nothing waits for this socket. */
  #settle(): void {
    if (this.#step === 'reply') this.#context.inFlight--
    this.#step = 'none'
    this.#reply = null
    this.#sent = null
    this.#context.deadlines.remove(this)
    if (this.#wake !== null) this.#wake.cancelled = true
    this.#wake = null
  }
}
