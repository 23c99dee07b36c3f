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
  HeaderTemplate,
  HttpRequest,
  Loop,
  Op,
  Send,
  SocketRequest,
  Template,
} from '../core/plan/compiledPlan.ts'
import { encodeMultipart } from './protocols/http/multipart.ts'
import { headerLine, isHeader, RequestHeaders } from './protocols/http/requestHeaders.ts'
import { compileCondition } from './values/condition.ts'
import { compileExpectations, type CompiledChecks } from './values/expectation.ts'
import { compileExtractions, type CompiledExtractions } from './values/extraction.ts'
import { MissingValueError } from './values/invalidValue.ts'
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
}

export type LinkedOp =
  | Exclude<Op, { op: 'http' | 'set' | 'branch' | 'loopStart' | 'groupStart' | 'socketOpen' | 'send' | 'waitFor' }>
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
}

export type LinkedBody = { constant: Buffer } | { render: CompiledTemplate } | { build: (scope: Scope) => Buffer }

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

const USER_AGENT = 'loadwright/0.1'

/** @throws Error with a plain sentence when a body file cannot be read. */
export function linkPlan(plan: CompiledPlan): LinkedPlan {
  const url = new URL(plan.target)
  const names = plan.slots
  const assignments = plan.variables.map(({ slot, value }) => ({ slot, value: compileValue(value, names) }))
  return {
    source: plan,
    program: plan.program.map((op) => linkOp(op, plan)),
    initialise: (scope) => {
      for (const secret of plan.secrets) scope.slots[secret.slot] = secret.value
      for (const { slot, value } of assignments) scope.slots[slot] = value(scope)
    },
    origin: url.origin,
    basePath: url.pathname === '/' ? '' : url.pathname.replace(/\/$/, ''),
  }
}

function linkOp(op: Op, plan: CompiledPlan): LinkedOp {
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
    default:
      return op
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
    headers: linkHeaders(plan, request.headers, body?.contentType ?? null),
    body: body?.body ?? null,
    checks,
    extractions,
    needsBody: checks.needsBody || extractions.needsBody,
    needsSize: request.expect.some((expectation) => expectation.kind === 'size'),
    timeoutMs: request.timeoutMs,
    redirects: request.redirects,
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
    case 'file':
      return { body: { constant: readFileSync(body.file) }, contentType: body.contentType }
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
    headers: linkHeaders(plan, socket.headers, null),
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

/** One builder a user type. Later ones win: our defaults, the plan's settings, the user type, the request. */
function linkHeaders(
  plan: CompiledPlan,
  own: HeaderTemplate[],
  contentType: string | null,
): ((scope: Scope) => RequestHeaders)[] {
  return plan.users.map((type) => {
    const merged = new Map<string, { template: Template; own: boolean }>()
    const put = (headers: HeaderTemplate[], mine: boolean): void => {
      for (const [name, template] of headers) merged.set(name, { template, own: mine })
    }
    put(
      [
        ['user-agent', [USER_AGENT]],
        ['accept', ['*/*']],
        ['accept-encoding', ['gzip, deflate, br']],
      ],
      false,
    )
    put(plan.settings.headers, false)
    put(type.headers, false)
    if (contentType !== null) put([['content-type', [contentType]]], false)
    put(own, true)
    return headerBuilder(merged, plan.slots)
  })
}

/**
 * A header of the settings or of the user type that uses a value that is not there yet is left out: `authorization: Bearer
 * {{token}}` stands there for all requests, also for the one that logs in. A request's own header must have its value.
 */
function headerBuilder(
  merged: Map<string, { template: Template; own: boolean }>,
  names: string[],
): (scope: Scope) => RequestHeaders {
  // Lines that change stand between constant texts.
  const texts = ['']
  const lines: ((scope: Scope) => string)[] = []
  for (const [name, { template, own }] of merged) {
    const constant = isConstant(template)
    // One that does not fit fails each request it is for, like one that a variable spoils.
    if (constant !== null && isHeader(name, constant)) texts[lines.length] += headerLine(name, constant)
    else {
      lines.push(own ? lineOf(name, template, names) : optionalLineOf(name, template, names))
      texts.push('')
    }
  }
  const hasHost = merged.has('host')
  if (lines.length === 0) {
    const constant = new RequestHeaders(texts[0]!, hasHost)
    return () => constant
  }
  return (scope) => {
    let text = texts[0]!
    for (let i = 0; i < lines.length; i++) text += lines[i]!(scope) + texts[i + 1]!
    return new RequestHeaders(text, hasHost)
  }
}

function lineOf(name: string, template: Template, names: string[]): (scope: Scope) => string {
  const render = compileTemplate(template, names)
  return (scope) => headerLine(name, render(scope))
}

function optionalLineOf(name: string, template: Template, names: string[]): (scope: Scope) => string {
  const render = lineOf(name, template, names)
  const slots = slotsOf(template)
  return (scope) => {
    for (const slot of slots) if (scope.slots[slot] === undefined) return ''
    try {
      return render(scope)
    } catch (error) {
      // A member of a value that is there, but has no such member.
      if (slots.length === 0 || !(error instanceof MissingValueError)) throw error
      return ''
    }
  }
}

function slotsOf(template: Template): number[] {
  return template.flatMap((part) => (typeof part !== 'string' && 'slot' in part ? [part.slot] : []))
}

function at(position: { file: string; line: number; column: number }): string {
  return `${position.file}:${position.line}:${position.column}`
}
