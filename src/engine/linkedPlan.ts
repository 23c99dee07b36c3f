/**
 * The plan made ready to run in this engine: every template, check and extraction compiled to a closure, headers of
 * settings, user type and request merged, body files read. Done once, before the load starts.
 */
import { readFileSync } from 'node:fs'
import type {
  Body,
  CompiledPlan,
  EndpointKind,
  EndpointRef,
  EventsRequest,
  HttpRequest,
  Loop,
  Op,
  Send,
  SocketRequest,
} from '../core/plan/compiledPlan.ts'
import { compileAwaitedEvent, type AwaitedEvent } from './protocols/events/awaitedEvent.ts'
import { NO_EVENT_STREAM, type ResponseStream } from './protocols/events/responseStream.ts'
import { encodeMultipart } from './protocols/http/multipart.ts'
import type { TaskFunction } from '../authoring/planTypes.ts'
import { filePart, StreamedBody, type RequestBody } from './protocols/http/streamedBody.ts'
import { linkHeaders } from './linkHeaders.ts'
import { linkDigest } from './protocols/http/authorization.ts'
import type { DigestCredentials } from './protocols/http/digest.ts'
import type { RequestHeaders } from './protocols/http/requestHeaders.ts'
import { CodeVariables } from './script/codeVariables.ts'
import type { FindScript } from './script/userModules.ts'
import { compileCondition } from './values/condition.ts'
import { compileExpectations, type CompiledChecks } from './values/expectation.ts'
import { compileExtractions, type CompiledExtractions } from './values/extraction.ts'
import type { Scope } from './values/scope.ts'
import { compileReply, type CompiledReply } from './values/reply.ts'
import { compileTemplate, compileValue, isConstant, type CompiledTemplate } from './values/template.ts'

export interface LinkedPlan {
  source: CompiledPlan
  program: LinkedOp[]
  /** Sets the plan's variables and secrets in a new user. */
  initialise: (scope: Scope) => void
  origin: string
  basePath: string
  /** What code needs that is the same for all users; null where no step is code. */
  code: LinkedCode | null
}

export interface LinkedCode {
  /** Headers of requests that say nothing of headers themselves, by user type. */
  baseHeaders: ((scope: Scope) => RequestHeaders)[]
  /** By user type. */
  baseDigest: (((scope: Scope) => DigestCredentials) | null)[]
  variables: CodeVariables
}

export type LinkedOp =
  | Exclude<
      Op,
      {
        op:
          | 'http'
          | 'set'
          | 'branch'
          | 'loopStart'
          | 'groupStart'
          | 'socketOpen'
          | 'send'
          | 'waitFor'
          | 'events'
          | 'script'
      }
    >
  | { op: 'events'; events: LinkedEvents }
  | { op: 'script'; script: LinkedScript }
  | { op: 'http'; request: LinkedRequest }
  | { op: 'set'; run: (scope: Scope) => void }
  | { op: 'branch'; holds: (scope: Scope) => boolean; otherwise: number }
  | { op: 'loopStart'; loop: LinkedLoop; end: number; position: string }
  | { op: 'groupStart'; endpoint: LinkedEndpoint }
  | { op: 'socketOpen'; socket: LinkedSocket; end: number }
  | { op: 'send'; send: LinkedSend }
  | { op: 'waitFor'; reply: CompiledReply; endpoint: LinkedEndpoint; position: string }

export type LinkedLoop =
  | { kind: 'times'; times: (scope: Scope) => unknown }
  | { kind: 'until'; holds: (scope: Scope) => boolean; text: string; everyMs: number; atMost: number }
  | { kind: 'over'; list: (scope: Scope) => unknown; slot: number }

/** `index` −1: the name is a template, rendered when the step runs. */
export interface LinkedEndpoint {
  index: number
  name: CompiledTemplate | null
  kind: EndpointKind
  position: string
}

