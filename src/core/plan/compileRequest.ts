/** HTTP steps → requests: URL, body, expectations, and the endpoint they are counted as. */
import { parseDuration } from '../units/duration.ts'
import { positionOf, reportInside } from './compilation.ts'
import type { Compilation, StepPlace } from './compilation.ts'
import type { Body, EndpointKind, EndpointRef, HeaderTemplate, HttpRequest, MultipartPart } from './compiledPlan.ts'
import { authOf } from './authentication.ts'
import { expectationsOf } from './expectation.ts'
import { extractionsOf } from './extraction.ts'
import { headersOf } from './headers.ts'
import { entriesOf, member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { formTemplate, requestUrl } from './requestUrl.ts'
import { constantText, jsonTemplate, textTemplate } from './template.ts'

/** @param step the whole step; `method` and `url` were taken from its kind */
export function requestOf(
  compilation: Compilation,
  step: PlanNode,
  method: string,
  url: PlanNode | undefined,
  place: StepPlace,
): HttpRequest {
  const { url: template, label } = requestUrl(compilation, url, member(step, 'query'), place, ['http', 'https'])
  const headers = headersOf(compilation, member(step, 'headers'), place)
  const timeout = parseDuration(textOf(member(step, 'timeout')) ?? '')
  const fallback = { name: `${method} ${label}`, kind: 'http' as const, method, path: label }
  return {
    endpoint: endpointOf(compilation, member(step, 'as'), place, fallback),
    method,
    url: template,
    headers,
    auth: authOf(compilation, step, headers, place),
    body: bodyOf(compilation, step, headers, place),
    expect: expectationsOf(compilation, member(step, 'expect'), place),
    extract: extractionsOf(compilation, member(step, 'extract'), 'response'),
    timeoutMs: timeout.ok ? timeout.value : compilation.settings.timeoutMs,
    redirects: numberOf(member(step, 'redirects')) ?? compilation.settings.redirects,
    position: positionOf(compilation, step),
  }
}

/** `as` when it is given, else the endpoint that the step has by itself. */
export function endpointOf(
  compilation: Compilation,
  as: PlanNode | undefined,
  place: StepPlace,
  fallback: { name: string; kind: EndpointKind; method: string | null; path: string | null },
): EndpointRef {
  if (textOf(as) === undefined) return compilation.endpoints.add(fallback)
  const template = textTemplate(compilation, as, place)
  const hasSecret = template.some(
    (part) => typeof part !== 'string' && 'slot' in part && compilation.scope.isSecret(part.slot),
  )
  if (hasSecret && as !== undefined) {
    compilation.problems.add(as, {
      message: 'A secret cannot be part of a name: names are kept in history.',
      expected: 'another name',
    })
  }
  const name = constantText(template)
  if (name === null) return compilation.endpoints.dynamic(template, fallback.kind)
  return compilation.endpoints.add({ name, kind: fallback.kind, method: null, path: null })
}

function bodyOf(compilation: Compilation, step: PlanNode, headers: HeaderTemplate[], place: StepPlace): Body | null {
  const contentType = (ours: string): string | null => (headers.some(([name]) => name === 'content-type') ? null : ours)
  const json = member(step, 'json')
  if (json !== undefined)
    return {
      kind: 'text',
      template: jsonTemplate(compilation, json, place),
      contentType: contentType('application/json'),
    }
  const form = member(step, 'form')
  if (form !== undefined)
    return {
      kind: 'text',
      template: formTemplate(compilation, form, place),
      contentType: contentType('application/x-www-form-urlencoded'),
    }
  const multipart = member(step, 'multipart')
  if (multipart !== undefined)
    return {
      kind: 'multipart',
      parts: entriesOf(multipart).flatMap((entry) => partOf(compilation, entry.key, entry.value, place)),
    }
  const body = member(step, 'body')
  if (body === undefined) return null
  if (body.kind === 'scalar')
    return {
      kind: 'text',
      template: textTemplate(compilation, body, place),
      contentType: contentType('text/plain; charset=utf-8'),
    }
  const file = fileOf(compilation, member(body, 'file'))
  const type = textOf(member(body, 'contentType')) ?? 'application/octet-stream'
  return file === null ? null : { kind: 'file', file, contentType: contentType(type) }
}

function partOf(compilation: Compilation, name: string, node: PlanNode, place: StepPlace): MultipartPart[] {
  if (node.kind === 'scalar') return [{ name, value: textTemplate(compilation, node, place) }]
  const fileNode = member(node, 'file')
  const file = fileOf(compilation, fileNode)
  if (file === null) return []
  const filename = textOf(member(node, 'filename')) ?? (textOf(fileNode) ?? '').replace(/^.*[/\\]/, '')
  return [{ name, file, filename, contentType: textOf(member(node, 'contentType')) ?? 'application/octet-stream' }]
}

/** The absolute path of a file beside the plan; null after reporting why it cannot be used. */
export function fileOf(
  compilation: Pick<Compilation, 'files' | 'problems'>,
  node: PlanNode | undefined,
): string | null {
  const relative = textOf(node)
  if (relative === undefined || relative === '' || node === undefined) return null
  if (relative.includes('{{')) {
    compilation.problems.add(node, {
      message: 'A file name cannot contain templates.',
      expected: 'the name of a file beside the plan',
    })
    return null
  }
  const answer = compilation.files.resolve(relative)
  if (answer.ok) return answer.path
  compilation.problems.add(node, {
    message: answer.message,
    expected: 'a file in the folder of the plan',
    suggestion: answer.suggestion,
  })
  return null
}

/** The method of a `request` step, in capitals. */
export function methodOf(compilation: Compilation, node: PlanNode | undefined): string {
  const method = textOf(node) ?? ''
  if (node !== undefined && method !== '' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(method)) {
    reportInside(compilation, node, 0, method.length, {
      message: 'This is not an HTTP method.',
      expected: 'a method such as PROPFIND',
    })
  }
  if (node !== undefined && method.toUpperCase() === 'CONNECT') {
    compilation.problems.add(node, {
      message: 'CONNECT opens tunnels; it cannot be a step.',
      expected: 'another method',
    })
  }
  return method.toUpperCase()
}
