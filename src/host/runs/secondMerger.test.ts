import { expect, test } from 'vitest'
import type { EngineSecond } from '../../core/recording/second.ts'
import { SecondMerger, type UnjudgedSecond } from './secondMerger.ts'

/** `users` as entries: names such as __proto__ cannot be written in a literal. */
function second(t: number, users: [string, number][] = [['U', 1]], dropped = 1): EngineSecond {
  return {
    t,
    series: [],
    windows: [],
    errors: [],
    exemplars: [],
    load: {
      users: Object.fromEntries(users),
      inFlight: 1,
      iterationsStarted: 0,
      iterationsCompleted: 0,
      iterationsFailed: 0,
      iterationsInterrupted: 0,
      dropped,
      usersFailed: 0,
      messagesIn: 0,
      messagesOut: 0,
      checksPassed: 0,
      checksFailed: 0,
    },
    health: {
      eventLoopDelayMs: { p50: 1, p99: 1, max: 1 },
      scheduleLagMs: null,
      cpuPercent: 1,
      gcPauseMs: { max: 0, total: 0 },
      heapBytes: 1,
      rssBytes: 1,
      sockets: 1,
      descriptors: null,
    },
    foldedNames: [],
  }
}

function merging(engines: number): { merger: SecondMerger; told: UnjudgedSecond[] } {
  const told: UnjudgedSecond[] = []
  return { merger: new SecondMerger(engines, (merged) => told.push(merged)), told }
}

/** Second, engines that were silent without having ended, users. */
function brief({ t, health, ended, load }: UnjudgedSecond): [number, number[], number] {
  const silent = health.flatMap((one, engine) => (one === null && !ended.has(engine) ? [engine] : []))
  return [t, silent, load.users.U ?? 0]
}

test('a second goes on when both have told it; users add up', () => {
  const { merger, told } = merging(2)
  merger.add(0, second(0))
  expect(told).toEqual([])
  merger.add(1, second(0))
  expect(told.map(brief)).toEqual([[0, [], 2]])
})

test('an engine that has done its part is not silent, whichever message comes first', () => {
  const { merger, told } = merging(2)
  merger.add(0, second(0))
  merger.add(0, second(1))
  merger.add(1, second(0))
  merger.ended(1)
  merger.add(0, second(2))
  expect(told.map(brief)).toEqual([
    [0, [], 2],
    [1, [], 1],
    [2, [], 1],
  ])
})

test('an engine that is lost is silent from then on, and nobody waits for it', () => {
  const { merger, told } = merging(2)
  for (const engine of [0, 1]) merger.add(engine, second(0))
  merger.lost(1)
  merger.add(0, second(1))
  expect(told.map(brief)).toEqual([
    [0, [], 2],
    [1, [1], 1],
  ])
})

test('two seconds behind is not waited for; its part follows as it comes, and every part is told once', () => {
  const { merger, told } = merging(2)
  for (const t of [0, 1, 2]) merger.add(0, second(t))
  merger.add(1, second(0))
  for (const t of [1, 2]) merger.add(1, second(t))
  expect(told.map(({ t, late, health }) => [t, late, health.map((one) => one !== null)])).toEqual([
    [0, false, [true, false]],
    [0, true, [false, true]],
    [1, false, [true, true]],
    [2, false, [true, true]],
  ])
  expect(told.reduce((sum, { load }) => sum + load.dropped, 0)).toBe(6)
})

test('user types may be called what objects have of their own', () => {
  const { merger, told } = merging(2)
  const names = ['__proto__', 'constructor', 'toString']
  for (const engine of [0, 1])
    merger.add(
      engine,
      second(
        0,
        names.map((name) => [name, 2]),
      ),
    )
  expect(Object.entries(told[0]!.load.users)).toEqual(names.map((name) => [name, 4]))
})
