// What a response must be. Compiled once per request of the plan; a check that passes allocates next to nothing, because
// nearly all do. Every check is evaluated even after one failed, so that the counts of checks are right.
import { STATUS_CODES } from 'node:http'
import type { Expectation } from '../../core/plan/compiledPlan.ts'
import { compare } from '../../core/units/comparison.ts'
import { formatDuration, formatDurationCompact } from '../../core/units/duration.ts'
import { formatBytes } from '../../core/units/size.ts'
import { unusableReason } from './invalidValue.ts'
import { compileJsonPath } from './jsonPath.ts'
import type { ResponseView } from './response.ts'
import type { Scope } from './scope.ts'
import { compileTemplate, isConstant } from './template.ts'
import { compileValueTest } from './valueTest.ts'
import { excerptOf } from './valueText.ts'

export interface CheckFailure {
  class: 'status' | 'check'
  /** A plain sentence; may contain secrets of the response, so it is masked before it goes anywhere. */
  message: string
  passed: number
  failed: number
}

export interface CheckResult {
  /** What was expected, e.g. `$.status "completed"`. */
  text: string
  passed: boolean
  /** What was there instead, as a sentence; null when the check passed. */
  actual: string | null
}

export interface CompiledChecks {
  /** Whether any check looks at the body's content; else it need not be kept. */
  readonly needsBody: boolean
  /** Null: no status expectation is given, and 4xx and 5xx are failures of class `status`. */
  readonly acceptsStatus: ((status: number) => boolean) | null
  /** Number of checks, all of which passed when `check` gives null. */
  readonly total: number
  /** Null when all is well; else the first failure, a wrong status before all others. Never throws. */
  check(view: ResponseView, scope: Scope): CheckFailure | null
  /** Every check with its result, for `loadwright debug`. Never throws. */
  all(view: ResponseView, scope: Scope): CheckResult[]
}

interface Check {
  class: 'status' | 'check'
  text: string
  /** Null when it passes. Errors of unusableReason: it failed for that reason. */
  failure(view: ResponseView, scope: Scope): string | null
}

/** @param slotNames `CompiledPlan.slots`, for messages. */
export function compileExpectations(list: readonly Expectation[], slotNames: readonly string[]): CompiledChecks {
  // A wrong status explains the checks of the body that fail with it, so it is looked at first.
  const sorted = [...list.filter(isStatus), ...list.filter((expectation) => !isStatus(expectation))]
  const checks = sorted.map((expectation) => compileCheck(expectation, slotNames))
  const accepts = list.filter(isStatus).map((expectation) => statusAcceptor(expectation.accept))
  const acceptsStatus = accepts.length === 0 ? null : (status: number) => accepts.every((accept) => accept(status))
  const total = checks.length
  return {
    needsBody: list.some(looksIntoBody),
    acceptsStatus,
    total,
    check(view, scope) {
      let first: CheckFailure | null = null
      if (acceptsStatus === null && view.status >= 400) {
        first = { class: 'status', message: statusText(view.status), passed: 0, failed: 0 }
      }
      let failed = 0
      for (let i = 0; i < total; i++) {
        const check = checks[i] as Check
        const message = failureOf(check, view, scope)
        if (message === null) continue
        failed++
        first ??= { class: check.class, message, passed: 0, failed: 0 }
      }
      if (first === null) return null
      first.passed = total - failed
      first.failed = failed
      return first
    },
    all: (view, scope) =>
      checks.map((check) => {
        const actual = failureOf(check, view, scope)
        return { text: check.text, passed: actual === null, actual }
      }),
  }
}

/** `404 Not Found`; the number alone when the code has no registered name. */
export function statusText(status: number): string {
  const name = STATUS_CODES[status]
  return name === undefined ? `status ${status}` : `${status} ${name}`
}

function failureOf(check: Check, view: ResponseView, scope: Scope): string | null {
  try {
    return check.failure(view, scope)
  } catch (error) {
    return unusableReason(error)
  }
}

function compileCheck(expectation: Expectation, slotNames: readonly string[]): Check {
  switch (expectation.kind) {
    case 'status': {
      const accepts = statusAcceptor(expectation.accept)
      const expected = expectation.accept.join(' or ')
      return {
        class: 'status',
        text: `status ${expected}`,
        failure: (view) => (accepts(view.status) ? null : `status ${view.status}, expected ${expected}`),
      }
    }
    case 'time': {
      const { operator, limitMs } = expectation
      const expected = `${operator} ${formatDurationCompact(limitMs)}`
      return check(`time ${expected}`, (view) =>
        compare(view.elapsedMs, operator, limitMs)
          ? null
          : `took ${formatDuration(view.elapsedMs)}, expected ${expected}`,
      )
    }
    case 'size': {
      const { operator, bytes } = expectation
      const expected = `${operator} ${formatBytes(bytes)}`
      return check(`size ${expected}`, (view) =>
        compare(view.bytes, operator, bytes) ? null : `the body has ${view.bytes} bytes, expected ${expected}`,
      )
    }
    case 'header': {
      const { name } = expectation
      const test = compileValueTest(expectation.test, slotNames, 'untyped')
      return check(`header ${name} ${test.text}`, (view, scope) =>
        test.failure(`header ${name}`, headerValues(view, name), scope),
      )
    }
    case 'text': {
      const contains = compileTemplate(expectation.contains, slotNames)
      const constant = isConstant(expectation.contains)
      const text = constant === null ? 'the body contains …' : `the body contains ${excerptOf(constant)}`
      return check(text, (view, scope) => {
        const expected = contains(scope)
        return view.text().includes(expected) ? null : `the body does not contain ${excerptOf(expected)}`
      })
    }
    case 'matches': {
      const pattern = new RegExp(expectation.pattern)
      return check(`the body matches ${pattern}`, (view) =>
        pattern.test(view.text()) ? null : `the body does not match ${pattern}`,
      )
    }
    case 'json': {
      const query = compileJsonPath(expectation.path)
      const test = compileValueTest(expectation.test, slotNames, 'typed')
      return check(`${query.text} ${test.text}`, (view, scope) =>
        test.failure(query.text, query.all(view.json()), scope),
      )
    }
    default: {
      const unknown: never = expectation
      throw new TypeError(`Unknown expectation ${JSON.stringify(unknown)}`)
    }
  }
}

function check(text: string, failure: Check['failure']): Check {
  return { class: 'check', text, failure }
}

/** A header sent several times is several values; Node joins most with `, `, so these are mostly set-cookie. */
export function headerValues(view: ResponseView, name: string): readonly string[] {
  const value = Object.hasOwn(view.headers, name) ? view.headers[name] : undefined
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

function statusAcceptor(accept: readonly (number | string)[]): (status: number) => boolean {
  const codes = accept.filter((item) => typeof item === 'number')
  const classes = accept.filter((item) => typeof item === 'string').map((item) => Number(item[0]))
  const [code] = codes
  if (classes.length === 0 && codes.length === 1 && code !== undefined) return (status) => status === code
  return (status) => codes.includes(status) || classes.includes(Math.floor(status / 100))
}

function isStatus(expectation: Expectation): expectation is Extract<Expectation, { kind: 'status' }> {
  return expectation.kind === 'status'
}

function looksIntoBody(expectation: Expectation): boolean {
  return expectation.kind === 'text' || expectation.kind === 'matches' || expectation.kind === 'json'
}
