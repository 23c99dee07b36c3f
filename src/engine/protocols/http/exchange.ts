/**
 * One HTTP request of a user, from the moment it is due to its record. Used again for all requests of the user, so that the
 * hot path allocates little and needs no promise.
 */
import { endpointId, type EngineContext } from '../../engineContext.ts'
import type { LinkedRequest } from '../../linkedPlan.ts'
import { noEventStream, type ResponseStream } from '../events/responseStream.ts'
import { noTimes, type RequestTimes } from '../../recording/seriesRecorder.ts'
import type { HasDeadline } from '../../timers/deadlines.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { TextResponse } from '../../values/response.ts'
import type { Scope } from '../../values/scope.ts'
import type { Connection, ConnectionWaiter } from './connections.ts'
import { UserCookies } from './cookies.ts'
import { reportExchange } from './exchangeReport.ts'
import { DeadlineError, failureOf, InterruptedError, OwnError, TooLargeError, type Failure } from './exchangeFailure.ts'
import { challengeOf, DigestSession } from './digest.ts'
import type { ClientExchange } from './httpClient.ts'
import { judgeResponse } from './judgeResponse.ts'
import { redirected } from './redirect.ts'
import { RequestHeaders } from './requestHeaders.ts'
import type { ResponseHead } from './responseHead.ts'
import { CAPTURED_BYTES, ResponseBody } from './responseBody.ts'
import { StreamedBody, type RequestBody } from './streamedBody.ts'
import { resolveUrl } from './url.ts'

/** What the user machine needs to know: `missing` = an extraction found nothing, the iteration cannot go on. */
export type ExchangeResult = 'ok' | 'failed' | 'missing'

/** The user whose request it is. */
export interface ExchangeOwner extends Scope {
  readonly type: number
  readonly connections: Map<string, Connection>
  cookies: UserCookies | null
  /** Answers to challenges of HTTP Digest that are used again, by origin. */
  digests: Map<string, DigestSession> | null
  /** `failure`: why it was counted as one, or cut off; null when all went well. */
  exchangeDone(result: ExchangeResult, failure: Failure | null): void
}

export class HttpExchange implements ClientExchange, ConnectionWaiter, HasDeadline {
  readonly #context: EngineContext
  readonly owner: ExchangeOwner
  readonly times: RequestTimes = noTimes()
  deadlineIndex = -1
  deadlineMs = 0
  request!: LinkedRequest
  endpoint = 0
  method = ''
  origin = ''
  path = ''
  requestHeaders = RequestHeaders.none
  requestBody: RequestBody | null = null
  /** Null until a response has come. */
  response: ResponseHead | null = null
  readonly body = new ResponseBody()
  newConnection = false
  /** Of HTTP, as it was spoken. */
  httpVersion: '1.1' | '2' = '1.1'
  /** Bytes of the body that were handed to the network. */
  #bytesOut = 0
  #hops = 0
  /** Challenges that were answered for this request. */
  #answers = 0
  /** Where the plan sends the request: only there its credentials go. */
  #home = ''
  #scheduled = false
  #baseEndpoint = 0
  #connection: Connection | null = null
  /** The cookie header is from the user's jar, not from the plan. */
  #hasJarCookie = false
  #waiting = false
  /** The response is a stream that somebody reads; the request was recorded with its head. */
  #stream: ResponseStream | null = null
  /** Streams have connections of their own: when one is left, its connection is closed. */
  #streamConnections: Map<string, Connection> | null = null
  /** Why the client did not take the request; dealt with in a moment. */
  #refusal: InvalidValueError | null = null

  constructor(context: EngineContext, owner: ExchangeOwner) {
    this.#context = context
    this.owner = owner
  }

