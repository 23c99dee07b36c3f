/** What is told of a user's WebSocket besides counts and times: error groups, exemplars, and for `loadwright debug` everything. */
import type { Exchange } from '../../../contract/engineMessages.ts'
import { PHASES, type ErrorClass, type Exemplar } from '../../../core/recording/second.ts'
import type { EngineContext } from '../../engineContext.ts'
import { addPhases } from '../../recording/seriesRecorder.ts'
import type { Scope } from '../../values/scope.ts'
import type { SocketFailure } from './closeWords.ts'
import type { Handshake } from './handshake.ts'
import type { OtherMessages } from './otherMessages.ts'

const TEXT_LENGTH = 16 * 1024
const NO_PHASES = PHASES.map(() => 0)

interface MaskedError {
  class: ErrorClass
  message: string
}

type Entry = Omit<Exchange, 'step'>

/**
 * Counts the failure of a handshake and keeps an exemplar where the keeper wants one.
 * @param reason why a success is kept; 'failure' leaves the choice to the keeper; null: not kept
 */
export function reportHandshake(
  context: EngineContext,
  handshake: Handshake,
  failure: SocketFailure | null,
  reason: 'slowest' | 'random' | 'failure' | null,
): void {
  const { recorder, sink } = context
  const { times, owner, socket } = handshake
  const endpoint = recorder.endpointName(handshake.endpoint)
  const { error, keep } = countFailure(context, endpoint, failure, reason)
  if (keep === null && sink === null) return
  const request = requestOf(context, handshake)
  const response = responseOf(context, handshake)
  const phasesUs = phasesOf(handshake)
  const latencyUs = Math.round((times.endMs - times.intendedMs) * 1000)
  if (keep !== null) {
    recorder.keeper.keep({
      endpoint,
      userType: context.plan.source.users[owner.type]!.name,
      outcome: error === null ? 'ok' : 'failed',
      reason: keep,
      startMs: times.intendedMs,
      latencyUs,
      serviceUs: Math.round((times.endMs - times.sendMs) * 1000),
      phasesUs,
      user: owner.user,
      iteration: owner.iteration,
      error,
      newConnection: true,
      request,
      response,
    })
  }
  sink?.({
    ...entry(context, 'socketOpen', endpoint, socket.position, times.intendedMs),
    durationUs: latencyUs,
    phasesUs,
    request: { ...request, httpVersion: '1.1' },
    response: response && { ...response, statusText: handshake.response?.statusMessage ?? '' },
    error,
  })
}

/** One send and its answer, one `waitFor`, or the event that ends a stream. */
export interface Conversation {
  endpoint: number
  position: string
  userType: number
  scope: Scope
  /** Masked when it is told. */
  url: string
  /** What was sent; null for `waitFor`. */
  sent: string | null
  /** The message that answered; null when none came. */
  received: string | null
  startMs: number
  durationMs: number
  /** That came meanwhile. */
  others: OtherMessages
  extracted: { name: string; value: string }[]
}

/** Like `reportHandshake`, for a message that is answered by another. */
export function reportConversation(
  context: EngineContext,
  conversation: Conversation,
  failure: SocketFailure | null,
  reason: 'slowest' | 'random' | 'failure' | null,
): void {
  const { recorder, masker, sink } = context
  const { sent, received, scope } = conversation
  const endpoint = recorder.endpointName(conversation.endpoint)
  const { error, keep } = countFailure(context, endpoint, failure, reason)
  if (keep === null && sink === null) return
  const answer = received === null ? null : shownText(context, received)
  const latencyUs = Math.round(conversation.durationMs * 1000)
  if (keep !== null) {
    const exemplar: Exemplar = {
      endpoint,
      userType: context.plan.source.users[conversation.userType]!.name,
      outcome: error === null ? 'ok' : 'failed',
      reason: keep,
      startMs: conversation.startMs,
      latencyUs,
      serviceUs: latencyUs,
      phasesUs: NO_PHASES,
      user: scope.user,
      iteration: scope.iteration,
      error,
      newConnection: false,
      request: {
        method: sent === null ? 'WAIT' : 'SEND',
        url: masker.url(conversation.url),
        headers: [],
        body: sent === null ? null : shownText(context, sent),
      },
      // A message has no status.
      response:
        answer === null ? null : { status: 0, headers: [], body: answer, bodyBytes: Buffer.byteLength(received!) },
      otherMessages: conversation.others.after(conversation.startMs),
    }
    recorder.keeper.keep(exemplar)
  }
  sink?.({
    ...entry(context, received === null ? 'note' : 'received', endpoint, conversation.position, conversation.startMs),
    durationUs: latencyUs,
    text: answer ?? error?.message ?? null,
    extracted: conversation.extracted.map(({ name, value }) => ({ name, value: masker.value(name, value) })),
    error,
  })
}

