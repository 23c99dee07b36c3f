import { describe, expect, it } from 'vitest'
import type { Expectation, JsonValue, Template, ValueTest } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import { compileExpectations, statusText } from './expectation.ts'
import { TextResponse } from './response.ts'
import type { ReceivedHeaders } from './response.ts'
import type { Scope } from './scope.ts'

interface Answer {
  status?: number
  headers?: ReceivedHeaders
  elapsedMs?: number
  bytes?: number
  text?: string
}

const scope: Scope = { slots: ['abc', undefined, '7'], random: new RandomStream(1), user: 0, iteration: 0 }
const NAMES = ['token', 'unset', 'seven']

function viewOf({ status = 200, headers = {}, elapsedMs = 1, bytes, text = '' }: Answer): TextResponse {
  return new TextResponse({ status, headers }, elapsedMs, bytes ?? text.length, () => text)
}

/** The error's message, or null. */
function messageOf(list: Expectation[], answer: Answer): string | null {
  return compileExpectations(list, NAMES).check(viewOf(answer), scope)?.message ?? null
}

function json(path: string, test: ValueTest): Expectation {
  const segments = path.includes('*') ? null : path.split('.').slice(1)
  return { kind: 'json', path: { text: path, segments }, test }
}

function is(value: JsonValue): ValueTest {
  return { kind: 'equals', value: { kind: 'constant', value } }
}

function isText(template: Template): ValueTest {
  return { kind: 'equals', value: { kind: 'text', template } }
}

const slotTest = (slot: number): ValueTest => ({ kind: 'equals', value: { kind: 'slot', slot, path: [] } })

describe('status', () => {
  it('fails 4xx and 5xx where nothing is said about the status', () => {
    const checks = compileExpectations([], NAMES)
    expect(checks.acceptsStatus).toBeNull()
    expect([200, 302, 399].map((status) => checks.check(viewOf({ status }), scope))).toEqual([null, null, null])
    expect(checks.check(viewOf({ status: 404 }), scope)).toEqual({
      class: 'status',
      message: '404 Not Found',
      passed: 0,
      failed: 0,
    })
    expect([statusText(503), statusText(599)]).toEqual(['503 Service Unavailable', 'status 599'])
  })

  it('accepts what is expected, codes and classes', () => {
    const checks = compileExpectations([{ kind: 'status', accept: [201, '4xx'] }], NAMES)
    expect([200, 201, 202, 404, 499, 500].map((status) => checks.acceptsStatus?.(status))).toEqual([
      false,
      true,
      false,
      true,
      true,
      false,
    ])
    expect(checks.check(viewOf({ status: 404 }), scope)).toBeNull()
    expect(checks.check(viewOf({ status: 500 }), scope)).toEqual({
      class: 'status',
      message: 'status 500, expected 201 or 4xx',
      passed: 0,
      failed: 1,
    })
  })

  it('names the error even when a check of the body stands before it', () => {
    const list: Expectation[] = [json('$.id', { kind: 'exists' }), { kind: 'status', accept: [201] }]
    expect(compileExpectations(list, NAMES).check(viewOf({ status: 502, text: '<html>' }), scope)).toEqual({
      class: 'status',
      message: 'status 502, expected 201',
      passed: 0,
      failed: 2,
    })
  })
})

