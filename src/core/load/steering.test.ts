import { describe, expect, test } from 'vitest'
import { RandomStream } from '../random.ts'
import { ArrivalPositions } from './arrivalPositions.ts'
import { ArrivalCursor, arrivalCount, arrivalTimeMs } from './arrivalSchedule.ts'
import { closedLoad, constantArrivals, levelAt, meanLevel, totalDurationMs } from './loadShape.ts'
import type { LoadShape, OpenLoad } from './loadShape.ts'
import { steeredLoad, steeringText, steerLoad, unsteered } from './steering.ts'
import type { LoadSteering } from './steering.ts'
import { activeUsersAt } from './userSchedule.ts'

/** Ten users from 1 s on, for 10 s. */
const USERS = closedLoad(10, 9, 10_000)
const ARRIVALS = constantArrivals(100, 10_000, 50)

function steered(planned: LoadShape, ...actions: [atMs: number, action: LoadSteering][]): LoadShape {
  let load = unsteered(planned)
  for (const [atMs, action] of actions) {
    const result = steerLoad(planned, load, atMs, action)
    if ('refusal' in result) throw new Error(result.refusal)
    load = result.load
  }
  return load.shape
}

function usersAt(shape: LoadShape, ...timesMs: number[]): number[] {
  if (shape.model !== 'closed') throw new Error('Arrivals have no users')
  return timesMs.map((tMs) => activeUsersAt(shape, tMs))
}

function refusal(planned: LoadShape, action: LoadSteering, ...before: [number, LoadSteering][]): string {
  const load = steeredLoad(
    planned,
    before.map(([atMs, earlier]) => ({ atMs, action: earlier })),
  )
  const result = steerLoad(planned, load, 5000, action)
  return 'refusal' in result ? result.refusal : 'done'
}

const add = (users: number): LoadSteering => ({ type: 'addUsers', users })
const set = (users: number, perS: number | null = null): LoadSteering => ({ type: 'setUsers', users, perS })

describe('users', () => {
  test('added and removed lift the rest of the plan, ramps included; before it nothing changes', () => {
    const shape = steered(USERS, [500, add(5)], [6000, add(-3)])
    expect(usersAt(shape, 400, 500, 1000, 5999, 6000, 9999)).toEqual([4, 10, 15, 15, 12, 12])
    expect(totalDurationMs(shape)).toBeCloseTo(10_000, 6)
  })

  test('a lowered ramp starts when it rises above zero', () => {
    const ramp: LoadShape = { model: 'closed', stages: [{ durationMs: 10_000, from: 0, to: 10 }] }
    const shape = steered(ramp, [2000, add(-4)])
    expect(usersAt(shape, 1999, 2000, 4000, 5001, 9999)).toEqual([1, 0, 0, 1, 5])
  })

  test('set hold until the end, at once or at a speed', () => {
    expect(usersAt(steered(USERS, [500, set(3)]), 499, 500, 9999)).toEqual([5, 3, 3])
    const slow = steered(USERS, [2000, set(20, 5)])
    expect(usersAt(slow, 2000, 3000, 3999, 4001, 9999)).toEqual([10, 15, 19, 20, 20])
    // Too slow to get there.
    expect(usersAt(steered(USERS, [2000, set(100, 1)]), 9999)).toEqual([17])
    expect(usersAt(steered(USERS, [2000, set(0)]), 1999, 2000, 9999)).toEqual([10, 0, 0])
  })

  test('a pause plans nobody; after it the plan goes on where its time has come to, with what was changed meanwhile', () => {
    const ramp: LoadShape = { model: 'closed', stages: [{ durationMs: 10_000, from: 0, to: 10 }] }
    const shape = steered(ramp, [2000, { type: 'pause' }], [3000, add(2)], [5000, { type: 'resume' }])
    expect(usersAt(shape, 1999, 2000, 4999, 5000.001, 9999)).toEqual([1, 0, 0, 7, 11])
  })
})

describe('arrivals', () => {
  const pause: [number, LoadSteering][] = [
    [2000, { type: 'pause' }],
    [5000, { type: 'resume' }],
  ]

  test('those that a pause leaves out are not planned any more', () => {
    const shape = steered(ARRIVALS, ...pause) as OpenLoad
    expect(arrivalCount(shape)).toBe(700)
    expect([199, 200].map((k) => arrivalTimeMs(shape, k))).toEqual([1990, 5000])
  })

  test('rate, factor and most users', () => {
    const shape = steered(ARRIVALS, [2000, { type: 'setRate', perS: 50 }], [4000, { type: 'scaleRate', factor: 2 }])
    expect(arrivalCount(shape as OpenLoad)).toBe(200 + 100 + 600)
    expect(steered(ARRIVALS, [2000, set(80)], [3000, add(-10)])).toMatchObject({ maxUsers: 70 })
    // While it is paused, too.
    const changed = steered(ARRIVALS, pause[0]!, [3000, set(80)], [3500, { type: 'setRate', perS: 10 }], pause[1]!)
    expect(changed).toMatchObject({ maxUsers: 80 })
    expect(arrivalCount(changed as OpenLoad)).toBe(200 + 50)
  })

  test('cursors that change over in mid-run make each arrival once, whatever number of shards', () => {
    const after = steered(ARRIVALS, ...pause) as OpenLoad
    for (const shards of [1, 2, 3, 7]) {
      const made: [number, number][] = []
      for (let shard = 0; shard < shards; shard++) {
        const positions = new ArrivalPositions(ARRIVALS.spacing, 1, shard, shards)
        let cursor = new ArrivalCursor(ARRIVALS, positions)
        for (let dueMs = cursor.peekMs(); dueMs !== null && dueMs < 2000; dueMs = cursor.peekMs()) {
          made.push([cursor.index, dueMs])
          cursor.advance()
        }
        cursor = new ArrivalCursor(after, positions)
        for (let dueMs = cursor.peekMs(); dueMs !== null; dueMs = cursor.peekMs()) {
          made.push([cursor.index, dueMs])
          cursor.advance()
        }
      }
      made.sort(([one], [other]) => one - other)
      expect(made).toEqual(Array.from({ length: 700 }, (_, k) => [k, arrivalTimeMs(after, k)]))
    }
  })
})

