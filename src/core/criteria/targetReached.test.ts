import { expect, test } from 'vitest'
import { nothingMeasured } from './targetReached.ts'

const target = 'http://127.0.0.1:1'
const refused = { class: 'connection', message: 'connection refused.', count: 12 } as const
const cutOff = { class: 'interrupted', message: 'cut off by the end of the run', count: 4 } as const
const status = { class: 'status', message: 'status 500', count: 12 } as const

test.each([
  [0, 0, [], 'Nothing was measured: the run made no request.'],
  [0, 0, [cutOff], 'Nothing was measured: none of 4 requests was answered before the run was cut off.'],
  [
    0,
    0,
    [{ ...cutOff, count: 1 }],
    'Nothing was measured: the one request was not answered before the run was cut off.',
  ],
  [12, 12, [refused], 'http://127.0.0.1:1 could not be reached; all 12 attempts failed: connection refused.'],
  [
    1,
    1,
    [{ ...refused, count: 1 }],
    'http://127.0.0.1:1 could not be reached; the only attempt failed: connection refused.',
  ],
  [0, 0, [refused], 'http://127.0.0.1:1 could not be reached; all 12 attempts failed: connection refused.'],
  [
    12,
    12,
    [refused, { class: 'setup' as const, message: 'Shopper ended: onStart could not be completed', count: 40 }],
    'http://127.0.0.1:1 could not be reached; all 12 attempts failed: connection refused.',
  ],
  [12, 12, [{ ...status, class: 'setup' as const }], null],
  [13, 12, [refused], null],
  [24, 24, [refused, status], null],
  [12, 12, [status], null],
  [12, 12, [{ ...refused, class: 'timeout' as const }], null],
])('%d requests, %d failures, %o', (requests, failures, errors, sentence) => {
  expect(nothingMeasured(target, requests, failures, errors)).toBe(sentence)
})
