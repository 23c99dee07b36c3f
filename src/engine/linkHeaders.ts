/** The headers of a request, compiled: what our defaults, the settings, the user type and the request say, merged once per user type. */
import type { Auth, CompiledPlan, HeaderTemplate, Template } from '../core/plan/compiledPlan.ts'
import { authorizationOf } from './protocols/http/authorization.ts'
import { headerLine, isHeader, RequestHeaders } from './protocols/http/requestHeaders.ts'
import { MissingValueError } from './values/invalidValue.ts'
import type { Scope } from './values/scope.ts'
import { compileTemplate, isConstant } from './values/template.ts'

const USER_AGENT = 'loadwright/0.1'

/** One builder a user type. Later ones win: our defaults, the plan's settings, the user type, the request. */
export function linkHeaders(
  plan: CompiledPlan,
  own: { headers: HeaderTemplate[]; auth: Auth | null },
  contentType: string | null,
): ((scope: Scope) => RequestHeaders)[] {
  return plan.users.map((type) => {
    const merged = new Map<string, HeaderSource>()
    const put = (headers: HeaderTemplate[], mine: boolean, auth: Auth | null = null): void => {
      for (const [name, template] of headers) merged.set(name, { value: template, own: mine })
      if (auth !== null) merged.delete('authorization')
      if (auth?.kind === 'basic' || auth?.kind === 'bearer') merged.set('authorization', { value: auth, own: mine })
    }
    put(
      [
        ['user-agent', [USER_AGENT]],
        ['accept', ['*/*']],
        ['accept-encoding', ['gzip, deflate, br']],
      ],
      false,
    )
    put(plan.settings.headers, false, plan.settings.auth)
    put(type.headers, false, type.auth)
    if (contentType !== null) put([['content-type', [contentType]]], false)
    put(own.headers, true, own.auth)
    return headerBuilder(merged, plan.slots)
  })
}

/**
 * A header of the settings or of the user type that uses a value that is not there yet is left out: `authorization: Bearer
 * {{token}}` stands there for all requests, also for the one that logs in. A request's own header must have its value.
 */
interface HeaderSource {
  value: Template | Exclude<Auth, { kind: 'none' | 'digest' }>
  /** Of the request itself. */
  own: boolean
}

function headerBuilder(merged: Map<string, HeaderSource>, names: string[]): (scope: Scope) => RequestHeaders {
  // Lines that change stand between constant texts.
  const texts = ['']
  const lines: ((scope: Scope) => string)[] = []
  for (const [name, { value, own }] of merged) {
    const constant = Array.isArray(value) ? isConstant(value) : null
    // One that does not fit fails each request it is for, like one that a variable spoils.
    if (constant !== null && isHeader(name, constant)) texts[lines.length] += headerLine(name, constant)
    else {
      const render = Array.isArray(value) ? compileTemplate(value, names) : authorizationOf(value, names)
      const line = (scope: Scope): string => headerLine(name, render(scope))
      lines.push(own ? line : optional(line, slotsOf(value)))
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

/** A line that is left out as long as a value of it is missing. */
function optional(line: (scope: Scope) => string, slots: number[]): (scope: Scope) => string {
  return (scope) => {
    for (const slot of slots) if (scope.slots[slot] === undefined) return ''
    try {
      return line(scope)
    } catch (error) {
      // A member of a value that is there, but has no such member.
      if (slots.length === 0 || !(error instanceof MissingValueError)) throw error
      return ''
    }
  }
}

function slotsOf(value: HeaderSource['value']): number[] {
  const templates = Array.isArray(value)
    ? [value]
    : value.kind === 'bearer'
      ? [value.token]
      : [value.user, value.password]
  return templates.flat().flatMap((part) => (typeof part !== 'string' && 'slot' in part ? [part.slot] : []))
}
