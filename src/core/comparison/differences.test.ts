import { describe, expect, test } from 'vitest'
import { syntheticFacts } from '../../../test/regression/syntheticLoad.ts'
import type { RunFacts } from './comparisonInput.ts'
import { differencesOf } from './differences.ts'
import { differenceText } from './differenceWords.ts'

function builds(change: Partial<RunFacts>): ReturnType<typeof differencesOf> {
  const baseline = [syntheticFacts('1', '1.0', 60_000), syntheticFacts('2', '1.0', 60_000)]
  return differencesOf(baseline, [{ ...syntheticFacts('3', '1.1', 60_000), ...change }])
}

function kinds(change: Partial<RunFacts>): string[] {
  return builds(change).map(({ kind, severity }) => `${severity} ${kind}`)
}

test('equal runs of two builds differ in nothing', () => expect(builds({})).toEqual([]))

describe('refuses', () => {
  test.each<[string, Partial<RunFacts>]>([
    ['plan', { plan: 'Other' }],
    ['scenario', { scenario: 'Peak' }],
    ['loadModel', { load: { model: 'open', maxUsers: 9, stages: [{ durationMs: 60_000, from: 10, to: 10 }] } }],
    ['load', { load: { model: 'closed', stages: [{ durationMs: 60_000, from: 10, to: 20 }] } }],
    ['sameRun', { runId: '1' }],
    ['untrusted', { untrustedShare: 0.6 }],
  ])('%s', (kind, change) => expect(kinds(change)).toEqual([`refuses ${kind}`]))

  test('without runs', () => expect(differencesOf([], []).map(({ kind }) => kind)).toEqual(['noRuns']))
})

describe('states', () => {
  test.each<[string, Partial<RunFacts>]>([
    ['planText', { planDigest: 'other' }],
    ['target', { target: 'https://elsewhere' }],
    ['environment', { environment: 'staging' }],
    ['generatorHost', { generator: { host: 'there', version: '0.1.0', engines: 1 } }],
    ['generatorVersion', { generator: { host: 'here', version: '0.2.0', engines: 1 } }],
    ['engines', { generator: { host: 'here', version: '0.1.0', engines: 2 } }],
    ['sameBuild', { build: '1.0' }],
    ['untrusted', { untrustedShare: 0.2 }],
    ['steered', { wasSteered: true }],
    ['incomplete', { isComplete: false }],
    ['duration', { loadMs: 120_000, load: { model: 'closed', stages: [{ durationMs: 120_000, from: 10, to: 10 }] } }],
  ])('%s', (kind, change) => expect(kinds(change)).toEqual([`states ${kind}`]))
})

test('what refuses comes first, with what each has', () => {
  expect(builds({ target: 'https://<b>', scenario: '__proto__', build: null })).toEqual([
    { kind: 'scenario', severity: 'refuses', baseline: ['Default'], candidate: ['__proto__'], runIds: [] },
    { kind: 'target', severity: 'states', baseline: ['http://localhost'], candidate: ['https://<b>'], runIds: [] },
  ])
})

test('how much of the load cannot be trusted is told apart in words', () => {
  const difference = { kind: 'untrusted' as const, baseline: [], candidate: [], runIds: ['r1'] }
  expect(differenceText({ ...difference, severity: 'refuses' })).toBe('most of the load cannot be trusted (r1)')
  expect(differenceText({ ...difference, severity: 'states' })).toBe('part of the load cannot be trusted (r1)')
})