describe('checks', () => {
  it('says what was there and what was expected', () => {
    const text = '{"id":"7","status":"failed","n":17,"none":null,"list":[{"s":"a"},{"s":"b"}]}'
    const messages = (tests: Expectation[]): (string | null)[] => tests.map((test) => messageOf([test], { text }))
    expect(
      messages([
        json('$.id', { kind: 'exists' }),
        json('$.none', { kind: 'exists' }),
        json('$.gone', { kind: 'exists' }),
        json('$.gone', is('x')),
        json('$.gone', { kind: 'absent' }),
        json('$.n', { kind: 'absent' }),
        json('$.status', isText(['completed'])),
        json('$.n', { kind: 'compare', operator: '>', value: { kind: 'constant', value: 16 } }),
        json('$.n', { kind: 'compare', operator: '>', value: { kind: 'constant', value: 17 } }),
        json('$.list[*].s', is('a')),
        json('$.none', is(null)),
      ]),
    ).toEqual([
      null,
      null,
      '$.gone is missing',
      '$.gone is missing',
      null,
      '$.n is 17, expected to be absent',
      '$.status is "failed", expected "completed"',
      null,
      '$.n is 17, expected > 17',
      '$.list[*].s is "b", expected "a"',
      null,
    ])
  })

  it('takes the type of a written value seriously, that of a variable not', () => {
    expect(messageOf([json('$.n', is(7))], { text: '{"n":"7"}' })).toBe('$.n is "7", expected 7')
    expect(messageOf([json('$.n', isText(['7']))], { text: '{"n":7}' })).toBe('$.n is 7, expected "7"')
    expect(messageOf([json('$.n', slotTest(2))], { text: '{"n":7}' })).toBeNull()
  })

  it('judges time, size, headers and text', () => {
    const list: Expectation[] = [
      { kind: 'time', operator: '<', limitMs: 2000 },
      { kind: 'size', operator: '<', bytes: 1000 },
      { kind: 'header', name: 'content-type', test: is('text/plain') },
      { kind: 'header', name: 'x-count', test: is(5) },
      { kind: 'header', name: 'set-cookie', test: isText(['b=2']) },
      { kind: 'header', name: 'constructor', test: { kind: 'absent' } },
      { kind: 'text', contains: ['hello ', { slot: 0, path: [], encode: 'raw' }] },
      { kind: 'matches', pattern: '^h.*c$' },
    ]
    const headers = { 'content-type': 'text/plain', 'x-count': '5', 'set-cookie': ['a=1', 'b=2'] }
    const good = compileExpectations(list, NAMES).check(viewOf({ text: 'hello abc', headers, elapsedMs: 1999 }), scope)
    expect(good?.message).toBe('header set-cookie is "a=1", expected "b=2"')
    const checks = compileExpectations(list, NAMES)
    const bad = checks.all(viewOf({ text: 'nothing', elapsedMs: 2310, bytes: 1204 }), scope)
    expect(bad.map(({ actual }) => actual)).toEqual([
      'took 2.31 s, expected < 2s',
      'the body has 1204 bytes, expected < 1.00 kB',
      'header content-type is missing',
      'header x-count is missing',
      'header set-cookie is missing',
      null,
      'the body does not contain "hello abc"',
      'the body does not match /^h.*c$/',
    ])
    expect(bad.map(({ text }) => text)).toEqual([
      'time < 2s',
      'size < 1.00 kB',
      'header content-type "text/plain"',
      'header x-count 5',
      'header set-cookie "b=2"',
      'header constructor absent',
      'the body contains …',
      'the body matches /^h.*c$/',
    ])
    expect(checks.check(viewOf({ text: 'nothing', elapsedMs: 2310, bytes: 1204 }), scope)).toMatchObject({
      passed: 1,
      failed: 7,
    })
  })

  it('evaluates every check, and reads the body once', () => {
    let reads = 0
    const view = new TextResponse({ status: 200, headers: {} }, 1, 2, () => {
      reads++
      return '{"a":1}'
    })
    const list = [
      json('$.a', is(1)),
      json('$.a', is(2)),
      json('$.b', { kind: 'exists' }),
      json('$.a', { kind: 'exists' }),
    ]
    const checks = compileExpectations(list, NAMES)
    expect(checks.check(view, scope)).toEqual({
      class: 'check',
      message: '$.a is 1, expected 2',
      passed: 2,
      failed: 2,
    })
    expect([reads, checks.total, checks.needsBody]).toEqual([1, 4, true])
    expect(compileExpectations([{ kind: 'size', operator: '<', bytes: 1 }], NAMES).needsBody).toBe(false)
  })

  it('fails in words for bodies that are not JSON', () => {
    const of = (text: string): string | null => messageOf([json('$.a', { kind: 'exists' })], { text })
    expect(of('')).toBe('the body is not JSON: it is empty')
    expect(of('<!DOCTYPE html>')).toBe('the body is not JSON: "<!DOCTYPE html>"')
    expect(of('{"a":1')).toBe('the body is not JSON (from character 7 on): "{\\"a\\":1"')
    expect(of(`x${'y'.repeat(5_000_000)}`)?.length).toBeLessThan(120)
  })

  it('fails in words for hostile bodies', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(messageOf([json('$', is(5))], { text: deep })).toBe('$ is […], expected 5')
    const everyA: Expectation = { kind: 'json', path: { text: '$..a', segments: null }, test: is(5) }
    expect(messageOf([everyA], { text: deep })).toBe('$..a cannot be evaluated: the document is nested too deeply')
    expect(messageOf([json('$.__proto__', { kind: 'exists' })], { text: '{}' })).toBe('$.__proto__ is missing')
  })

  it('is a failed check, not a crash, when the expected value has none', () => {
    expect(messageOf([json('$.a', slotTest(1))], { text: '{"a":1}' })).toBe('`unset` has no value yet')
    expect(messageOf([{ kind: 'text', contains: [{ slot: 1, path: [], encode: 'raw' }] }], {})).toBe(
      '`unset` has no value yet',
    )
  })
})
