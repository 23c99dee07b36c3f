/** The opening of a WebSocket: one HTTP request with phases, a deadline, a record, and an open socket or a failure at its end. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, type ClientOptions } from 'ws'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import type { EngineContext } from '../../engineContext.ts'
import type { LinkedSocket } from '../../linkedPlan.ts'
import { noTimes, type RequestTimes } from '../../recording/seriesRecorder.ts'
import type { HasDeadline } from '../../timers/deadlines.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { Scope } from '../../values/scope.ts'
import { UserCookies } from '../http/cookies.ts'
import { describeFailure } from '../http/failure.ts'
import { openSocket, type Opening } from '../openSocket.ts'
import { openTunnel } from '../tunnel.ts'
import { MESSAGE_BYTES, type SocketFailure } from './closeWords.ts'
import { handshakeRequest, ownHeaders, type HandshakeRequest } from './handshakeRequest.ts'
import { namedEndpoint } from './namedEndpoint.ts'
import { reportHandshake } from './socketReport.ts'

export interface HandshakeOwner extends Scope {
  readonly type: number
  cookies: UserCookies | null
}

/** An open WebSocket and the connection under it. */
export interface OpenedSocket {
  webSocket: WebSocket
  connection: Socket
}

/** Of the body of a refusal, so much is kept for its exemplar. */
const REFUSAL_BYTES = 16 * 1024
/** So long the peer has to answer our closing handshake before the connection is cut. */
const CLOSE_TIMEOUT_MS = 2000

/** `closeTimeout` is missing in the types of ws 8. */
type Connected = (error: Error | null, socket: Socket) => void

interface WebSocketOptions extends ClientOptions {
  closeTimeout: number
}

export class Handshake implements HasDeadline {
  readonly times: RequestTimes = noTimes()
  readonly socket: LinkedSocket
  readonly owner: HandshakeOwner
  deadlineIndex = -1
  deadlineMs = 0
  endpoint = 0
  /** Null when it could not be made. */
  request: HandshakeRequest | null = null
  response: IncomingMessage | null = null
  /** First bytes of the body of a refusal, and how many there were. */
  readonly body: Buffer[] = []
  bodyBytes = 0
  readonly #context: EngineContext
  readonly #done: (opened: OpenedSocket | null) => void
  #webSocket: WebSocket | null = null
  #connection: Socket | null = null
  /** The way through a proxy, while it is opened. */
  #tunnel: { destroy(): void } | null = null
  #connected = false
  #over = false

  /** `done` is called exactly once after `begin`, possibly before that returns, unless it is interrupted: null = it failed. */
  constructor(
    context: EngineContext,
    owner: HandshakeOwner,
    socket: LinkedSocket,
    done: (opened: OpenedSocket | null) => void,
  ) {
    this.#context = context
    this.owner = owner
    this.socket = socket
    this.#done = done
  }

  /** `dueMs`: its intended start, NaN where there is none. */
  begin(dueMs: number): void {
    const context = this.#context
    const { times, socket, owner } = this
    times.startMs = context.clock.now()
    times.intendedMs = Number.isNaN(dueMs) ? times.startMs : dueMs
    context.inFlight++
    const { id, problem } = namedEndpoint(context, socket.endpoint, owner)
    this.endpoint = id
    try {
      if (problem !== null) throw new InvalidValueError(problem)
      this.request = handshakeRequest(context, socket, owner)
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      this.#fail({ class: 'invalid', message: error.message })
      return
    }
    const connectTimeoutMs = Math.min(socket.timeoutMs, context.plan.source.settings.connectTimeoutMs)
    context.deadlines.add(this, times.startMs + connectTimeoutMs)
    this.#dial(this.request)
  }

  timedOut(): void {
    if (this.response !== null) {
      this.#failRefused(this.response)
      return
    }
    const { connectTimeoutMs } = this.#context.plan.source.settings
    const { timeoutMs } = this.socket
    if (!this.#connected && connectTimeoutMs < timeoutMs) {
      const { host, port } = this.request!
      const within = formatDurationCompact(connectTimeoutMs)
      this.#fail({ class: 'timeout', message: `no connection to ${host}:${port} within ${within}` })
      return
    }
    this.#fail({ class: 'timeout', message: `the WebSocket was not open within ${formatDurationCompact(timeoutMs)}` })
  }

