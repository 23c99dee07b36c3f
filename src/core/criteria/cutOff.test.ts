import { expect, test } from 'vitest'
import type { ReportCriterion } from '../report/report.ts'
import { noteCutOff } from './cutOff.ts'

const criterion: ReportCriterion = {
  id: 'x',
  text: 'p95 < 100ms',
  subject: '/slow',
  metric: 'p95',
  level: 'maximum',
  operator: '<',
  limit: 100,
  actual: 1,
  unit: 'ms',
  status: 'met',
  samples: 155,
  windowMs: null,
  stop: false,
  endpoints: ['GET /slow'],
  firstBreakMs: null,
  notes: ['first'],
}
const errors = [
  { class: 'interrupted', endpoint: 'GET /slow', count: 2 },
  { class: 'interrupted', endpoint: 'GET /other', count: 1 },
  { class: 'timeout', endpoint: 'GET /slow', count: 9 },
] as const
const notesOf = (changes: Partial<ReportCriterion>) => noteCutOff([{ ...criterion, ...changes }], errors)[0]!.notes

test('a criterion that is met says which requests it does not hold', () => {
  expect(notesOf({})).toEqual(['first', '2 requests without an answer when the run was cut off are not in it'])
  expect(notesOf({ endpoints: [], metric: 'failures', unit: 'share' }).at(-1)).toMatch(/^3 requests /)
  expect(notesOf({ endpoints: ['GET /other'] }).at(-1)).toMatch(/^1 request .* is not in it$/)
})

test('not one that is broken, of other endpoints, or of rates', () => {
  expect(notesOf({ status: 'overMaximum' })).toEqual(['first'])
  expect(notesOf({ endpoints: ['GET /fine'] })).toEqual(['first'])
  expect(notesOf({ metric: 'rate', unit: 'perS' })).toEqual(['first'])
})
