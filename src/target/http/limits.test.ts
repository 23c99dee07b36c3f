import { expect, test } from 'vitest'
import { createRateLimit } from './rateLimit.ts'
import { createStall, stallEnd } from './stall.ts'
import { createTokens } from './tokens.ts'

test('a stall is the last part of every period', () => {
  const knob = { forMs: 1000, everyMs: 10_000 }
  expect(stallEnd(knob, 0)).toBeUndefined()
  expect(stallEnd(knob, 8999.9)).toBeUndefined()
  expect(stallEnd(knob, 9000)).toBe(10_000)
  expect(stallEnd(knob, 9999.9)).toBeCloseTo(10_000, 6)
  expect(stallEnd(knob, 10_000)).toBeUndefined()
  expect(stallEnd(knob, 39_500)).toBe(40_000)
})

test('what comes in a stall passes at its end, not before, and in order', async () => {
  // Set so that it is in its stall right now, with 150 ms to go.
  const everyMs = 60_000
  const startedAtMs = performance.now() - everyMs + 150
  const stall = createStall({ forMs: 1000, everyMs }, startedAtMs)
  const passed: number[] = []
  await new Promise<void>((resolve) => {
    for (let index = 0; index < 10; index++) stall.pass(() => passed.push(index))
    expect(passed).toEqual([])
    stall.pass(resolve)
  })
  expect(passed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(performance.now()).toBeGreaterThanOrEqual(startedAtMs + everyMs)
  let later = false
  stall.pass(() => (later = true))
  expect(later).toBe(true)
})

test('a rate limit lets exactly its rate through over any long time', () => {
  const limit = createRateLimit(100, 0)
  let allowed = 0
  // 1,000 requests a second for ten seconds: the full bucket at the start and 100 for each second.
  for (let atMs = 0; atMs < 10_000; atMs++) if (limit.take(atMs).allowed) allowed++
  expect(allowed).toBeGreaterThanOrEqual(1099)
  expect(allowed).toBeLessThanOrEqual(1100)
  expect(limit.take(10_000)).toMatchObject({ allowed: expect.any(Boolean) as boolean })
  expect(createRateLimit(0.5, 0).take(0)).toEqual({ allowed: true })
})

test('a token is good until its time, and no other text is', () => {
  const tokens = createTokens()
  const account = { id: 7, username: 'user7', role: 'user' } as const
  const { token } = tokens.issue(account, 1000, 5000)
  expect(tokens.check(token, 5999)).toMatchObject({ outcome: 'valid', session: account })
  expect(tokens.check(token, 6000)).toEqual({ outcome: 'expired' })
  expect(createTokens().check(token, 5000)).toEqual({ outcome: 'invalid' })
  const forged = Buffer.from(JSON.stringify({ ...account, role: 'admin', serial: 1, expiresAtMs: 9e15 })).toString(
    'base64url',
  )
  for (const text of [
    '',
    '.',
    'a.b',
    token.slice(1),
    token.slice(0, -1),
    `${forged}.${token.split('.')[1]}`,
    'x'.repeat(1e6),
  ]) {
    expect(tokens.check(text, 5000)).toEqual({ outcome: 'invalid' })
  }
  const { token: other } = tokens.issue(account, 0, 5000)
  expect(tokens.check(other, 5000)).toEqual({ outcome: 'expired' })
})

test('a revoked token is told from others, also after many were revoked', () => {
  const tokens = createTokens()
  const nowMs = Date.now()
  const account = { id: 1, username: 'user1', role: 'user' } as const
  const kept = tokens.issue(account, 60_000, nowMs).token
  for (let index = 0; index < 1000; index++) {
    const { token } = tokens.issue(account, 60_000, nowMs)
    const check = tokens.check(token, nowMs)
    if (check.outcome === 'valid') tokens.revoke(check.session)
    expect(tokens.check(token, nowMs)).toEqual({ outcome: 'revoked' })
  }
  expect(tokens.check(kept, nowMs)).toMatchObject({ outcome: 'valid' })
})
