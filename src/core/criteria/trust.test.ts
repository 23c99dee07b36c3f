import { describe, expect, test } from 'vitest'
import type { EngineHealth } from '../recording/second.ts'
import { createTrustJudge, type HealthSecond } from './trust.ts'
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
  return { t, engines: whole, iterationsStarted: 1000, dropped: 0, requests: 1000, p50Ms: 1000, ...changes }
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
    ['ports 81 %', { ports: { used: 81, limit: 100 } }, {}, 'degraded'],
    ['ports all', { ports: { used: 100, limit: 100 } }, {}, 'degraded'],
    ['one request failed for a limit of ours', { ownFailures: 1 }, {}, 'notTrusted'],
    ['slept', { suspendedMs: 500 }, {}, 'notTrusted'],
    ['the clock was set back', { clockSetMs: -500 }, {}, 'degraded'],
    ['one hot second', { cpuPercent: 100 }, {}, 'trusted'],
  ])('%s', (_, health, changes, state) => {
    const judge = createTrustJudge()
    expect(judge.judge(second(3, [{}, health], changes)).state).toBe(state)
  })

  test('an engine that says nothing cannot be trusted', () => {
    expect(createTrustJudge().judge(second(9, [{}, null], { ended: new Set([1]) }))).toEqual({
      t: 9,
      state: 'trusted',
      reasons: [],
    })
    expect(createTrustJudge().judge(second(9, [null, null], { ended: new Set([1]) })).reasons).toEqual([
      { signal: 'silence', engine: 0, state: 'notTrusted', value: 1, share: 0.5 },
    ])
    expect(createTrustJudge().judge(second(9, [{}, null]))).toEqual({
      t: 9,
      state: 'notTrusted',
      reasons: [{ signal: 'silence', engine: 1, state: 'notTrusted', value: 1, share: 0.5 }],
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

test('an engine that waits for a processor all the time is as busy as one that runs all the time', () => {
  const judge = createTrustJudge()
  const starved = { cpuPercent: 20, cpuWaitPercent: 79 }
  const seconds = Array.from({ length: 6 }, (_, t) => judge.judge(second(t, [starved])))
  expect(seconds.map(({ state }) => state)).toEqual([...Array<string>(4).fill('trusted'), 'notTrusted', 'notTrusted'])
  expect(seconds[4]!.reasons).toEqual([
    { signal: 'cpu', engine: 0, state: 'notTrusted', value: 99, share: 1, cause: 'otherProcesses' },
  ])
})

describe('how much of the second it is', () => {
  test.each<[string, Partial<EngineHealth>, Partial<HealthSecond>, number]>([
    ['a stall', { eventLoopDelayMs: { p50: 0, p99: 90, max: 110, lateShare: 0.1 } }, {}, 0.05],
    ['lag', { scheduleLagMs: { p99: 90, max: 110, lateShare: 0.3 } }, {}, 0.15],
    ['an engine that does not tell', delay(90), {}, 0.5],
    ['own failures', { ownFailures: 50 }, { requests: 1000 }, 0.05],
    ['own failures, and nothing else', { ownFailures: 500 }, { requests: 500 }, 0.5],
    ['descriptors', { descriptors: { open: 64, limit: 64 } }, {}, 0.5],
  ])('%s', (_, health, changes, share) => {
    const { reasons } = createTrustJudge().judge(second(3, [{}, health], changes))
    expect(reasons).toHaveLength(1)
    expect(reasons[0]!.share).toBeCloseTo(share, 12)
  })

  test('dropped arrivals are of all engines', () => {
    const { reasons } = createTrustJudge().judge(second(3, [{}, {}], { iterationsStarted: 90, dropped: 10 }))
    expect(reasons).toEqual([{ signal: 'dropped', engine: null, state: 'notTrusted', value: 0.1, share: 0.1 }])
  })
})

describe('the cause', () => {
  const stalled = { eventLoopDelayMs: { p50: 0, p99: 95, max: 100, lateShare: 0.1 } }
  test.each<[string, Partial<EngineHealth>, string | undefined]>([
    ['not told', {}, undefined],
    ['its own work', { longestDelay: { ranMs: 99, waitedMs: 1 } }, 'work'],
    ['garbage', { longestDelay: { ranMs: 99, waitedMs: 1 }, gcPauseMs: { max: 80, total: 80 } }, 'garbage'],
    [
      'other processes, while it collected',
      { longestDelay: { ranMs: 30, waitedMs: 70 }, gcPauseMs: { max: 90, total: 90 } },
      'otherProcesses',
    ],
    ['garbage, on a system that tells no more', { gcPauseMs: { max: 80, total: 80 } }, 'garbage'],
    ['other processes', { longestDelay: { ranMs: 10, waitedMs: 90 }, throttledPercent: 0 }, 'otherProcesses'],
    ['a limit', { longestDelay: { ranMs: 10, waitedMs: 90 }, throttledPercent: 60 }, 'cpuLimit'],
    ['other machines', { longestDelay: { ranMs: 10, waitedMs: 0 }, stolenPercent: 8 }, 'hypervisor'],
    ['a signal', { longestDelay: { ranMs: 1, waitedMs: 0 }, stolenPercent: 0 }, 'stopped'],
    [
      'a signal, on a system without steal',
      { longestDelay: { ranMs: 1, waitedMs: 0 }, stolenPercent: null },
      'stopped',
    ],
  ])('of a stall: %s', (_, health, cause) => {
    expect(createTrustJudge().judge(second(3, [{ ...stalled, ...health }])).reasons[0]!.cause).toBe(cause)
  })

  test('of lag without a stall: more was due than it could start', () => {
    expect(createTrustJudge().judge(second(3, [lag(90)])).reasons[0]!.cause).toBe('work')
  })
})

test('the words say how far, how often, why, and what to do', () => {
  const judge = createTrustJudge()
  const seconds = Array.from({ length: 20 }, (_, t) => {
    const engine = { cpuPercent: t < 9 ? 97 : 50, cpuWaitPercent: 0, ...(t === 15 ? delay(30) : {}) }
    return judge.judge(second(t, [{}, engine], t === 17 ? { iterationsStarted: 90, dropped: 10 } : {}))
  })
  expect(describeTrust(seconds)).toEqual({
    reasons: [
      'CPU of engine 2 was at up to 97 % of one core for 5 s and longer (not trusted in 5 of 20 s)',
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

test.each<[Partial<EngineHealth>, string, string]>([
  [
    { ...delay(80), longestDelay: { ranMs: 1, waitedMs: 79 } },
    'The event loop of engine 1 was late by up to 80.0 ms (p99 of a second): other processes had the processor',
    'End the other work on this machine',
  ],
  [
    { ...delay(1980), longestDelay: { ranMs: 1, waitedMs: 1 } },
    'The event loop of engine 1 was late by up to 1.98 s (p99 of a second): it stood still, stopped by a signal or a debugger, waiting for a disk, or with its whole virtual machine',
    'Let the engines run undisturbed',
  ],
  [
    { ownFailures: 1234 },
    'Up to 1,234 requests of engine 1 in a second failed for a limit of its own machine (open files, local ports, memory)',
    'The errors say which limit it was',
  ],
  [{ suspendedMs: 90_000 }, 'The machine of engine 1 slept for 90.0 s', 'Keep the machine awake'],
  [
    { clockSetMs: -3000 },
    'The clock of the machine of engine 1 was set by 3.00 s; durations are not touched by that',
    'Mind it when you compare',
  ],
  [
    { ports: { used: 27_000, limit: 28_000 } },
    'Up to 96.43 % of the local ports of the machine of engine 1 were taken',
    'Keep connections open',
  ],
])('%j in words', (health, reason, advice) => {
  const words = describeTrust([createTrustJudge().judge(second(3, [health]))])
  expect(words.reasons[0]).toContain(reason)
  expect(words.advice[0]).toContain(advice)
})