  /** Cuts it off because the run ends; `done` is not called. */
  interrupt(): void {
    if (this.#over) return
    this.#finish()
    reportHandshake(this.#context, this, { class: 'interrupted', message: 'cut off by the end of the run' }, null)
    this.#abandon()
  }

  #dial(request: HandshakeRequest): void {
    const options: WebSocketOptions = {
      headers: ownHeaders(request.headers),
      followRedirects: false,
      // Compressing costs the generator far more than anything else it does with a message.
      perMessageDeflate: request.compress,
      maxPayload: MESSAGE_BYTES,
      closeTimeout: CLOSE_TIMEOUT_MS,
      // Types know of the socket that is returned; node:http also takes one that comes later (`oncreate`).
      createConnection: ((_: unknown, connected: Connected) => this.#connect(request, connected)) as never,
    }
    let webSocket: WebSocket
    try {
      webSocket = new WebSocket(request.url, request.subprotocols, options)
    } catch (error) {
      // A URL, header or subprotocol with what must not be in it; anything else is our fault.
      if (!(error instanceof SyntaxError) && !hasCode(error)) throw error
      this.#fail({ class: 'invalid', message: `the request could not be built: ${(error as Error).message}` })
      return
    }
    this.#webSocket = webSocket
    webSocket.once('upgrade', (response) => this.#responded(response))
    webSocket.once('unexpected-response', (_request, response) => this.#refused(response))
    webSocket.once('open', () => this.#opened())
    // Stays: an error that nobody listens to would end the process.
    webSocket.on('error', (error) => this.#failedWith(error))
  }

  /** Directly the socket is handed over while it opens; through a proxy when the proxy has connected. */
  #connect(request: HandshakeRequest, connected: Connected): Socket | undefined {
    const { connections } = this.#context
    const { network } = connections
    if (network.proxy?.serves(request.host)) {
      const closed = connections.countSocket()
      this.#tunnel = openTunnel(request, network.proxy, network, 'http/1.1', {
        opened: (socket, opening) => {
          socket.once('close', closed)
          this.#connection = socket
          this.#isOpen(opening)
          connected(null, socket)
        },
        failed: (error) => {
          closed()
          if (!this.#over) this.#failedWith(error)
        },
      })
      return undefined
    }
    const connection = openSocket(request, network, (opening) => this.#isOpen(opening))
    connection.once('close', connections.countSocket())
    this.#connection = connection
    return connection
  }

  #isOpen(opening: Opening): void {
    if (this.#over) return
    const { times } = this
    const { clock, deadlines } = this.#context
    this.#connected = true
    times.dnsMs = opening.dnsMs
    times.connectMs = opening.connectMs
    times.tlsMs = opening.tlsMs
    times.sendMs = times.sentMs = clock.now()
    deadlines.remove(this)
    deadlines.add(this, times.startMs + this.socket.timeoutMs)
  }

  #responded(response: IncomingMessage): void {
    if (this.#over) return
    this.times.firstByteMs = this.#context.clock.now()
    this.response = response
    const setCookie = response.headers['set-cookie']
    if (setCookie !== undefined) (this.owner.cookies ??= new UserCookies()).receive(setCookie, this.request!.httpUrl)
  }

  #opened(): void {
    if (this.#over) return
    this.#finish()
    const { recorder, sink } = this.#context
    const { times, owner } = this
    recorder.request(this.endpoint, owner.type, 'ok', times, 0, 0)
    const reason = recorder.keeper.wantsSuccess(this.endpoint, (times.endMs - times.intendedMs) * 1000, times.endMs)
    if (reason !== null || sink !== null) reportHandshake(this.#context, this, null, reason)
    this.#done({ webSocket: this.#webSocket!, connection: this.#connection! })
  }

  /** An answer that is not 101: its body is read as far as it is worth showing. */
  #refused(response: IncomingMessage): void {
    if (this.#over) return
    this.#responded(response)
    const fail = (): void => this.#failRefused(response)
    response.on('data', (chunk: Buffer) => {
      this.bodyBytes += chunk.length
      this.body.push(chunk)
      if (this.bodyBytes >= REFUSAL_BYTES) fail()
    })
    response.once('end', fail)
    response.once('close', fail)
    response.on('error', fail)
  }

  #failRefused({ statusCode, statusMessage }: IncomingMessage): void {
    const status = `${statusCode} ${statusMessage ?? ''}`.trim()
    this.#fail({ class: 'status', message: `status ${status}, expected a WebSocket (101)` })
  }

  #failedWith(error: Error): void {
    if (this.#over) return
    const { host, port, secure } = this.request!
    // Errors of the network have codes; those of ws about the answer have none.
    if (hasCode(error)) this.#fail(describeFailure(error, { host, port, protocol: secure ? 'https:' : 'http:' }))
    else this.#fail({ class: 'protocol', message: `the server's answer does not open a WebSocket: ${error.message}` })
  }

  #fail(failure: SocketFailure): void {
    if (this.#over) return
    this.#finish()
    this.#context.recorder.request(this.endpoint, this.owner.type, 'failed', this.times, this.bodyBytes, 0)
    reportHandshake(this.#context, this, failure, 'failure')
    this.#abandon()
    this.#done(null)
  }

  #finish(): void {
    const context = this.#context
    const { times } = this
    this.#over = true
    context.inFlight--
    context.deadlines.remove(this)
    const now = context.clock.now()
    // An open WebSocket was answered with its head alone.
    times.endMs = this.response?.statusCode === 101 ? times.firstByteMs : now
    if (times.sendMs === 0) times.sendMs = times.sentMs = times.endMs
    if (times.firstByteMs === 0) times.firstByteMs = times.endMs
  }

  #abandon(): void {
    this.#webSocket?.terminate()
    this.#tunnel?.destroy()
    this.#connection?.destroy()
  }
}

function hasCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
