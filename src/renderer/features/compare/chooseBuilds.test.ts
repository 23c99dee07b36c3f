import { describe, expect, test } from 'vitest'
import type { ScenarioBuilds } from '../../../contract/methods/builds.ts'
import { buildOptions, chooseBuilds, namedRuns, runsOfChoice, type BuildsAsked } from './chooseBuilds.ts'

const nothing: BuildsAsked = { baseline: null, candidate: null, plan: null, scenario: null, target: null }

function scenario(builds: readonly string[], more: Partial<ScenarioBuilds> = {}): ScenarioBuilds {
  return {
    planName: 'shop',
    scenario: 'steady',
    target: 'http://one',
    builds: builds.map((build, at) => ({ build, runs: at + 1, newestMs: 1000 - at })),
    baseline: null,
    ...more,
  }
}

function pair(scenarios: readonly ScenarioBuilds[], asked: Partial<BuildsAsked> = {}): (string | null)[] {
  const { baseline, candidate } = chooseBuilds(scenarios, { ...nothing, ...asked })
  return [baseline, candidate]
}

describe('without anything said', () => {
  test('the newest is compared with the build before it, or with the baseline that was set', () => {
    expect(pair([scenario(['3', '2', '1'])])).toEqual(['2', '3'])
    expect(pair([scenario(['3', '2', '1'], { baseline: '1' })])).toEqual(['1', '3'])
  })

  test('a baseline that is the newest build is compared with the one before', () => {
    expect(pair([scenario(['3', '2', '1'], { baseline: '3' })])).toEqual(['3', '2'])
  })

  test('the scenario is the last one with two builds; with fewer there is nothing to compare', () => {
    const scenarios = [scenario(['9'], { scenario: 'single' }), scenario(['3', '2'])]
    expect(chooseBuilds(scenarios, nothing).scenario).toBe(scenarios[1])
    expect(pair([scenario(['9'])])).toEqual([null, '9'])
    expect(pair([scenario(['9'], { baseline: '9' })])).toEqual([null, '9'])
    expect(chooseBuilds([], nothing)).toEqual({ scenario: null, baseline: null, candidate: null })
  })
})

describe('of a link', () => {
  test('one side suggests the other', () => {
    const scenarios = [scenario(['3', '2', '1'])]
    expect(pair(scenarios, { candidate: '2' })).toEqual(['1', '2'])
    // The oldest has none before it.
    expect(pair(scenarios, { candidate: '1' })).toEqual(['3', '1'])
    expect(pair(scenarios, { baseline: '3' })).toEqual(['3', '2'])
    expect(pair([scenario(['3', '2'], { baseline: '3' })], { baseline: 'starred' })).toEqual(['starred', '2'])
  })

  test('the scenario is one that has both builds, of the same target where that is said', () => {
    const scenarios = [
      scenario(['3', '2']),
      scenario(['2', '1'], { scenario: 'peak' }),
      scenario(['2', '1'], { scenario: 'peak', target: 'http://two' }),
    ]
    expect(chooseBuilds(scenarios, { ...nothing, baseline: '1', candidate: '2' }).scenario).toBe(scenarios[1])
    expect(chooseBuilds(scenarios, { ...nothing, baseline: '1', candidate: '2', target: 'http://two' }).scenario).toBe(
      scenarios[2],
    )
  })

  test('builds that no scenario has both of, and ids of runs, are left to the host', () => {
    const scenarios = [scenario(['3', '2']), scenario(['1'], { scenario: 'peak' })]
    expect(chooseBuilds(scenarios, { ...nothing, baseline: '1', candidate: '2' })).toEqual({
      scenario: null,
      baseline: '1',
      candidate: '2',
    })
    // One that there is not leaves the other's builds to choose from.
    expect(chooseBuilds(scenarios, { ...nothing, baseline: '1', candidate: 'nothing' }).scenario).toBe(scenarios[1])
    // A run of no build, of a scenario that has some.
    expect(pair(scenarios, { candidate: '1s4k0z-7x2f', plan: 'shop', scenario: 'steady' })).toEqual([
      '3',
      '1s4k0z-7x2f',
    ])
  })

  test('names of every object are builds like others', () => {
    expect(pair([scenario(['__proto__', 'constructor'])])).toEqual(['constructor', '__proto__'])
  })
})

test('what suggests itself is first in the list, and what is on the other side is not in it', () => {
  const options = buildOptions(scenario(['4', '3', '2', '1'], { baseline: '1' }), '4')
  expect(options.map(({ build, hints }) => [build, hints])).toEqual([
    ['3', ['previous']],
    ['1', ['baseline']],
    ['2', []],
  ])
  expect(buildOptions(scenario(['4', '3']), '3').map(({ build, hints }) => [build, hints])).toEqual([['4', ['newest']]])
  expect(buildOptions(null, null)).toEqual([])
})

test('chosen runs are counted, builds are named', () => {
  expect(namedRuns('1s4k0z-7x2f,1s4k0z-7x2g')).toBe('2 chosen runs')
  expect(namedRuns('1s4k0z-7x2f')).toBe('1s4k0z-7x2f')
  expect(namedRuns('a,b')).toBe('a,b')
})

test('another run of a chosen build is noticed, of another build not', () => {
  const before = scenario(['3', '2', '1'])
  const asked = { ...nothing, baseline: '2', candidate: '3' }
  const withRun = (build: string): ScenarioBuilds => ({
    ...before,
    builds: before.builds.map((own) => (own.build === build ? { ...own, runs: own.runs + 1 } : own)),
  })
  const runsOf = (of: ScenarioBuilds): string => runsOfChoice(chooseBuilds([of], asked))
  expect(runsOf(withRun('1'))).toBe(runsOf(before))
  expect(runsOf(withRun('2'))).not.toBe(runsOf(before))
})