describe('refused with a reason', () => {
  test.each<[string, LoadShape, LoadSteering, [number, LoadSteering][]]>([
    ['It is paused already.', USERS, { type: 'pause' }, [[1000, { type: 'pause' }]]],
    ['It is not paused.', USERS, { type: 'resume' }, []],
    [
      'This load is a number of users and has no rate of arrivals. Change the number of users instead.',
      USERS,
      { type: 'scaleRate', factor: 2 },
      [],
    ],
    ['That is what is planned already.', USERS, set(10), []],
    ['That is what is planned already.', USERS, add(-1), [[1000, set(0)]]],
    [
      '1,000,000,000 users are too many for a run that was planned with at most 10: it can be taken to 1,000. Plan a larger run instead.',
      USERS,
      set(1e9),
      [],
    ],
    [
      '1,001 users are too many for a run that was planned with at most 10: it can be taken to 1,000. Plan a larger run instead.',
      USERS,
      add(991),
      [],
    ],
    [
      '2,000 arrivals per second are too many for a run that was planned with at most 100: it can be taken to 1,000. Plan a larger run instead.',
      ARRIVALS,
      { type: 'scaleRate', factor: 20 },
      [],
    ],
    [
      '5,000 users are too many for a run that was planned with at most 50: it can be taken to 1,000. Plan a larger run instead.',
      ARRIVALS,
      set(5000),
      [],
    ],
    ['Arrivals need at least one user. Pause them instead.', ARRIVALS, set(0), []],
    // Also what only comes to pass behind a pause.
    [
      '1,200 arrivals per second are too many for a run that was planned with at most 100: it can be taken to 1,000. Plan a larger run instead.',
      ARRIVALS,
      { type: 'setRate', perS: 1200 },
      [[1000, { type: 'pause' }]],
    ],
  ])('%s', (reason, planned, action, before) => {
    expect(refusal(planned, action, ...before)).toBe(reason)
  })
})

test('what was done in words', () => {
  const text = (planned: LoadShape, action: LoadSteering): string => {
    const result = steerLoad(planned, unsteered(planned), 5000, action)
    return 'load' in result ? steeringText(action, result.load, 5000) : result.refusal
  }
  expect(text(USERS, add(1))).toBe('1 user added, 11 planned now')
  expect(text(USERS, add(-3))).toBe('3 users removed, 7 planned now')
  expect(text(USERS, set(200, 0.5))).toBe('200 users from here on, 0.5 per second')
  expect(text(USERS, { type: 'pause' })).toBe('paused: no users')
  expect(text(ARRIVALS, { type: 'pause' })).toBe('arrivals paused')
  expect(text(ARRIVALS, { type: 'scaleRate', factor: 1.1 })).toBe('rate times 1.1, 110 arrivals per second planned now')
  expect(text(ARRIVALS, add(5))).toBe('5 users added, at most 55')
})

/** Any actions at any times: what is before each of them stays, and the whole keeps its length and stays a load. */
test('random steering never bends the past, never goes below zero, never changes the length', () => {
  const random = new RandomStream(1, 2, 3)
  const below = (n: number): number => Math.floor(random.nextFloat() * n)
  for (let round = 0; round < 200; round++) {
    const planned: LoadShape = {
      model: 'closed',
      stages: Array.from({ length: 1 + below(4) }, () => ({ durationMs: below(4000), from: below(30), to: below(30) })),
    }
    const endMs = totalDurationMs(planned)
    let load = unsteered(planned)
    let atMs = 0
    for (let step = 0; step < 12; step++) {
      atMs += below(Math.max(1, endMs / 10))
      if (atMs >= endMs) break
      const actions: LoadSteering[] = [
        add(below(20) - 10),
        set(below(40), below(2) === 0 ? null : 1 + below(50)),
        { type: 'pause' },
        { type: 'resume' },
      ]
      const result = steerLoad(planned, load, atMs, actions[below(4)]!)
      if ('refusal' in result) continue
      for (let i = 0; i < 5; i++) {
        const tMs = random.nextFloat() * (atMs - 0.01)
        expect(levelAt(result.load.shape, tMs)).toBeCloseTo(levelAt(load.shape, tMs), 6)
      }
      load = result.load
      for (const { durationMs, from, to } of load.shape.stages) {
        expect(Math.min(durationMs, from, to)).toBeGreaterThanOrEqual(0)
      }
      expect(totalDurationMs(load.shape)).toBeCloseTo(endMs, 6)
    }
  }
})

test('the mean level is the integral, summed up by hand', () => {
  const shape = steered(USERS, [500, add(5)], [6000, { type: 'pause' }])
  for (const [fromMs, toMs] of [
    [0, 1000],
    [0, 10_000],
    [5500, 6500],
    [9000, 12_000],
  ] as const) {
    let sum = 0
    const steps = 200_000
    for (let i = 0; i < steps; i++) sum += levelAt(shape, fromMs + ((toMs - fromMs) * (i + 0.5)) / steps)
    expect(meanLevel(shape, fromMs, toMs)).toBeCloseTo(sum / steps, 3)
  }
})
