import { describe, expect, test } from 'vitest'
import type { EngineHealth } from '../recording/second.ts'
import { createTrustJudge, muteEnd, summarizeTrust, untrustedKind, type HealthSecond } from './trust.ts'
import { describeTrust } from './trustWords.ts'

const calm: EngineHealth = {
  eventLoopDelayMs: { p50: 1, p99: 4, max: 9 },
  scheduleLagMs: { p99: 1, max: 3 },
  cpuPercent: 40,
  gcPauseMs: { max: 4, total: 10 },
  heapBytes: 50e6,
  rssBytes: 120e6,
  sockets: 100,
  descriptors: { open: 130, limit: 1024 },
}

function second(
  t: number,
  engines: (Partial<EngineHealth> | null)[],
  changes: Partial<HealthSecond> = {},
): HealthSecond {
  const whole = engines.map((engine) => (engine === null ? null : { ...calm, ...engine }))
  return { t, engines: whole, iterationsStarted: 1000, dropped: 0, p50Ms: 1000, ...changes }
}

const delay = (p99: number) => ({ eventLoopDelayMs: { p50: 1, p99, max: p99 } })
const lag = (p99: number) => ({ scheduleLagMs: { p99, max: p99 } })
const gc = (max: number) => ({ gcPauseMs: { max, total: max } })

describe('one second', () => {
  test.each<[string, Partial<EngineHealth>, Partial<HealthSecond>, string]>([
    ['calm', {}, {}, 'trusted'],
    ['calm beside quick responses', {}, { p50Ms: 1 }, 'trusted'],
    ['nothing was due', { scheduleLagMs: null }, { p50Ms: null }, 'trusted'],
    ['loop 10 ms', delay(10), {}, 'trusted'],
    ['loop 10.1 ms', delay(10.1), {}, 'degraded'],
    ['loop 50 ms', delay(50), {}, 'degraded'],
    ['loop 50.1 ms', delay(50.1), {}, 'notTrusted'],
    ['loop 8 ms of 100', delay(8), { p50Ms: 100 }, 'degraded'],
    ['loop 8 ms of 200', delay(8), { p50Ms: 200 }, 'trusted'],
    ['loop 40 ms of 100', delay(40), { p50Ms: 100 }, 'notTrusted'],
    ['loop 40 ms of 200', delay(40), { p50Ms: 200 }, 'degraded'],
    ['loop 25 ms of 1: below the floor', delay(25), { p50Ms: 1 }, 'degraded'],
    ['lag 5 ms', lag(5), {}, 'trusted'],
    ['lag 5.1 ms', lag(5.1), {}, 'degraded'],
    ['lag 50.1 ms', lag(50.1), { p50Ms: null }, 'notTrusted'],
    ['lag 40 ms of 300', lag(40), { p50Ms: 300 }, 'notTrusted'],
    ['lag 40 ms of 500', lag(40), { p50Ms: 500 }, 'degraded'],
    ['gc 20 ms', gc(20), {}, 'trusted'],
    ['gc 21 ms', gc(21), {}, 'degraded'],
    ['gc 201 ms', gc(201), {}, 'notTrusted'],
    ['dropped 0.1 %', {}, { iterationsStarted: 999, dropped: 1 }, 'trusted'],
    ['dropped 1 %', {}, { iterationsStarted: 99, dropped: 1 }, 'degraded'],
    ['dropped 2 %', {}, { iterationsStarted: 98, dropped: 2 }, 'notTrusted'],
    ['nothing due', {}, { iterationsStarted: 0, dropped: 0 }, 'trusted'],
    ['descriptors 81 %', { descriptors: { open: 81, limit: 100 } }, {}, 'degraded'],
    ['descriptors 95 %', { descriptors: { open: 95, limit: 100 } }, {}, 'notTrusted'],
    ['descriptors unknown', { descriptors: null }, {}, 'trusted'],
    ['one hot second', { cpuPercent: 100 }, {}, 'trusted'],
  ])('%s', (_, health, changes, state) => {
    const judge = createTrustJudge()
    expect(judge.judge(second(3, [{}, health], changes)).state).toBe(state)
    expect(createTrustJudge().judge(second(2, [{}, health], changes)).state).toBe('trusted')
  })

  test('an engine that says nothing cannot be trusted', () => {
    expect(createTrustJudge().judge(second(9, [{}, null], { ended: new Set([1]) }))).toEqual({
      t: 9,
      state: 'trusted',
      reasons: [],
    })
    expect(createTrustJudge().judge(second(9, [null, null], { ended: new Set([1]) })).reasons).toEqual([
      { signal: 'silence', engine: 0, state: 'notTrusted', value: 1 },
    ])
    expect(createTrustJudge().judge(second(9, [{}, null]))).toEqual({
      t: 9,
      state: 'notTrusted',
      reasons: [{ signal: 'silence', engine: 1, state: 'notTrusted', value: 1 }],
    })
  })
})

test('CPU counts after five hot seconds in a row of the same engine', () => {
  const judge = createTrustJudge()
  const states = [96, 96, 96, 96, 96, 90, 90, 70, 96, 96].map((cpuPercent, at) => {
    return judge.judge(second(10 + at, [{ cpuPercent }])).state
  })
  const t = 'trusted'
  expect(states).toEqual([t, t, t, t, 'notTrusted', 'degraded', 'degraded', t, t, t])
  const alternating = createTrustJudge()
  for (let at = 0; at < 12; at++) {
    const engines = at % 2 === 0 ? [{ cpuPercent: 99 }, {}] : [{}, { cpuPercent: 99 }]
    expect(alternating.judge(second(10 + at, engines)).state).toBe('trusted')
  }
})

test('the end is muted, shares are of seconds, dropped alone does not distort', () => {
  const judge = createTrustJudge()
  const bad = (t: number) =>
    t === 4 ? second(t, [{}], { dropped: 500 }) : second(t, [t === 5 || t >= 8 ? delay(80) : {}])
  const seconds = muteEnd(
    Array.from({ length: 10 }, (_, t) => judge.judge(bad(t))),
    10,
  )
  expect(seconds.map(untrustedKind)).toEqual(['no', 'no', 'no', 'no', 'dropped', 'distorted', 'no', 'no', 'no', 'no'])
  expect(summarizeTrust(seconds)).toEqual({ degradedShare: 0, untrusted: { all: 0.2, distorted: 0.1 }, seconds: 10 })
  expect(summarizeTrust([])).toEqual({ degradedShare: 0, untrusted: { all: 0, distorted: 0 }, seconds: 0 })
})

test('the words say how far, how often, and what to do', () => {
  const judge = createTrustJudge()
  const seconds = Array.from({ length: 20 }, (_, t) => {
    const engine = { cpuPercent: t < 12 ? 97 : 50, ...(t === 15 ? delay(30) : {}) }
    return judge.judge(second(t, [{}, engine], t === 17 ? { iterationsStarted: 90, dropped: 10 } : {}))
  })
  expect(describeTrust(seconds)).toEqual({
    reasons: [
      'CPU of engine 2 was at up to 97 % of one core for 5 s and longer (not trusted in 8 of 20 s)',
      'Up to 10.00 % of the iterations due in a second were dropped (not trusted in 1 of 20 s)',
      'The event loop of engine 2 was late by up to 30.0 ms (p99 of a second) (degraded in 1 of 20 s)',
    ],
    advice: [
      'Use more engine processes (--processes), a machine with more free cores, or a lower load.',
      'Allow more users (maxUsers), or plan a lower rate; see in the timeline whether response times rose first.',
    ],
  })
  expect(describeTrust([])).toEqual({ reasons: [], advice: [] })
})
