import { expect, test } from 'vitest'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { endOf, peakLoadText, sentenceOf, trustOf, trustSentence, verdictOf } from './runWords.ts'

function verdict(status: 'passed' | 'failed' | 'inconclusive', exitCode = 0): RunRow['verdict'] {
  return { status, exitCode, sentence: 'All requests: p95 is 84.2 ms.' }
}

test('a verdict has a word of its own', () => {
  const words = (['passed', 'failed', 'inconclusive'] as const).map(
    (status) => verdictOf({ status: 'completed', verdict: verdict(status) }).word,
  )
  expect(words).toEqual(['Passed', 'Failed', 'Inconclusive'])
})

test('what was never measured has not failed a criterion', () => {
  expect(verdictOf({ status: 'completed', verdict: verdict('failed', 3) }).word).toBe('Not measured')
})

test('a run that goes on is not judged, and one without verdict was not', () => {
  expect(verdictOf({ status: 'running', verdict: null })).toEqual({ tone: 'info', word: 'Running' })
  expect(verdictOf({ status: 'failed', verdict: null })).toEqual({ tone: 'unknown', word: 'Not judged' })
  expect(verdictOf({ status: 'interrupted', verdict: null }).word).toBe('Interrupted')
  expect(sentenceOf({ status: 'completed', verdict: null })).toBe('Nothing was judged.')
})

test('an early end is told where the verdict does not', () => {
  expect(sentenceOf({ status: 'stopped', verdict: verdict('inconclusive') })).toBe('All requests: p95 is 84.2 ms.')
  expect(sentenceOf({ status: 'failed', verdict: null })).toBe('The run could not go on to its planned end.')
  expect([endOf('completed'), endOf('stopped')]).toEqual([null, 'stopped early'])
})

test('trust is never claimed where nothing is known', () => {
  expect(trustOf(null).word).toBe('–')
  expect(trustOf(0)).toEqual({ tone: 'met', word: 'Trusted' })
  expect(trustOf(0.0000001)).toEqual({ tone: 'warn', word: '<0.01 % in doubt' })
  expect(trustOf(0.06)).toEqual({ tone: 'untrusted', word: 'Not trusted' })
  expect(trustSentence(0.0000001)).toContain('<0.01 %')
})

test('the load in words', () => {
  expect(peakLoadText({ unit: 'users', level: 1 })).toBe('1 user')
  expect(peakLoadText({ unit: 'users', level: 12_000 })).toBe('12,000 users')
  expect(peakLoadText({ unit: 'perS', level: 2.5 })).toBe('2.50/s')
  expect(peakLoadText({ unit: 'perS', level: 0 })).toBe('0/s')
  expect(peakLoadText(null)).toBe('–')
})
