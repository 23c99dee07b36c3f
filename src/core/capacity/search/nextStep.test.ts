import { describe, expect, test } from 'vitest'
import type { RandomStream } from '../../random.ts'
import { seededStream } from '../../statistics/seededStream.ts'
import { nextStep, type Answer, type SearchStep, type Tried } from './nextStep.ts'
import { checkSettings, type SearchSettings } from './searchSettings.ts'

const USERS: SearchSettings = {
  start: 8,
  least: 1,
  most: 10_000,
  isWhole: true,
  factor: 2,
  tolerance: 0.05,
  confirmations: 2,
  mostRuns: 40,
}

type End = Extract<SearchStep, { kind: 'ended' }>

/** Goes on until the search ends by itself. */
function searchOf(settings: SearchSettings, answerTo: (load: number, run: number) => Answer): End & { tried: Tried[] } {
  checkSettings(settings)
  const tried: Tried[] = []
  for (let run = 0; run <= settings.mostRuns; run++) {
    const step = nextStep(settings, tried)
    if (step.kind === 'ended') return { ...step, tried }
    expect(step.load).toBeGreaterThanOrEqual(settings.least)
    expect(step.load).toBeLessThanOrEqual(settings.most)
    if (settings.isWhole) expect(Number.isInteger(step.load)).toBe(true)
    tried.push({ load: step.load, answer: answerTo(step.load, run) })
  }
  throw new Error(`The search did not end after ${tried.length} runs.`)
}

/** p95 of a queue with one server and exponential times (M/M/1), which is served at `capacity` per second. */
function queueP95Ms(load: number, capacity: number): number {
  return load >= capacity ? Infinity : (1000 * Math.log(20)) / (capacity - load)
}

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}

describe('a target that is a queue', () => {
  test.each([3, 50, 77, 400, 9_000])(
    'of %d per second: the largest load is within the tolerance of the truth',
    (capacity) => {
      const limitMs = 500
      const truth = capacity - (1000 * Math.log(20)) / limitMs
      const settings = { ...USERS, isWhole: false, least: 0.1, start: 5 }
      const { why, largest, isConfirmed, tried } = searchOf(settings, (load) =>
        queueP95Ms(load, capacity) < limitMs ? 'met' : 'notMet',
      )
      if (truth < settings.least) {
        expect(why.kind).toBe('leastFailed')
        return
      }
      expect({ kind: why.kind, isConfirmed }).toEqual({ kind: 'found', isConfirmed: true })
      expect(largest).toBeLessThanOrEqual(truth)
      expect(largest).toBeGreaterThan(truth / 1.06)
      expect(tried.length).toBeLessThan(25)
    },
  )

  test('with whole users to the last one', () => {
    const { largest, why } = searchOf({ ...USERS, tolerance: 0.001 }, (load) => (load <= 13 ? 'met' : 'notMet'))
    expect([largest, why]).toEqual([13, { kind: 'found', failing: 14 }])
  })

  test('with noise: what is said was confirmed, and lies near the truth', () => {
    const results = Array.from({ length: 200 }, (_, at) => {
      const random = seededStream('noise', String(at))
      return searchOf({ ...USERS, isWhole: false, start: 10 }, (load) =>
        queueP95Ms(load, 400) * Math.exp(0.1 * normal(random)) < 500 ? 'met' : 'notMet',
      )
    })
    expect(results.filter(({ why, isConfirmed }) => why.kind === 'found' && isConfirmed).length).toBeGreaterThan(190)
    const truth = 400 - 2 * Math.log(20)
    const near = results.filter(({ largest }) => largest !== null && largest > truth * 0.85 && largest < truth * 1.03)
    expect(near.length).toBeGreaterThan(190)
  })
})

test('rises by the factor, bisects, and confirms', () => {
  const { tried } = searchOf({ ...USERS, tolerance: 0.2 }, (load) => (load <= 40 ? 'met' : 'notMet'))
  expect(tried.map(({ load }) => load)).toEqual([8, 16, 32, 64, 45, 38, 38, 38])
})

test('a load that passes twice of three times is not the largest', () => {
  const { largest, tried } = searchOf(USERS, (load, run) => {
    if (load > 90) return 'notMet'
    return load > 60 && run % 3 === 2 ? 'notMet' : 'met'
  })
  const failed = tried.filter(({ answer }) => answer === 'notMet').map(({ load }) => load)
  expect(Math.min(...failed)).toBeGreaterThan(largest!)
  expect(tried.filter(({ load, answer }) => load === largest && answer === 'met')).toHaveLength(3)
})

test('a target that never fails: the most that was allowed, confirmed', () => {
  const { why, largest, isConfirmed, tried } = searchOf({ ...USERS, most: 100 }, () => 'met')
  expect({ why, largest, isConfirmed }).toEqual({ why: { kind: 'mostPassed' }, largest: 100, isConfirmed: true })
  expect(tried.map(({ load }) => load)).toEqual([8, 16, 32, 64, 100, 100, 100])
})

test('a target that always fails: down to the least, and nothing is said to pass', () => {
  const { why, largest, isConfirmed, tried } = searchOf(USERS, () => 'notMet')
  expect({ why, largest, isConfirmed }).toEqual({
    why: { kind: 'leastFailed', failing: 1 },
    largest: null,
    isConfirmed: false,
  })
  expect(tried.map(({ load }) => load)).toEqual([8, 4, 2, 1])
})

