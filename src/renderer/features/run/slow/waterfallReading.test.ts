/** What is said of a row of a waterfall, and what is drawn beside its bar. */
import { describe, expect, test } from 'vitest'
import { latencyOf } from '../sampleWindow.ts'
import { messageMarks } from './messageMarks.ts'
import { phaseReadings } from './phaseReadings.ts'
import { exemplarOf } from './sampleExemplar.ts'
import { waterfallReading } from './waterfallReading.ts'

const NONE = { blocked: 0, dns: 0, connect: 0, tls: 0, send: 0, wait: 0, receive: 0 }

describe('phases', () => {
  const slow = exemplarOf({
    latencyMs: 1030,
    serviceMs: 1000,
    phasesMs: { ...NONE, connect: 88, send: 100, wait: 812 },
    newConnection: true,
  })
  const means = { ...NONE, dns: 0.5, connect: 200, send: 100, wait: 41 }
  const read = (endpoint: Parameters<typeof waterfallReading>[1]) => waterfallReading({ exemplar: slow }, endpoint)

  test('each beside the mean of its endpoint; where there is none nothing is made up', () => {
    const latencyMs = latencyOf(10)
    expect(read({ latencyMs, phasesMs: means }).lines).toEqual([
      '1.03 s in all',
      'schedule lag 30.0 ms (2.91 %)',
      'connect 88.0 ms (8.54 %) · mean of the endpoint 200 ms',
      'send 100 ms (9.71 %) · mean of the endpoint 100 ms',
      'wait 812 ms (78.83 %) · mean of the endpoint 41.0 ms',
      `p50 of the endpoint ${latencyMs.p50}.0 ms`,
      `p95 ${latencyMs.p95}.0 ms`,
    ])
    expect(read(undefined).lines.at(-1)).toBe('wait 812 ms (78.83 %)')
  })

  test('what is nearly nothing or nearly all is not said to be that', () => {
    const parts = exemplarOf({ latencyMs: 100_000, phasesMs: { ...NONE, send: 4, wait: 99_996 } })
    expect(waterfallReading({ exemplar: parts }, undefined).lines.slice(1, 3)).toEqual([
      'send 4.00 ms (<0.01 %)',
      'wait 1:40 min (>99.99 %)',
    ])
  })

  test('a request that found nobody to connect to reused no connection', () => {
    const refused = exemplarOf({
      outcome: 'failed',
      response: null,
      phasesMs: { ...NONE, blocked: 100 },
      error: { class: 'connection', message: 'connection refused' },
    })
    expect(waterfallReading({ exemplar: refused }, undefined).lines.at(-1)).toBe('no connection')
    const reset = { ...refused, phasesMs: { ...NONE, blocked: 1, send: 1, wait: 98 } }
    expect(waterfallReading({ exemplar: reset }, undefined).lines.at(-1)).toBe('reused connection')
  })

  test('a tick where a phase that took longer would have ended', () => {
    // Lag 30, connect 88, send 100: the wait begins at 218 ms, and 41 ms later it would have ended.
    expect(read({ latencyMs: null, phasesMs: means }).means).toEqual([{ atMs: 259, phaseMs: 812 }])
    expect(read({ latencyMs: null, phasesMs: null }).means).toEqual([])
  })

  test('what others spent time in is told of this one too; what nobody did is not', () => {
    expect(phaseReadings(slow, means).map(({ name, ms, meanMs }) => [name, ms, meanMs])).toEqual([
      ['lag', 30, null],
      ['dns', 0, 0.5],
      ['connect', 88, 200],
      ['send', 100, 100],
      ['wait', 812, 41],
    ])
    expect(phaseReadings(exemplarOf({ latencyMs: 0, phasesMs: NONE }), null)).toEqual([])
  })
})

describe('messages', () => {
  const request = { method: 'SEND', url: 'ws://shop.test/live', headers: [], body: 'ask' }
  const response = { status: 0, headers: [], body: 'answer', bodyBytes: 6 }
  const sent = exemplarOf({ latencyMs: 40, phasesMs: NONE, request, response })
  const others = (count: number, ...afterMs: number[]) => ({ ...sent, otherMessages: { count, afterMs } })
  const linesOf = (exemplar: typeof sent): string[] => waterfallReading({ exemplar }, undefined).lines

  test.each([
    ['sent, answered after 40.0 ms', sent],
    ['sent, answered after 40.0 ms; no other message meanwhile', others(0)],
    ['sent, answered after 40.0 ms; 1 other message meanwhile, after 3.00 ms', others(1, 3)],
    ['sent, answered after 40.0 ms; 2 other messages meanwhile after 3.00 ms to 12.0 ms', others(2, 3, 12)],
    [
      'sent, answered after 40.0 ms; 250 other messages meanwhile, the first 2 after 3.00 ms to 12.0 ms',
      others(250, 3, 12),
    ],
    ['sent, no answer in 40.0 ms', { ...sent, response: null }],
    ['waited 40.0 ms for a message', { ...sent, request: { ...request, method: 'WAIT' } }],
    [
      'waited 40.0 ms for a message that did not come',
      { ...sent, request: { ...request, method: 'WAIT' }, response: null },
    ],
  ])('%s', (words, exemplar) => {
    expect(linesOf(exemplar).join('; ')).toBe(words)
  })

  test('by time: what was sent, what came, and the answer last', () => {
    expect(messageMarks(others(250, 3, 12)).map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['sent', 0],
      ['other', 3],
      ['other', 12],
      ['answer', 40],
    ])
    expect(messageMarks({ ...sent, request: { ...request, method: 'WAIT' }, response: null })).toEqual([])
  })

  test('the upgrade is a request with phases, and says what it is', () => {
    const upgrade = exemplarOf({ newConnection: true, request: { ...request, method: 'GET' } })
    expect(linesOf(upgrade)[0]).toBe('upgrade to a WebSocket, 100 ms in all')
    expect(linesOf(upgrade)).toContain('wait 98.0 ms (98.00 %)')
  })
})