  /**
   * Starts a request. `dueMs`: its intended start where there is a schedule, NaN where there is none.
   * Ends in exactly one call of `owner.exchangeDone`, never before it returns: a user whose every request fails at once must
   * not keep the event loop to itself.
   */
  begin(request: LinkedRequest, dueMs: number): void {
    const { owner } = this
    const context = this.#context
    this.request = request
    this.#hops = this.#answers = 0
    this.#scheduled = !Number.isNaN(dueMs)
    const now = context.clock.now()
    this.#resetTimes(now, this.#scheduled ? dueMs : now)
    context.inFlight++
    this.#baseEndpoint = this.endpoint = endpointId(context, request.endpoint, owner)
    this.method = request.method
    try {
      const { origin, path } = resolveUrl(request.url(owner), context.plan.origin, context.plan.basePath)
      const { body } = request
      this.origin = this.#home = origin
      this.path = path
      this.requestHeaders = request.headers[owner.type]!(owner)
      this.requestBody =
        body === null
          ? null
          : 'constant' in body
            ? body.constant
            : 'render' in body
              ? Buffer.from(body.render(owner))
              : body.build(owner)
      this.#sign()
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      this.#couldNotBeBuilt(error.message)
      return
    }
    context.deadlines.add(this, now + request.timeoutMs)
    this.#waiting = true
    context.connections.acquire(this.origin, this.#ownConnections(), this)
  }

  /** Nothing of an earlier request may show in what is told of this one. */
  #couldNotBeBuilt(message: string): void {
    this.origin = this.#context.plan.origin
    this.path = '/'
    this.requestHeaders = RequestHeaders.none
    this.requestBody = null
    setImmediate(() => this.#failed({ class: 'invalid', message }))
  }

  /** Called by Connections when a connection is there; at once when users have their own. */
  connected(connection: Connection): void {
    this.#waiting = false
    this.#connection = connection
    this.httpVersion = connection.client.version
    this.#hasJarCookie = false
    const { owner } = this
    try {
      if (owner.cookies !== null && !this.requestHeaders.has('cookie')) {
        const cookie = owner.cookies.headerFor(this.origin + this.path)
        if (cookie !== '') {
          this.requestHeaders = this.requestHeaders.with('cookie', cookie)
          this.#hasJarCookie = true
        }
      }
      connection.client.dispatch(this, this.times.startMs)
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      this.#refusal = error
      setImmediate(() => this.#refusal === error && this.#finish(error))
    }
  }

  onRequestStart(): void {
    const { times } = this
    const now = this.#context.clock.now()
    const opening = this.#connection!.client.takeOpening()
    this.newConnection = opening !== null
    if (opening) {
      times.dnsMs = opening.dnsMs
      times.connectMs = opening.connectMs
      times.tlsMs = opening.tlsMs
    } else if (!this.#scheduled && this.#context.plan.source.settings.connections === 'perUser') {
      // Nothing but our own event loop stood between the user and the wire: the request starts when it is sent.
      times.startMs = now
      times.intendedMs = now
    }
    times.sendMs = now
    times.sentMs = now
    // What is read from disk is counted as it leaves: the answer may come before its end.
    const { requestBody } = this
    this.#bytesOut = requestBody === null || requestBody instanceof StreamedBody ? 0 : requestBody.length
  }

  onBodyBytes(bytes: number): void {
    this.#bytesOut += bytes
  }

  onRequestSent(): void {
    // Small requests leave with their head; only for large ones is sending a phase of its own.
    if (this.requestBody !== null && this.requestBody.length > CAPTURED_BYTES)
      this.times.sentMs = this.#context.clock.now()
  }

  onResponseStarted(): number {
    return (this.times.firstByteMs = this.#context.clock.now())
  }

  onResponseHead(head: ResponseHead): void {
    this.response = head
    const { request, times } = this
    const context = this.#context
    if (request.stream !== null && request.stream.takes(head)) {
      this.#beginStream(request.stream)
      return
    }
    if (request.needsBody || (request.needsSize && head.isEncoded)) this.body.want('whole')
    else if (context.sink !== null) this.body.want('everything')
    else if (
      head.status >= 400 ||
      (times.firstByteMs - times.intendedMs) * 1000 >= context.recorder.keeper.slowThresholdUs(this.endpoint)
    )
      this.body.want('beginning')
  }

  onResponseData(buffer: Buffer, from: number, to: number): void {
    if (this.#stream !== null) {
      this.#stream.data(buffer, from, to)
      return
    }
    if (!this.body.add(buffer, from, to)) this.#abort(new TooLargeError())
  }

  onResponseEnd(): void {
    this.#finish(null)
  }

  onResponseError(error: unknown): void {
    this.#finish(error)
  }

  timedOut(): void {
    this.#abort(new DeadlineError())
  }

  /** Cuts the request off because the run ends: it is neither a success nor a failure, and counted as interrupted. */
  interrupt(): void {
    this.#abort(new InterruptedError())
  }

  get isStreaming(): boolean {
    return this.#stream !== null
  }

  /** Leaves the stream. Nothing more is heard of it; `exchangeDone` is for the stream's reader to call. */
  endStream(): void {
    const connection = this.#connection
    this.#stream = null
    this.#connection = null
    if (connection === null) return
    connection.client.abort(this)
    this.#context.connections.release(connection)
  }

  /** The user ends. */
  close(): void {
    this.endStream()
    for (const { client } of this.#streamConnections?.values() ?? []) client.close()
    this.#streamConnections = null
  }

  #ownConnections(): Map<string, Connection> {
    const { source } = this.#context.plan
    if (this.request.stream === null || source.settings.http === '2') return this.owner.connections
    return (this.#streamConnections ??= new Map<string, Connection>())
  }

  /** The request is done, and has taken until now; what comes after its head is the stream's. */
  #beginStream(stream: ResponseStream): void {
    const context = this.#context
    const { times, owner } = this
    const response = this.response!
    times.endMs = times.firstByteMs
    if (response.setsCookies) {
      const cookies = (owner.cookies ??= new UserCookies())
      cookies.receive(response.headers['set-cookie']!, this.origin + this.path)
    }
    context.inFlight--
    context.deadlines.remove(this)
    context.recorder.request(this.endpoint, owner.type, 'ok', times, 0, this.#bytesOut)
    const latencyUs = (times.endMs - times.intendedMs) * 1000
    const reason = context.recorder.keeper.wantsSuccess(this.endpoint, latencyUs, times.endMs)
    if (reason !== null || context.sink !== null) reportExchange(context, this, null, reason, null)
    this.#stream = stream
    stream.begun(times.intendedMs)
  }

  #abort(reason: OwnError): void {
    if (this.#waiting) {
      this.#waiting = false
      this.#context.connections.leave(this.origin, this)
    }
    this.#connection?.client.abort(this)
    this.#finish(reason)
  }

  /** The response is complete, or will never be. */
  #finish(error: unknown): void {
    const context = this.#context
    const stream = this.#stream
    if (stream !== null) {
      this.endStream()
      stream.ended(
        error === null || error instanceof InterruptedError
          ? null
          : failureOf(error, this.origin, this.request.timeoutMs, true),
      )
      return
    }
    const { times } = this
    if (times.endMs === 0) times.endMs = context.clock.now()
    if (times.firstByteMs === 0) times.firstByteMs = times.endMs
    if (times.sendMs === 0) times.sendMs = times.sentMs = times.endMs
    const connection = this.#connection
    this.#connection = null
    this.#refusal = null
    if (connection) context.connections.release(connection)
    if (error === null) this.#responded()
    else if (error instanceof InterruptedError) this.#interrupted()
    else if (error instanceof DeadlineError && this.request.stream !== null && this.response !== null)
      this.#failed(noEventStream(this.response))
    else this.#failed(failureOf(error, this.origin, this.request.timeoutMs, this.response !== null))
  }

  #responded(): void {
    const { owner, request } = this
    const context = this.#context
    const response = this.response!
    if (response.setsCookies) {
      const cookies = (owner.cookies ??= new UserCookies())
      cookies.receive(response.headers['set-cookie']!, this.origin + this.path)
    }
    if (response.status >= 300 && response.status < 400 && this.#follow(response)) return
    if (response.status === 401 && this.#answerChallenge(response)) return
    const elapsedMs = this.times.endMs - this.times.intendedMs
    const judged = judgeResponse(request, response, elapsedMs, this.body, owner, context.recorder.counts)
    if (judged.failure === null) this.#succeeded(judged.view)
    else this.#failed(judged.failure, judged.missing, judged.view)
  }

  #succeeded(view: TextResponse | null): void {
    const { owner, times } = this
    const context = this.#context
    context.inFlight--
    context.deadlines.remove(this)
    context.recorder.request(this.endpoint, owner.type, 'ok', times, this.body.bytes, this.#bytesOut)
    const reason = context.recorder.keeper.wantsSuccess(
      this.endpoint,
      (times.endMs - times.intendedMs) * 1000,
      times.endMs,
    )
    if (reason !== null || context.sink !== null) reportExchange(context, this, null, reason, view)
    this.body.release()
    owner.exchangeDone('ok', null)
  }

  #failed(failure: Failure, missing = this.request.extractions.count > 0, view: TextResponse | null = null): void {
    const { owner, times } = this
    const context = this.#context
    if (times.endMs === 0) times.endMs = times.sendMs = times.sentMs = times.firstByteMs = context.clock.now()
    context.inFlight--
    context.deadlines.remove(this)
    context.recorder.request(this.endpoint, owner.type, 'failed', times, this.body.bytes, this.#bytesOut)
    reportExchange(context, this, failure, 'failure', view)
    this.body.release()
    owner.exchangeDone(missing ? 'missing' : 'failed', failure)
  }

  #interrupted(): void {
    const context = this.#context
    context.inFlight--
    context.deadlines.remove(this)
    const failure: Failure = { class: 'interrupted', message: 'cut off by the end of the run' }
    reportExchange(context, this, failure, null, null)
    this.body.release()
    this.owner.exchangeDone('failed', failure)
  }

  /** Counts this hop and starts the next one; false when the response is to be taken as it is. */
  #follow({ status, headers }: ResponseHead): boolean {
    const { request } = this
    const context = this.#context
    if (this.request.redirects === 0 || (request.checks.acceptsStatus !== null && request.checks.acceptsStatus(status)))
      return false
    const { location } = headers
    if (typeof location !== 'string' || ![301, 302, 303, 307, 308].includes(status)) return false
    if (this.#hops >= request.redirects) {
      this.#failed({ class: 'redirect', message: `more than ${request.redirects} redirects` })
      return true
    }
    const next = redirected(
      {
        origin: this.origin,
        path: this.path,
        status,
        method: this.method,
        requestHeaders: this.#hasJarCookie ? this.requestHeaders.pairs.slice(0, -2) : this.requestHeaders.pairs,
        requestBody: this.requestBody,
      },
      location,
    )
    if (next === null) {
      this.#failed({ class: 'redirect', message: `a redirect to something that is not an http URL` })
      return true
    }
    this.#countHop()
    this.#hops++
    this.method = next.method
    this.origin = next.origin
    this.path = next.path
    this.requestHeaders = RequestHeaders.of(next.headers)
    this.requestBody = next.body
    this.#sign()
    this.endpoint = context.names.idOf(
      `${context.names.at(this.#baseEndpoint).name} (redirected)`,
      'http',
      request.position,
    )
    this.#again()
    return true
  }

  /** A challenge of HTTP Digest (RFC 7616): counted as a request of its own, and answered once, or once more when the nonce was too old. */
  #answerChallenge({ headers }: ResponseHead): boolean {
    const { owner, request } = this
    const context = this.#context
    if (request.digest[owner.type] === null || this.origin !== this.#home || this.#answers > 1) return false
    const challenge = challengeOf(headers['www-authenticate'])
    if (challenge === null || (this.#answers === 1 && !challenge.stale)) return false
    this.endpoint = context.names.idOf(
      `${context.names.at(this.#baseEndpoint).name} (challenged)`,
      'http',
      request.position,
    )
    this.#countHop()
    this.#answers++
    owner.digests ??= new Map()
    owner.digests.set(this.origin, new DigestSession(challenge))
    this.#sign()
    this.endpoint = this.#baseEndpoint
    this.#again()
    return true
  }

  /** Puts the answer to the site's challenge into the headers, where there has been one. @throws InvalidValueError */
  #sign(): void {
    const { owner } = this
    const credentials = this.request.digest[owner.type]
    if (!credentials) return
    const others = this.requestHeaders.without('authorization')
    const session = this.origin === this.#home ? owner.digests?.get(this.origin) : undefined
    this.requestHeaders =
      session === undefined
        ? others
        : others.with('authorization', session.authorization(this.method, this.path, credentials(owner)))
  }

  /** A response on the way to the one that counts. */
  #countHop(): void {
    const context = this.#context
    context.recorder.request(this.endpoint, this.owner.type, 'ok', this.times, this.body.bytes, this.#bytesOut)
    if (context.sink !== null) reportExchange(context, this, null, null, null)
    this.body.release()
  }

  /** The next request on that way. */
  #again(): void {
    const context = this.#context
    this.#scheduled = false
    const now = context.clock.now()
    this.#resetTimes(now, now)
    this.#waiting = true
    context.connections.acquire(this.origin, this.#ownConnections(), this)
  }

  #resetTimes(nowMs: number, intendedMs: number): void {
    const { times } = this
    times.intendedMs = intendedMs
    times.startMs = nowMs
    times.sendMs = times.sentMs = times.firstByteMs = times.endMs = 0
    times.dnsMs = times.connectMs = times.tlsMs = 0
    this.response = null
    this.body.bytes = 0
    this.#bytesOut = 0
    this.newConnection = false
  }
}
