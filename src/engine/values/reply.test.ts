import { describe, expect, it } from 'vitest'
import type { Reply } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import { compileReply } from './reply.ts'
import type { Scope } from './scope.ts'

const scope: Scope = { slots: ['executions', undefined], random: new RandomStream(1), user: 0, iteration: 0 }
const NAMES = ['channel', 'unset']

function replyOf(given: Partial<Reply>): ReturnType<typeof compileReply> {
  return compileReply({ json: [], text: null, matches: null, withinMs: 2000, extract: [], ...given }, NAMES)
}

const typeIs = (value: string): Reply['json'][number] => ({
  path: { text: '$.type', segments: ['type'] },
  test: { kind: 'equals', value: { kind: 'constant', value } },
})

describe('compileReply', () => {
  it('wants every test to hold for one message', () => {
    const reply = replyOf({
      json: [typeIs('subscribed')],
      text: [{ slot: 0, path: [], encode: 'raw' }],
      matches: '^\\{',
    })
    const messages = [
      '{"type":"subscribed","channel":"executions"}',
      '{"type":"subscribed","channel":"other"}',
      '{"type":"event","channel":"executions"}',
      ' {"type":"subscribed","channel":"executions"}',
      '{executions',
      '',
    ]
    expect(messages.map((message) => reply.matches(message, scope))).toEqual([true, false, false, false, false, false])
    expect(reply.text).toBe('text "…" and text that matches /^\\{/ and $.type "subscribed"')
  })

  it('matches any message where nothing is asked', () => {
    expect([replyOf({}).matches('x', scope), replyOf({}).text]).toEqual([true, 'any message'])
  })

  it('says beforehand when a variable without a value would keep it from ever matching', () => {
    const reply = replyOf({
      json: [
        typeIs('a'),
        {
          path: { text: '$.id', segments: ['id'] },
          test: { kind: 'equals', value: { kind: 'slot', slot: 1, path: [] } },
        },
      ],
    })
    expect(reply.unready(scope)).toBe('`unset` has no value yet')
    expect(reply.matches('{"type":"a","id":1}', scope)).toBe(false)
    expect(replyOf({ json: [typeIs('a')], matches: 'x' }).unready(scope)).toBeNull()
  })

  it('extracts from the message that matched', () => {
    const own: Scope = { ...scope, slots: [] }
    const reply = replyOf({
      extract: [
        { slot: 1, name: 'id', from: { kind: 'json', path: { text: '$.id', segments: ['id'] } }, pick: 'first' },
      ],
    })
    expect([reply.extract('{"id":9}', own), own.slots[1], reply.values(own)]).toEqual([
      null,
      9,
      [{ name: 'id', value: '9' }],
    ])
    expect(reply.extract('{}', own)).toBe('id was not found: no $.id in the body')
  })

  it('survives hostile messages', () => {
    const reply = replyOf({ json: [{ path: { text: '$..type', segments: null }, test: { kind: 'exists' } }] })
    expect(reply.matches('['.repeat(100_000) + ']'.repeat(100_000), scope)).toBe(false)
    expect(reply.matches('{"a":{"type":1}}', scope)).toBe(true)
  })
})
