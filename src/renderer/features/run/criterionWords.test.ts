import { expect, test } from 'vitest'
import { criteriaSummary, sharedNotes, usedUp, worstFirst } from './criterionWords.ts'
import { criterionOf } from './sampleCriterion.ts'

test('worst first, then nearest to the limit, then as in the plan', () => {
  const criteria = [
    criterionOf({ id: 'met 0.8' }),
    criterionOf({ id: 'met 0.8 too' }),
    criterionOf({ id: 'met 0.98', actual: 490 }),
    criterionOf({ id: 'few', status: 'tooFew', actual: null }),
    criterionOf({ id: 'target', status: 'overTarget', actual: 600 }),
    criterionOf({ id: 'untrusted', status: 'notTrusted' }),
    criterionOf({ id: 'maximum', status: 'overMaximum', actual: 2000, limit: 1000 }),
    criterionOf({ id: 'maximum by more', status: 'overMaximum', actual: 2100, limit: 1000 }),
  ]
  expect(worstFirst(criteria).map(({ id }) => id)).toEqual([
    'maximum by more',
    'maximum',
    'target',
    'untrusted',
    'few',
    'met 0.98',
    'met 0.8',
    'met 0.8 too',
  ])
})

test('how much of a limit is used up', () => {
  expect(usedUp({ actual: 250, limit: 500, operator: '<' })).toBe(0.5)
  expect(usedUp({ actual: 100, limit: 50, operator: '>=' })).toBe(0.5)
  expect(usedUp({ actual: 0.01, limit: 0, operator: '<=' })).toBe(Number.POSITIVE_INFINITY)
  expect(usedUp({ actual: 0, limit: 0, operator: '<=' })).toBe(1)
  expect(usedUp({ actual: 0, limit: 50, operator: '>' })).toBe(Number.POSITIVE_INFINITY)
  expect(usedUp({ actual: null, limit: 5, operator: '<' })).toBe(0)
})

test('two infinite overruns keep the order of the plan', () => {
  const zero = { status: 'overMaximum', limit: 0, actual: 3, unit: 'count' } as const
  const criteria = [criterionOf({ ...zero, id: 'a' }), criterionOf({ ...zero, id: 'b' })]
  expect(worstFirst(criteria).map(({ id }) => id)).toEqual(['a', 'b'])
})

test('in a few words', () => {
  expect(criteriaSummary([])).toEqual({ text: 'None', tone: 'plain' })
  expect(criteriaSummary([criterionOf(), criterionOf()])).toEqual({ text: '2 of 2 met', tone: 'met' })
  expect(criteriaSummary([criterionOf(), criterionOf({ status: 'overTarget' })]).text).toBe('1 of 2 over target')
  expect(criteriaSummary([criterionOf({ status: 'overTarget' }), criterionOf({ status: 'overMaximum' })])).toEqual({
    text: '1 of 2 over maximum',
    tone: 'fail',
  })
})

test('what several criteria have to say is said once, and which of them say it', () => {
  const one = criterionOf({ notes: ['the generator was in the way', 'p99 rests on 4 requests'] })
  const other = criterionOf({ notes: ['the generator was in the way'] })
  const silent = criterionOf({ notes: [] })
  const { shared, own, marks } = sharedNotes([one, other, other, silent])
  expect(shared).toEqual(['the generator was in the way'])
  expect(own(one)).toEqual(['p99 rests on 4 requests'])
  expect(own(other)).toEqual([])
  expect([one, other, silent].map(marks)).toEqual([[1], [1], []])
})