export interface LinkedRequest {
  endpoint: LinkedEndpoint
  method: string
  url: CompiledTemplate
  /** By user type. */
  headers: ((scope: Scope) => RequestHeaders)[]
  /** By user type: what challenges of HTTP Digest are answered with. */
  digest: (((scope: Scope) => DigestCredentials) | null)[]
  body: LinkedBody | null
  checks: CompiledChecks
  extractions: CompiledExtractions
  /** Somebody looks into the body. */
  needsBody: boolean
  /** Somebody asks how large the body is, unpacked. */
  needsSize: boolean
  timeoutMs: number
  redirects: number
  position: string
  /** Takes the response over as a stream; null for all but streams of events. */
  stream: ResponseStream | null
}

export interface LinkedEvents {
  request: LinkedRequest
  first: LinkedEndpoint
  between: LinkedEndpoint
  events: LinkedEndpoint
  until: AwaitedEvent | null
  /** Null without `until`. */
  awaited: LinkedEndpoint | null
  forMs: number
  position: string
}

export type LinkedBody =
  | { constant: RequestBody }
  | { render: CompiledTemplate }
  | { build: (scope: Scope) => RequestBody }

export interface LinkedSocket {
  endpoint: LinkedEndpoint
  messages: LinkedEndpoint
  url: CompiledTemplate
  headers: ((scope: Scope) => RequestHeaders)[]
  timeoutMs: number
  background: boolean
  position: string
}

export interface LinkedSend {
  payload: CompiledTemplate
  reply: CompiledReply | null
  endpoint: LinkedEndpoint | null
  position: string
}

export interface LinkedScript {
  run: TaskFunction
  position: string
}

/**
 * @param findScript the functions of the plan's modules, which were loaded before
 * @throws Error with a plain sentence when a body file cannot be read, or a function is not there
 */
export function linkPlan(plan: CompiledPlan, findScript: FindScript = noScripts): LinkedPlan {
  const url = new URL(plan.target)
  const names = plan.slots
  const assignments = plan.variables.map(({ slot, value }) => ({ slot, value: compileValue(value, names) }))
  return {
    source: plan,
    program: plan.program.map((op) => linkOp(op, plan, findScript)),
    initialise: (scope) => {
      for (const secret of plan.secrets) scope.slots[secret.slot] = secret.value
      for (const { slot, value } of assignments) scope.slots[slot] = value(scope)
    },
    origin: url.origin,
    basePath: url.pathname === '/' ? '' : url.pathname.replace(/\/$/, ''),
    code: plan.program.some(({ op }) => op === 'script') ? linkCode(plan) : null,
  }
}

const noScripts: FindScript = () => {
  throw new Error('The code of the plan was not loaded.')
}

function linkOp(op: Op, plan: CompiledPlan, findScript: FindScript): LinkedOp {
  const names = plan.slots
  switch (op.op) {
    case 'http':
      return { op: 'http', request: linkRequest(op.request, plan) }
    case 'set': {
      const assignments = op.assignments.map(({ slot, value }) => ({ slot, value: compileValue(value, names) }))
      return {
        op: 'set',
        run: (scope) => {
          for (const { slot, value } of assignments) scope.slots[slot] = value(scope)
        },
      }
    }
    case 'branch':
      return { op: 'branch', holds: compileCondition(op.condition, names), otherwise: op.otherwise }
    case 'loopStart':
      return { op: 'loopStart', loop: linkLoop(op.loop, names), end: op.end, position: at(op.position) }
    case 'groupStart':
      return { op: 'groupStart', endpoint: linkEndpoint(op.endpoint, plan, at(op.position)) }
    case 'socketOpen':
      return { op: 'socketOpen', socket: linkSocket(op.socket, plan), end: op.end }
    case 'send':
      return { op: 'send', send: linkSend(op.send, plan) }
    case 'waitFor':
      return {
        op: 'waitFor',
        reply: compileReply(op.reply, names),
        endpoint: linkEndpoint(op.endpoint, plan, at(op.position)),
        position: at(op.position),
      }
    case 'events':
      return { op: 'events', events: linkEvents(op.events, plan) }
    case 'script':
      return { op: 'script', script: { run: findScript(op.script), position: at(op.script.position) } }
    default:
      return op
  }
}

function linkCode(plan: CompiledPlan): LinkedCode {
  return {
    baseHeaders: linkHeaders(plan, { headers: [], auth: null }, null),
    baseDigest: plan.users.map((type) => linkDigest(type.auth ?? plan.settings.auth, plan.slots)),
    variables: new CodeVariables(plan),
  }
}

