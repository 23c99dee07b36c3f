import { expect, test } from 'vitest'
import type { Exchange } from '../../contract/engineMessages.ts'
import { harOf } from './har.ts'
import { exchangeWith, messageWith, STARTED_AT_MS } from './testing/exchanges.ts'
import { harProblems } from './testing/harFields.ts'

interface Entry {
  startedDateTime: string
  time: number
  request: Record<string, unknown>
  response: Record<string, unknown> & { content: Record<string, unknown> }
  timings: Record<string, number>
  _error?: string
  _webSocketMessages?: { type: string; time: number; data: string }[]
}

function entriesOf(exchanges: Exchange[], socketOf = new Map<string, string>()): Entry[] {
  const har = harOf(exchanges, { version: '0.1.0', socketOf })
  expect(harProblems(har)).toEqual([])
  // What is written is what was checked.
  expect(harProblems(JSON.parse(JSON.stringify(har)))).toEqual([])
  return (har as { log: { entries: Entry[] } }).log.entries
}

test('the structural check of these tests finds what is wrong', () => {
  expect(harProblems({ log: { version: '1.2', entries: [{ time: 'x' }] } })).toEqual(
    expect.arrayContaining([
      'har.log.creator is missing',
      'har.log.entries[0].request is missing',
      'har.log.entries[0].time is no number',
    ]),
  )
})

test('times: TLS is part of connecting, what did not happen is −1, and the sum is the time', () => {
  const [entry] = entriesOf([exchangeWith()])
  expect(entry!.startedDateTime).toBe('2026-11-23T14:02:00.000Z')
  expect(entry!.timings).toEqual({ blocked: 1, dns: -1, connect: 5, ssl: 3, send: 0.5, wait: 5, receive: 0.5 })
  expect(entry!.time).toBe(12)
  const [reused] = entriesOf([exchangeWith({ phasesUs: [0, 0, 0, 0, 0, 4000, 0] })])
  expect(reused!.timings).toEqual({ blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 4, receive: 0 })
})

test('cookies and query are taken apart; masks and broken escapes stay', () => {
  const [entry] = entriesOf([exchangeWith()])
  expect(entry!.request.cookies).toEqual([
    { name: 'session', value: '•••' },
    { name: 'theme', value: 'dark' },
  ])
  expect(entry!.request.queryString).toEqual([
    { name: 'q', value: 'a b' },
    { name: 'empty', value: '' },
    { name: 'broken', value: '%zz' },
    { name: 'token', value: '•••' },
  ])
  expect(entry!.response.cookies).toEqual([{ name: 'seen', value: '1' }])
})

test('without a response the status is 0, and the error is told', () => {
  const [entry] = entriesOf([
    exchangeWith({ response: null, error: { class: 'timeout', message: 'no answer within 1s' } }),
  ])
  expect(entry!.response).toMatchObject({ status: 0, bodySize: -1, content: { size: 0, mimeType: 'x-unknown' } })
  expect(entry!._error).toBe('timeout: no answer within 1s')
})

test('cut, binary and compressed bodies say what they are', () => {
  const response = exchangeWith().response!
  const of = (changes: Partial<typeof response>): Exchange => exchangeWith({ response: { ...response, ...changes } })
  const [cut, binary, compressed, request] = entriesOf([
    of({ body: 'x'.repeat(16_384), bodyBytes: 10_000_000 }),
    of({ body: null, bodyBytes: 500 }),
    of({ body: 'unpacked', bodyBytes: 4, headers: [['Content-Encoding', 'gzip']] }),
    exchangeWith({ request: { ...exchangeWith().request!, method: 'POST', body: 'x'.repeat(16_384) } }),
  ])
  expect(cut!.response.content).toMatchObject({ size: 10_000_000, comment: 'Only the first 16 KB were kept.' })
  expect(binary!.response.content).toEqual({
    size: 500,
    mimeType: 'application/json',
    comment: 'The body is no text, or was not kept.',
  })
  expect(compressed!.response).toMatchObject({ bodySize: 4, content: { size: 8, text: 'unpacked' } })
  expect(request!.request).toMatchObject({ bodySize: -1, postData: { comment: 'Only the first 16 KB were kept.' } })
})

test('messages stand with the WebSocket they went through, of two that are open as well', () => {
  const socket = { kind: 'socketOpen', response: { ...exchangeWith().response!, status: 101 } } as const
  const socketOf = new Map([
    ['a:2', 'a:1'],
    ['b:2', 'b:1'],
  ])
  const entries = entriesOf(
    [
      exchangeWith({ ...socket, position: 'a:1' }),
      exchangeWith({ ...socket, position: 'b:1' }),
      messageWith('sent', 'to a', { position: 'a:2' }),
      messageWith('received', 'from b', { position: 'b:2', durationUs: 500_000 }),
      messageWith('received', 'from a', { position: 'a:1' }),
      messageWith('received', 'of a flow', { position: 'somewhere else' }),
      messageWith('note', 'no message', { position: 'a:1' }),
    ],
    socketOf,
  )
  const seconds = STARTED_AT_MS / 1000
  expect(entries.map((entry) => entry._webSocketMessages)).toEqual([
    [
      { type: 'send', time: seconds, opcode: 1, data: 'to a' },
      { type: 'receive', time: seconds, opcode: 1, data: 'from a' },
    ],
    [
      { type: 'receive', time: seconds + 0.5, opcode: 1, data: 'from b' },
      { type: 'receive', time: seconds, opcode: 1, data: 'of a flow' },
    ],
  ])
})

test('what never became a request is no entry', () => {
  expect(entriesOf([messageWith('note', 'the user ended'), exchangeWith({ request: null })])).toEqual([])
})
