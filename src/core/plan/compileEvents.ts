/** `events`: a stream of Server-Sent Events. */
import { parseDuration } from '../units/duration.ts'
import type { Compilation, StepPlace } from './compilation.ts'
import { requestOf } from './compileRequest.ts'
import { derivedEndpoint } from './compileSocket.ts'
import type { EndpointRef, EventsRequest, EventsUntil, HeaderTemplate, Template } from './compiledPlan.ts'
import { expectsSomething, replyOf } from './expectation.ts'
import { member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { textTemplate } from './template.ts'

export function eventsOf(compilation: Compilation, step: PlanNode, place: StepPlace): EventsRequest {
  const request = requestOf(compilation, step, 'GET', member(step, 'events'), place)
  const until = member(step, 'until')
  const duration = parseDuration(textOf(member(step, 'for')) ?? '')
  if (until === undefined && member(step, 'for') === undefined)
    compilation.problems.add(step, {
      message: 'Nothing ends this stream of events.',
      expected: '`for`, `until`, or both',
    })
  expectsSomething(compilation, until)
  const name = nameOf(compilation, request.endpoint)
  return {
    request: { ...request, headers: withDefaults(request.headers) },
    first: derivedEndpoint(compilation, name, 'first event', 'group'),
    between: derivedEndpoint(compilation, name, 'between events', 'group'),
    events: derivedEndpoint(compilation, name, 'events', 'events'),
    until: until === undefined ? null : untilOf(compilation, until, place),
    awaited: until === undefined ? null : derivedEndpoint(compilation, name, 'until', 'reply'),
    forMs: duration.ok ? duration.value : request.timeoutMs,
  }
}

function untilOf(compilation: Compilation, until: PlanNode, place: StepPlace): EventsUntil {
  const type = member(until, 'event')
  return {
    type: type === undefined ? null : textTemplate(compilation, type, place),
    count: numberOf(member(until, 'count')) ?? 1,
    reply: replyOf(compilation, until, place),
  }
}

function nameOf({ endpoints }: Compilation, endpoint: EndpointRef): Template {
  return 'index' in endpoint ? [endpoints.endpoints[endpoint.index]!.name] : endpoint.name
}

/** As browsers ask for events; packed ones would come in lumps. */
function withDefaults(headers: HeaderTemplate[]): HeaderTemplate[] {
  const defaults: HeaderTemplate[] = [
    ['accept', ['text/event-stream']],
    ['accept-encoding', ['identity']],
    ['cache-control', ['no-store']],
  ]
  return [...defaults.filter(([name]) => headers.every(([given]) => given !== name)), ...headers]
}
