/** Exchanges as an engine reports them, for tests of what is made of them. */
import type { Exchange } from '../../../contract/engineMessages.ts'

/** 2026-11-23T14:02:00.000Z */
export const STARTED_AT_MS = Date.UTC(2026, 10, 23, 14, 2)

export function exchangeWith(changes: Partial<Exchange> = {}): Exchange {
  return {
    step: 1,
    position: 'shop.plan.yaml:7:3',
    kind: 'http',
    endpoint: 'GET /items',
    startedAtMs: STARTED_AT_MS,
    startMs: 10,
    durationUs: 12_000,
    // blocked, dns, connect, tls, send, wait, receive
    phasesUs: [1000, 0, 2000, 3000, 500, 5000, 500],
    request: {
      method: 'GET',
      url: 'http://127.0.0.1/items?q=a+b&empty=&broken=%zz&token=•••',
      httpVersion: '1.1',
      headers: [['cookie', 'session=•••; theme=dark']],
      body: null,
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [
        ['content-type', 'application/json'],
        ['set-cookie', 'seen=1; Path=/'],
      ],
      body: '{"a":1}',
      bodyBytes: 7,
    },
    text: null,
    checks: [],
    extracted: [],
    error: null,
    ...changes,
  }
}

export function messageWith(kind: Exchange['kind'], text: string, changes: Partial<Exchange> = {}): Exchange {
  return exchangeWith({ kind, text, request: null, response: null, phasesUs: [], durationUs: 0, ...changes })
}
