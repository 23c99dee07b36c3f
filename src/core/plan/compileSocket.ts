/** WebSocket steps: open, send, listen, wait for a message, close. */
import { parseDuration } from '../units/duration.ts'
import { authOf } from './authentication.ts'
import { positionOf } from './compilation.ts'
import type { Compilation, SocketContext, StepPlace } from './compilation.ts'
import { endpointOf } from './compileRequest.ts'
import type { EndpointKind, EndpointRef, Send, SocketRequest, Template } from './compiledPlan.ts'
import { expectsSomething, replyOf } from './expectation.ts'
import { headersOf } from './headers.ts'
import { member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { requestUrl } from './requestUrl.ts'
import { constantText, joined, jsonTemplate, textTemplate } from './template.ts'

export function socketOf(
  compilation: Compilation,
  step: PlanNode,
  place: StepPlace,
): { socket: SocketRequest; context: SocketContext } {
  const { url, label } = requestUrl(compilation, member(step, 'websocket'), member(step, 'query'), place, ['ws', 'wss'])
  const as = member(step, 'as')
  const name: Template = textOf(as) === undefined ? [`WS ${label}`] : textTemplate(compilation, as, place)
  const timeout = parseDuration(textOf(member(step, 'timeout')) ?? '')
  const background = member(step, 'background')
  const headers = headersOf(compilation, member(step, 'headers'), place)
  return {
    context: { name },
    socket: {
      endpoint: endpointOf(compilation, as, place, {
        name: `WS ${label}`,
        kind: 'websocket',
        method: 'WS',
        path: label,
      }),
      messages: derivedEndpoint(compilation, name, 'messages', 'events'),
      url,
      headers,
      auth: authOf(compilation, step, headers, place),
      timeoutMs: timeout.ok ? timeout.value : compilation.settings.timeoutMs,
      background: background?.kind === 'scalar' && background.value === true,
      position: positionOf(compilation, step),
    },
  }
}

/** `WS /ws messages`, `GET /stream first event`. */
export function derivedEndpoint(
  compilation: Compilation,
  socketName: Template,
  suffix: string,
  kind: EndpointKind,
): EndpointRef {
  const template = joined([...socketName, ` ${suffix}`])
  const name = constantText(template)
  return name === null
    ? compilation.endpoints.dynamic(template, kind)
    : compilation.endpoints.add({ name, kind, method: null, path: null })
}

export function sendOf(compilation: Compilation, step: PlanNode, place: StepPlace): Send {
  const payload = member(step, 'send')
  const reply = member(step, 'reply')
  if (reply === undefined && member(step, 'as') !== undefined) {
    compilation.problems.add(member(step, 'as') ?? step, {
      severity: 'warning',
      message: '`as` names the time of a reply, and this send waits for none.',
      expected: '`reply` beside it',
    })
  }
  expectsSomething(compilation, reply)
  return {
    payload:
      payload === undefined
        ? []
        : payload.kind === 'scalar'
          ? textTemplate(compilation, payload, place)
          : jsonTemplate(compilation, payload, place),
    reply: reply === undefined ? null : replyOf(compilation, reply, place),
    endpoint: reply === undefined ? null : replyEndpoint(compilation, step, place, 'reply'),
    position: positionOf(compilation, step),
  }
}

export function replyEndpoint(compilation: Compilation, step: PlanNode, place: StepPlace, suffix: string): EndpointRef {
  const name = joined([...(place.socket?.name ?? ['WS']), ` ${suffix}`])
  const constant = constantText(name)
  const as = member(step, 'as')
  if (textOf(as) === undefined && constant === null) return compilation.endpoints.dynamic(name, 'reply')
  return endpointOf(compilation, as, place, { name: constant ?? '', kind: 'reply', method: null, path: null })
}

/** Send, listen and waitFor need a socket around them. */
export function needsSocket(compilation: Compilation, step: PlanNode, kind: string, place: StepPlace): void {
  if (place.socket !== null) return
  const entry = step.kind === 'map' ? step.entries.find((each) => each.key === kind) : undefined
  compilation.problems.add(entry?.keyRange ?? step, {
    message: `\`${kind}\` stands outside a \`websocket\`.`,
    expected: 'a `websocket` step around it',
  })
}
