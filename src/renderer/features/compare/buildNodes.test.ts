import { expect, test } from 'vitest'
import type { ScenarioBuilds } from '../../../contract/methods/builds.ts'
import { buildKey, buildNodes, buildPlaces, findBuilds } from './buildNodes.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'
const shop: ScenarioBuilds = {
  planName: 'Shop',
  scenario: 'steady',
  target: 'http://a',
  baseline: '1.0',
  builds: [
    { build: '1.2', runs: 1, newestMs: 3 },
    { build: '1.1', runs: 3, newestMs: 2 },
    { build: '1.0', runs: 2, newestMs: 1 },
  ],
}
const other: ScenarioBuilds = {
  planName: '__proto__',
  scenario: HOSTILE,
  target: 'http://b',
  baseline: null,
  builds: [{ build: HOSTILE, runs: 1, newestMs: 1 }],
}

test('a build says what it is in the comparison, whether it is the baseline, and how its newest run came out', () => {
  const chosen = { scenario: shop, baseline: 'starred', candidate: '1.2' }
  const standing = new Map([[buildKey(shop, '1.2'), { tone: 'fail', word: 'Failed' } as const]])
  const [of, second] = buildNodes([shop, other], chosen, standing)
  expect(of).toMatchObject({ label: 'Shop · steady', hint: 'http://a' })
  expect(of?.children?.map(({ label, hint, tone }) => [label, hint, tone])).toEqual([
    ['1.2', 'candidate · Failed · 1 run', 'fail'],
    ['1.1', '3 runs', undefined],
    ['1.0', 'baseline · ★ · 2 runs', undefined],
  ])
  // Of another scenario, whatever it is called, none is compared.
  expect(second?.children?.map(({ hint }) => hint)).toEqual(['1 run'])
})

test('words of a build leave only it, words of a scenario all of its builds', () => {
  expect(findBuilds([shop, other], 'STEADY')).toEqual([shop])
  expect(findBuilds([shop, other], 'shop 1.1').map(({ builds }) => builds.map(({ build }) => build))).toEqual([['1.1']])
  expect(findBuilds([shop, other], 'onerror')).toEqual([other])
  expect(findBuilds([shop, other], 'nothing of the kind')).toEqual([])
  expect(findBuilds([shop, other], '')).toEqual([shop, other])
})

test('every node leads to its scenario and build', () => {
  const places = buildPlaces([shop, other])
  expect(places.size).toBe(6)
  expect(places.get(buildKey(shop, null))).toEqual({ scenario: shop, build: null })
  expect(places.get(buildKey(other, HOSTILE))).toEqual({ scenario: other, build: HOSTILE })
  expect(places.get('__proto__')).toBeUndefined()
})