function linkLoop(loop: Loop, names: string[]): LinkedLoop {
  switch (loop.kind) {
    case 'times':
      return { kind: 'times', times: compileValue(loop.times, names) }
    case 'until':
      return {
        kind: 'until',
        holds: compileCondition(loop.until, names),
        text: loop.until.text,
        everyMs: loop.everyMs,
        atMost: loop.atMost,
      }
    case 'over':
      return { kind: 'over', list: compileValue(loop.list, names), slot: loop.slot }
  }
}

function linkEndpoint(ref: EndpointRef, plan: CompiledPlan, position: string): LinkedEndpoint {
  if ('index' in ref) return { index: ref.index, name: null, kind: plan.endpoints[ref.index]!.kind, position }
  // A value that is missing leaves a gap in the name; it is the request, not its name, that fails for it.
  return { index: -1, name: compileTemplate(ref.name, plan.slots, 'undefined'), kind: ref.kind, position }
}

function linkRequest(request: HttpRequest, plan: CompiledPlan): LinkedRequest {
  const position = at(request.position)
  const checks = compileExpectations(request.expect, plan.slots)
  const extractions = compileExtractions(request.extract)
  const body = request.body ? linkBody(request.body, plan.slots) : null
  return {
    endpoint: linkEndpoint(request.endpoint, plan, position),
    method: request.method,
    url: compileTemplate(request.url, plan.slots),
    headers: linkHeaders(plan, request, body?.contentType ?? null),
    digest: plan.users.map((type) => linkDigest(request.auth ?? type.auth ?? plan.settings.auth, plan.slots)),
    body: body?.body ?? null,
    checks,
    extractions,
    needsBody: checks.needsBody || extractions.needsBody,
    needsSize: request.expect.some((expectation) => expectation.kind === 'size'),
    timeoutMs: request.timeoutMs,
    redirects: request.redirects,
    position,
    stream: null,
  }
}

function linkEvents(events: EventsRequest, plan: CompiledPlan): LinkedEvents {
  const position = at(events.request.position)
  return {
    request: { ...linkRequest(events.request, plan), checks: NO_EVENT_STREAM, needsBody: true },
    first: linkEndpoint(events.first, plan, position),
    between: linkEndpoint(events.between, plan, position),
    events: linkEndpoint(events.events, plan, position),
    until: events.until === null ? null : compileAwaitedEvent(events.until, plan.slots),
    awaited: events.awaited === null ? null : linkEndpoint(events.awaited, plan, position),
    forMs: events.forMs,
    position,
  }
}

function linkBody(body: Body, names: string[]): { body: LinkedBody; contentType: string | null } {
  switch (body.kind) {
    case 'text': {
      const constant = isConstant(body.template)
      return constant === null
        ? { body: { render: compileTemplate(body.template, names) }, contentType: body.contentType }
        : { body: { constant: Buffer.from(constant) }, contentType: body.contentType }
    }
    case 'file': {
      const part = filePart(body.file, readFileSync)
      const constant = Buffer.isBuffer(part) ? part : new StreamedBody([part])
      return { body: { constant }, contentType: body.contentType }
    }
    case 'multipart': {
      const { build, contentType } = encodeMultipart(body.parts, names)
      return { body: { build }, contentType }
    }
  }
}

function linkSocket(socket: SocketRequest, plan: CompiledPlan): LinkedSocket {
  const position = at(socket.position)
  return {
    endpoint: linkEndpoint(socket.endpoint, plan, position),
    messages: linkEndpoint(socket.messages, plan, position),
    url: compileTemplate(socket.url, plan.slots),
    headers: linkHeaders(plan, socket, null),
    timeoutMs: socket.timeoutMs,
    background: socket.background,
    position,
  }
}

function linkSend(send: Send, plan: CompiledPlan): LinkedSend {
  const position = at(send.position)
  return {
    payload: compileTemplate(send.payload, plan.slots),
    reply: send.reply ? compileReply(send.reply, plan.slots) : null,
    endpoint: send.endpoint ? linkEndpoint(send.endpoint, plan, position) : null,
    position,
  }
}

function at(position: { file: string; line: number; column: number }): string {
  return `${position.file}:${position.line}:${position.column}`
}