/** A failure without a time: of a send without reply, a listen, or of a socket that nobody was using. */
export function reportLoss(context: EngineContext, endpoint: number, position: string, failure: SocketFailure): void {
  const name = context.recorder.endpointName(endpoint)
  const { error } = countFailure(context, name, failure, null)
  context.sink?.({
    ...entry(context, 'note', name, position, context.clock.now()),
    text: error!.message,
    error,
  })
}

/** Tells `loadwright debug` of one message, or of the end of the socket. */
export function reportEvent(
  context: EngineContext,
  kind: 'sent' | 'received' | 'socketClose',
  endpoint: number,
  position: string,
  text: string,
): void {
  context.sink?.({
    ...entry(context, kind, context.recorder.endpointName(endpoint), position, context.clock.now()),
    text: shownText(context, text),
  })
}

function countFailure(
  context: EngineContext,
  endpoint: string,
  failure: SocketFailure | null,
  reason: 'slowest' | 'random' | 'failure' | null,
): { error: MaskedError | null; keep: 'slowest' | 'random' | 'failure' | null } {
  if (failure === null) return { error: null, keep: reason }
  if (failure.generator) context.ownFailure()
  const { recorder, masker } = context
  const error = { class: failure.class, message: masker.text(failure.message) }
  const message = failure.group === undefined ? recorder.groupMessage(error.message) : masker.text(failure.group)
  const group = recorder.error(failure.class, endpoint, message)
  return { error, keep: reason === 'failure' && !recorder.keeper.wantsFailure(group) ? null : reason }
}

function entry(
  context: EngineContext,
  kind: Entry['kind'],
  endpoint: string,
  position: string,
  startMs: number,
): Entry {
  return {
    position,
    kind,
    endpoint,
    startedAtMs: performance.timeOrigin + performance.now() - (context.clock.now() - startMs),
    startMs,
    durationUs: 0,
    phasesUs: [],
    request: null,
    response: null,
    text: null,
    checks: [],
    extracted: [],
    error: null,
  }
}

function shownText(context: EngineContext, text: string): string {
  return context.masker.text(text.slice(0, TEXT_LENGTH))
}

function phasesOf(handshake: Handshake): number[] {
  const phases = new Float64Array(PHASES.length)
  addPhases(phases, handshake.times)
  return Array.from(phases, Math.round)
}

function requestOf({ masker }: EngineContext, { request }: Handshake): Exemplar['request'] {
  const headers: [string, string][] = []
  const list = request?.headers ?? []
  for (let i = 0; i < list.length; i += 2) headers.push([list[i]!, list[i + 1]!])
  return {
    method: 'GET',
    url: request === null ? '' : masker.url(request.url),
    headers: masker.headers(headers),
    body: null,
  }
}

function responseOf(context: EngineContext, handshake: Handshake): Exemplar['response'] {
  const { response } = handshake
  if (response === null) return null
  const headers: [string, string][] = []
  const { rawHeaders } = response
  for (let i = 0; i < rawHeaders.length; i += 2) headers.push([rawHeaders[i]!.toLowerCase(), rawHeaders[i + 1]!])
  const body = handshake.body.length === 0 ? null : Buffer.concat(handshake.body).toString('utf8', 0, TEXT_LENGTH)
  return {
    status: response.statusCode ?? 0,
    headers: context.masker.headers(headers),
    body: body === null ? null : shownText(context, body),
    bodyBytes: handshake.bodyBytes,
  }
}
