/** What a scenario needs and asks, counted by hand from plans. */
import { describe, expect, test } from 'vitest'
import { compiled } from '../plan/planFixture.ts'
import { askedRate } from './askedRate.ts'
import { needsOf } from './needs.ts'
import { preflightFindings, type MachineLimits } from './preflightFindings.ts'

const PLAN = (settings = ''): string => `
name: shop
target: http://shop.example
${settings}
flows:
  hear: [ { websocket: /late, steps: [ { listen: 1s } ] } ]
users:
  Reader: { weight: 3, wait: 1s..3s, tasks: [ { name: t, steps: [ { get: /a }, { get: "http://other.example/b" } ] } ] }
  Listener:
    weight: 1
    wait: { pacing: 5s }
    tasks:
      - name: t
        steps:
          - { websocket: /ws, background: true, steps: [ { listen: 1ms } ] }
          - { websocket: /ws2, background: true, steps: [ { listen: 1ms } ] }
          - flow: hear
scenarios:
  closed: { load: { users: 100, spawnRate: 100, for: 1m } }
  open: { load: { arrivals: 200/s, for: 1m, maxUsers: 40 } }
`

describe('needs', () => {
  test('connections: one a host of each user, background sockets, and one socket beside them', () => {
    const plan = compiled(PLAN())
    // 75 readers with two hosts, 25 listeners with two sockets that stay and one at a time beside them.
    expect(needsOf(plan, plan.scenarios[0]!, 3)).toEqual({
      users: 100,
      connections: 75 * 2 + 25 * 3,
      usersPerEngine: 34,
      connectionsPerEngine: 75,
    })
    expect(needsOf(plan, plan.scenarios[1]!, 1)).toMatchObject({ users: 40, connections: 30 * 2 + 10 * 3 })
  })

  test('shared connections are so many an engine', () => {
    const plan = compiled(PLAN('settings: { connections: 8 }'))
    expect(needsOf(plan, plan.scenarios[0]!, 2)).toMatchObject({ connections: 16 + 75 })
  })
})

describe('the rate asked for', () => {
  const plan = compiled(PLAN())
  const [closed, open] = plan.scenarios as [(typeof plan.scenarios)[0], (typeof plan.scenarios)[0]]
  const tried = [
    { userType: 0, sent: 2, durationMs: 500 },
    { userType: 1, sent: 3, durationMs: 1000 },
  ]

  test('users: what an iteration sends over what it takes, with its wait', () => {
    // Readers: 2 in 0.5 s + 2 s of waiting on average. Listeners: 3 in each 5 s of their pacing.
    expect(askedRate(closed, plan.users, tried)).toBeCloseTo((75 * 2) / 2.5 + (25 * 3) / 5, 9)
  })

  test('arrivals: their rate by what an iteration sends, in the mix of users', () => {
    expect(askedRate(open, plan.users, tried)).toBeCloseTo(200 * (0.75 * 2 + 0.25 * 3), 9)
  })

  test('a user that sends nothing, or was not tried, asks for nothing', () => {
    expect(askedRate(closed, plan.users, [{ userType: 0, sent: 0, durationMs: 0 }])).toBe(0)
    expect(askedRate(open, plan.users, [])).toBe(0)
  })
})

describe('findings', () => {
  const needs = { users: 1000, connections: 1000, usersPerEngine: 500, connectionsPerEngine: 500 }
  const machine: MachineLimits = { descriptors: 1_048_576, ports: 28_232, availableBytes: 8e9, cores: 4 }
  const idle = { askedPerS: 100, perEngineS: null }
  const kinds = (...args: Parameters<typeof preflightFindings>): string[] =>
    preflightFindings(...args).map(({ kind }) => kind)

  test('none on a machine that has enough', () => {
    expect(kinds(needs, machine, 2, [], idle)).toEqual([])
    const untold = { descriptors: null, ports: null, availableBytes: 8e9, cores: 4 }
    expect(kinds(needs, untold, 2, [], idle)).toEqual([])
  })

  test('each limit, with its figures and a cure', () => {
    const [files] = preflightFindings(needs, { ...machine, descriptors: 600 }, 2, [], idle)
    expect(files).toEqual({
      kind: 'descriptors',
      sentence:
        'Each of 2 engines will have some 500 connections open, but may open only 600 files: raise the limit (ulimit -n 1024), or use more --processes.',
    })
    expect(kinds(needs, { ...machine, ports: 1000 }, 2, [], idle)).toEqual(['ports'])
    expect(kinds(needs, { ...machine, availableBytes: 2e8 }, 2, [], idle)).toEqual(['memory'])
    expect(preflightFindings(needs, machine, 2, [{ user: 'Reader', reason: 'GET /a 404 Not Found.' }], idle)).toEqual([
      { kind: 'iteration', sentence: 'One iteration of Reader was tried and failed: GET /a 404 Not Found.' },
    ])
  })

  test('more requests than the engines make: more engines while there are cores, else another machine', () => {
    const asked = (askedPerS: number, processes: number): string =>
      preflightFindings(needs, machine, processes, [], { askedPerS, perEngineS: 40_000 })
        .map(({ sentence }) => sentence)
        .join()
    expect(asked(28_000, 1)).toBe('')
    expect(asked(57_123, 1)).toBe(
      'The scenario asks for about 57,000 requests/s, and one engine on this machine makes some 40,000: response times will be those of the generator. Cure: use --processes 3.',
    )
    expect(asked(500_000, 3)).toMatch(/3 engines on this machine make some 120,000: .*Cure: use a larger machine/)
  })
})