describe('a generator that gives out', () => {
  test('ends the rise at its second time; the largest below is confirmed', () => {
    const { why, largest, isConfirmed, tried } = searchOf(USERS, (load) => (load > 100 ? 'starved' : 'met'))
    expect({ why, largest, isConfirmed }).toEqual({ why: { kind: 'starved', at: 128 }, largest: 64, isConfirmed: true })
    expect(tried.map(({ load }) => load)).toEqual([8, 16, 32, 64, 128, 128, 64, 64])
  })

  test('once, by chance, changes nothing', () => {
    const { why, largest } = searchOf(USERS, (load, run) => (run === 2 ? 'starved' : load <= 100 ? 'met' : 'notMet'))
    expect([why.kind, largest]).toEqual(['found', 99])
  })

  test('at the start, and while the largest is confirmed, ends it', () => {
    expect(searchOf(USERS, () => 'starved')).toMatchObject({ why: { kind: 'starved', at: 8 }, largest: null })
    const late = searchOf(USERS, (load, run) => (run > 9 ? 'starved' : load <= 100 ? 'met' : 'notMet'))
    expect(late).toMatchObject({ why: { kind: 'starved' }, isConfirmed: false })
    expect(late.tried.length).toBeLessThan(15)
  })

  test('above a failing load, it is the target that limits', () => {
    const { why, largest } = searchOf(USERS, (load) => (load >= 64 ? 'starved' : load <= 20 ? 'met' : 'notMet'))
    expect([why.kind, largest]).toEqual(['found', 20])
  })
})

test('a target that answers nothing, twice, ends it at once', () => {
  const { why, largest, tried } = searchOf(USERS, (load) => (load > 20 ? 'unreachable' : 'met'))
  expect({ why, largest }).toEqual({ why: { kind: 'unreachable', at: 32 }, largest: 16 })
  expect(tried).toHaveLength(4)
  const back = searchOf(USERS, (load, run) => (run === 1 ? 'unreachable' : load <= 20 ? 'met' : 'notMet'))
  expect([back.why.kind, back.largest]).toEqual(['found', 20])
})

describe('loads that say nothing of themselves', () => {
  test('too few requests for a percentile at small loads: it goes on rising', () => {
    const { largest, why } = searchOf(USERS, (load) => (load < 20 ? 'tooFew' : load <= 100 ? 'met' : 'notMet'))
    expect([why.kind, largest]).toEqual(['found', 99])
  })

  test('too few everywhere', () => {
    expect(searchOf({ ...USERS, most: 64 }, () => 'tooFew')).toMatchObject({ why: { kind: 'tooFew' }, largest: null })
    expect(searchOf(USERS, (load) => (load < 50 ? 'tooFew' : 'notMet'))).toMatchObject({
      why: { kind: 'tooFew' },
      largest: null,
    })
  })

  test('too close to the limit counts as failing, unless more load is met', () => {
    const near = searchOf(USERS, (load) => (load <= 70 ? 'met' : load <= 90 ? 'tooClose' : 'notMet'))
    expect(near.largest).toBeGreaterThan(65)
    expect(near.largest).toBeLessThanOrEqual(70)
    const wide = searchOf(USERS, (load) => (load < 10 ? 'tooClose' : load <= 100 ? 'met' : 'notMet'))
    expect([wide.why.kind, wide.largest]).toEqual(['found', 99])
    const always = searchOf({ ...USERS, most: 64 }, () => 'tooClose')
    expect(always.largest).toBeNull()
  })
})

test('it ends after as many runs as were allowed, whatever the answers', () => {
  const answers: Answer[] = ['met', 'notMet', 'tooClose', 'tooFew', 'starved', 'unreachable']
  for (let at = 0; at < 300; at++) {
    const random = seededStream('any', String(at))
    const settings = { ...USERS, isWhole: at % 2 === 0, mostRuns: 30 }
    const { largest, tried, why } = searchOf(settings, () => random.pick(answers))
    expect(tried.length).toBeLessThanOrEqual(30)
    expect(why).toBeDefined()
    const failed = tried.filter(({ answer }) => answer === 'notMet').map(({ load }) => load)
    if (largest !== null) expect(Math.min(...failed, Infinity)).toBeGreaterThan(largest)
  }
  expect(searchOf({ ...USERS, mostRuns: 3 }, () => 'met')).toMatchObject({
    why: { kind: 'runsUsedUp', failing: null },
    largest: 32,
    isConfirmed: false,
  })
})

test('what was measured is all that counts: a search goes on where it was stopped', () => {
  const answerTo = (load: number): Answer => (load <= 40 ? 'met' : 'notMet')
  const { tried } = searchOf(USERS, answerTo)
  tried.forEach(({ load }, at) => expect(nextStep(USERS, tried.slice(0, at))).toMatchObject({ load }))
})

test('settings that no search can go by are refused', () => {
  for (const wrong of [
    { start: 0 },
    { start: NaN },
    { most: Infinity },
    { least: 9 },
    { start: 1.5 },
    { factor: 1 },
    { tolerance: 0 },
    { tolerance: 1 },
    { confirmations: -1 },
    { mostRuns: 0 },
  ])
    expect(() => checkSettings({ ...USERS, ...wrong }), JSON.stringify(wrong)).toThrow(RangeError)
})
