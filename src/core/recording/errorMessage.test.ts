import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isOfGroup, normaliseMessage } from './errorMessage.ts'

describe('normaliseMessage', () => {
  it.each([
    ['404 Not Found', '404 Not Found'],
    ['status 500, expected 201', 'status 500, expected 201'],
    [
      'connection refused: nothing is listening on 127.0.0.1:8900',
      'connection refused: nothing is listening on 127.0.0.1:8900',
    ],
    ['no connection to [::1]:54321 in time', 'no connection to [::1]:54321 in time'],
    [
      'connection refused: nothing is listening on api.example.com:18080',
      'connection refused: nothing is listening on api.example.com:18080',
    ],
    ['took 2.31 s, expected < 2s', 'took {duration}, expected < 2s'],
    ['took 2:05 min, expected < 1m30s', 'took {duration}, expected < 1m30s'],
    ['no response within 30 s', 'no response within {duration}'],
    ['the body has 17 bytes, expected < 1.00 kB', 'the body has {number} bytes, expected < 1.00 kB'],
    ['$.status is "failed", expected "completed"', '$.status is "failed", expected "completed"'],
    ['$.id is "0190C3A2-1111-7abc-8def-0123456789ab"', '$.id is "{id}"'],
    ['$.n is 1234567.89, expected > 5', '$.n is {number}, expected > 5'],
    ['workflow 84213 at 2026-01-02T03:04:05.678Z', 'workflow {number} at {time}'],
    ['since 2026-01-02', 'since {time}'],
    ['commit deadbeef1 at 0xFF', 'commit {id} at {id}'],
    ['deadlines and facades', 'deadlines and facades'],
    ['id V1StGXR8_Z5jdHi6B-myT', 'id {id}'],
    ['id 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'id {id}'],
    [`the body is not JSON: "${'<p>x</p>'.repeat(9)}"`, 'the body is not JSON: "{text}"'],
    [`$.a is "${'x'.repeat(79)}…, expected 5`, '$.a is "{text}", expected 5'],
    ['a\r\nb\tc\u0000\u001b[31m\u202e', 'a\\r\\nb\\tc\\u0000\\u001b[31m\\u202e'],
  ])('%j', (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected)
  })

  it('makes one message of those that differ in an id', () => {
    const messages = fc
      .sample(fc.uuid(), { numRuns: 200, seed: 1 })
      .map((id, index) => normaliseMessage(`no workflow ${id} of user ${index + 10_000}`))
    expect(new Set(messages)).toEqual(new Set(['no workflow {id} of user {number}']))
  })

  it('gives at most 300 printable characters for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (message) => {
        const text = normaliseMessage(message)
        expect(text.length).toBeLessThanOrEqual(300)
        expect(text.isWellFormed()).toBe(true)
        expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2028\u2029]/u)
      }),
    )
  })

  it('is done with huge and hostile messages at once', () => {
    for (const unit of ['a', '1', '-', '"', '\\', 'a.', '1.', '::', 'a1-', '…', '127.0.0.', '2026-01-']) {
      expect(normaliseMessage(unit.repeat(5_000_000 / unit.length)).length).toBeLessThanOrEqual(300)
    }
  })
})

test('an error is found again in its group, whatever stood in its message', () => {
  const message = `the body of order 4711-${'ab12'.repeat(8)} does not contain "${'\u202e<b>'.repeat(20)}"`
  expect(isOfGroup(message, normaliseMessage(message))).toBe(true)
  expect(isOfGroup('status 500', 'status 500')).toBe(true)
  expect(isOfGroup('status 500', 'status 501')).toBe(false)
})
