/** What is told of one exchange besides its times: its error group, an exemplar, and for `loadwright debug` everything. */
import { PHASES } from '../../../core/recording/second.ts'
import type { EngineContext } from '../../engineContext.ts'
import { addPhases } from '../../recording/seriesRecorder.ts'
import type { ReceivedHeaders, TextResponse } from '../../values/response.ts'
import type { HttpExchange } from './exchange.ts'
import type { Failure } from './exchangeFailure.ts'
import { StreamedBody } from './streamedBody.ts'

const BODY_LENGTH = 16 * 1024

/**
 * Counts the failure and keeps an exemplar where the keeper wants one.
 * @param reason why a success is kept; 'failure' leaves the choice to the keeper; null: not kept
 */
export function reportExchange(
  context: EngineContext,
  exchange: HttpExchange,
  failure: Failure | null,
  reason: 'slowest' | 'random' | 'failure' | null,
  view: TextResponse | null,
): void {
  const { recorder, masker } = context
  const endpoint = recorder.endpointName(exchange.endpoint)
  let error: Failure | null = null
  let keep = reason
  if (failure !== null) {
    if (failure.generator) context.ownFailure()
    error = { class: failure.class, message: masker.text(failure.message) }
    const group = recorder.error(failure.class, endpoint, recorder.groupMessage(error.message))
    if (reason === 'failure' && !recorder.keeper.wantsFailure(group)) keep = null
  }
  if (keep !== null) keepExemplar(context, exchange, endpoint, keep, error)
  context.sink?.(describe(context, exchange, endpoint, error, view))
}

function keepExemplar(
  context: EngineContext,
  exchange: HttpExchange,
  endpoint: string,
  reason: 'slowest' | 'random' | 'failure',
  error: Failure | null,
): void {
  const { times, owner } = exchange
  context.recorder.keeper.keep({
    endpoint,
    userType: context.plan.source.users[owner.type]!.name,
    outcome: error === null ? 'ok' : 'failed',
    reason,
    startMs: times.intendedMs,
    latencyUs: Math.round((times.endMs - times.intendedMs) * 1000),
    serviceUs: Math.round((times.endMs - times.sendMs) * 1000),
    phasesUs: phasesOf(exchange),
    user: owner.user,
    iteration: owner.iteration,
    error,
    newConnection: exchange.newConnection,
    request: requestOf(context, exchange),
    response: responseOf(context, exchange),
  })
}

function describe(
  context: EngineContext,
  exchange: HttpExchange,
  endpoint: string,
  error: Failure | null,
  view: TextResponse | null,
): Parameters<NonNullable<EngineContext['sink']>>[0] {
  const { times, owner, request } = exchange
  const { masker } = context
  const response = responseOf(context, exchange)
  return {
    position: request.position,
    kind: 'http',
    endpoint,
    startedAtMs: performance.timeOrigin + performance.now() - (context.clock.now() - times.intendedMs),
    startMs: times.intendedMs,
    durationUs: Math.round((times.endMs - times.intendedMs) * 1000),
    phasesUs: phasesOf(exchange),
    request: { ...requestOf(context, exchange), httpVersion: exchange.httpVersion },
    response: response && { ...response, statusText: exchange.response!.statusText },
    text: null,
    checks: (view === null ? [] : request.checks.all(view, owner)).map((check) => ({
      ...check,
      text: masker.text(check.text),
      actual: check.actual === null ? null : masker.text(check.actual),
    })),
    extracted: request.extractions.values(owner).map(({ name, value }) => ({ name, value: masker.value(name, value) })),
    error,
  }
}

function phasesOf(exchange: HttpExchange): number[] {
  const phases = new Float64Array(PHASES.length)
  addPhases(phases, exchange.times)
  return Array.from(phases, Math.round)
}

function requestOf(
  { masker }: EngineContext,
  exchange: HttpExchange,
): { method: string; url: string; headers: [string, string][]; body: string | null } {
  const headers: [string, string][] = []
  const { pairs } = exchange.requestHeaders
  for (let i = 0; i < pairs.length; i += 2) headers.push([pairs[i]!, pairs[i + 1]!])
  const { requestBody } = exchange
  const body =
    requestBody === null
      ? null
      : requestBody instanceof StreamedBody
        ? requestBody.description
        : requestBody.toString('utf8', 0, BODY_LENGTH)
  return {
    method: exchange.method,
    url: masker.url(exchange.origin + exchange.path),
    headers: masker.headers(headers),
    body: body === null ? null : masker.text(body),
  }
}

function responseOf(
  { masker }: EngineContext,
  exchange: HttpExchange,
): { status: number; headers: [string, string][]; body: string | null; bodyBytes: number } | null {
  const head = exchange.response
  if (head === null) return null
  const body = exchange.body.captured(head)
  return {
    status: head.status,
    headers: masker.headers(pairsOf(head.headers)),
    body: body === null ? null : masker.text(body),
    bodyBytes: exchange.body.bytes,
  }
}

function pairsOf(headers: ReceivedHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]),
  )
}
