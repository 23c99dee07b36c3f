/**
 * What the knobs do to requests: the chain of things a request of a route has to pass before it is handled and before it
 * is answered. A route that no knob is about has an empty chain and pays nothing.
 */
import type { FastifyReply, FastifyRequest, onRequestHookHandler, onSendHookHandler } from 'fastify'
import { holdFor } from '../hold.ts'
import type { Delay, FailKnob, LockKnob, RoutePattern, SlowKnob } from '../knobs.ts'
import { KnobError, routeMatches } from '../knobs.ts'
import type { Leak } from '../leak.ts'
import type { Settings } from '../options.ts'
import { seededRandom } from '../random.ts'
import type { CountedResponse } from './requestCounts.ts'
import { createRateLimit } from './rateLimit.ts'
import { refuse } from './refuse.ts'
import type { Stall } from './stall.ts'

/** What happens to the requests of one route, in order. */
export interface RouteInterference {
  readonly onRequest: readonly onRequestHookHandler[]
  readonly onSend: readonly onSendHookHandler[]
}

export interface Interference {
  forRoute(method: string, path: string): RouteInterference
  /** For requests that no route is for. */
  forNoRoute(): RouteInterference
  /** @throws {KnobError} when a knob names a route that there is not. To be called when all routes are known. */
  checkAllMatched(): void
}

/** Watching must go on when all else is refused, so these have no rate limit. */
const UNLIMITED: ReadonlySet<string> = new Set(['/health', '/metrics'])

export function createInterference(settings: Settings, stall: Stall, leak: Leak | undefined): Interference {
  const known: string[] = []
  const unmatched = new Set<RoutePattern>()
  const arriving = settings.stall === undefined ? [] : [stallRequests(stall)]
  const leaving = settings.stall === undefined ? [] : [stallResponses(stall)]
  if (leak !== undefined) arriving.push(leakPerRequest(leak))
  const limit =
    settings.rateLimitPerSecond === undefined ? [] : [limitRate(settings.rateLimitPerSecond, performance.now())]

  // One hook per knob and not per route: a lock on `*` is one lock, and the seeded choices are one stream.
  const knobs = [
    ...settings.lock.map((knob) => ({ route: knob.route, onRequest: lockRequests(knob), onSend: undefined })),
    ...settings.slow.map((knob, index) => slowRequests(knob, seededRandom(settings.seed, `slow ${index}`))),
    ...settings.fail.map((knob, index) => ({
      route: knob.route,
      onRequest: failRequests(knob, seededRandom(settings.seed, `fail ${index}`)),
      onSend: undefined,
    })),
  ]
  for (const knob of knobs) if (knob.route.segments !== undefined) unmatched.add(knob.route)

  return {
    forRoute(method, path) {
      known.push(`${method} ${path}`)
      const meant = knobs.filter((knob) => routeMatches(knob.route, method, path))
      for (const knob of meant) unmatched.delete(knob.route)
      return {
        onRequest: [
          ...arriving,
          ...(UNLIMITED.has(path) ? [] : limit),
          ...meant.flatMap((knob) => knob.onRequest ?? []),
        ],
        // The stall comes last: whatever delayed a response, it does not leave in a stall.
        onSend: [...meant.flatMap((knob) => knob.onSend ?? []), ...leaving],
      }
    },
    forNoRoute: () => ({ onRequest: [...arriving, ...limit], onSend: leaving }),
    checkAllMatched() {
      for (const route of unmatched) {
        throw new KnobError(`there is no route "${route.text}"; there are: ${known.toSorted().join(', ')}`)
      }
    },
  }
}

function stallRequests(stall: Stall): onRequestHookHandler {
  return (_request, _reply, done) => {
    stall.pass(done)
  }
}

function stallResponses(stall: Stall): onSendHookHandler {
  return (_request, _reply, payload, done) => {
    stall.pass(() => {
      done(null, payload)
    })
  }
}

function leakPerRequest(leak: Leak): onRequestHookHandler {
  return (_request, _reply, done) => {
    leak.request()
    done()
  }
}

function limitRate(perSecond: number, nowMs: number): onRequestHookHandler {
  const rateLimit = createRateLimit(perSecond, nowMs)
  return (_request, reply, done) => {
    const answer = rateLimit.take(performance.now())
    if (answer.allowed) {
      done()
      return
    }
    reply.header('retry-after', Math.max(1, Math.ceil(answer.retryAfterS)))
    refuse(reply, 429, 'rate_limited', `more than ${perSecond} requests per second`)
  }
}

function lockRequests(knob: LockKnob): onRequestHookHandler {
  const waiting: { reply: FastifyReply; done: () => void }[] = []
  let locked = false

  function unlock(): void {
    locked = false
    let next = waiting.shift()
    // One who has left in the meantime would never let go.
    while (next?.reply.raw.destroyed === true) next = waiting.shift()
    if (next !== undefined) enter(next.reply, next.done)
  }

  function enter(reply: FastifyReply, done: () => void): void {
    locked = true
    reply.raw.once('close', unlock)
    holdFor(knob.holdMs, done)
  }

  return (_request, reply, done) => {
    if (locked) waiting.push({ reply, done })
    else if (!reply.raw.destroyed) enter(reply, done)
  }
}

function failRequests(knob: FailKnob, random: () => number): onRequestHookHandler {
  return (request, reply, done) => {
    if (random() >= knob.share) {
      done()
      return
    }
    fail(knob, request, reply)
  }
}

function fail(knob: FailKnob, request: FastifyRequest, reply: FastifyReply): void {
  switch (knob.failure.kind) {
    case 'status':
      refuse(reply, knob.failure.status, 'injected_failure', `a failure on purpose: ${knob.route.text}`)
      return
    case 'reset':
      reply.hijack()
      request.raw.socket.resetAndDestroy()
      return
    case 'hang':
      reply.hijack()
      return
    default:
      knob.failure satisfies never
  }
}

type Interferer = {
  readonly route: RoutePattern
  readonly onRequest: onRequestHookHandler | undefined
  readonly onSend: onSendHookHandler | undefined
}

function slowRequests(knob: SlowKnob, random: () => number): Interferer {
  const chosen = () => knob.share === 1 || random() < knob.share
  if (knob.delay.kind !== 'relative') {
    const { delay } = knob
    return {
      route: knob.route,
      onRequest: (_request, _reply, done) => {
        if (chosen()) holdFor(drawDelay(delay, random), done)
        else done()
      },
      onSend: undefined,
    }
  }
  const { share } = knob.delay
  return {
    route: knob.route,
    onRequest: undefined,
    onSend: (_request, reply, payload, done) => {
      const tookMs = performance.now() - (reply.raw as CountedResponse).receivedAtMs
      const send = () => {
        done(null, payload)
      }
      if (chosen()) holdFor(tookMs * share, send)
      else send()
    },
  }
}

function drawDelay(delay: Exclude<Delay, { kind: 'relative' }>, random: () => number): number {
  return delay.kind === 'fixed' ? delay.ms : delay.fromMs + random() * (delay.toMs - delay.fromMs)
}
