import { expect, test } from 'vitest'
import { readRetention, retentionForm, retentionSentence } from './retentionForm.ts'

test('empty fields keep runs for ever', () => {
  expect(readRetention({ days: ' ', size: '' })).toEqual({ retention: { keepDays: null, keepBytes: null } })
})

test('days and sizes are read', () => {
  expect(readRetention({ days: '90', size: '20 GB' })).toEqual({ retention: { keepDays: 90, keepBytes: 20e9 } })
})

test.each([
  [{ days: '0', size: '' }, 'days'],
  [{ days: '-1', size: '' }, 'days'],
  [{ days: '1.5', size: '' }, 'days'],
  [{ days: '9'.repeat(10_000), size: '' }, 'days'],
  [{ days: '', size: '20' }, 'size'],
  [{ days: '', size: '10B' }, 'size'],
  [{ days: '', size: '<img>' }, 'size'],
] as const)('what cannot be is said beside its field: %j', (form, field) => {
  expect(readRetention(form)).toMatchObject({ errors: { [field]: expect.stringMatching(/\.$/) } })
})

test.each([20e9, 1e6, 1_234_567, 1.5e12, 999_999_999])('a size shown is the size read: %d', (keepBytes) => {
  const form = retentionForm({ keepDays: null, keepBytes })
  expect(readRetention(form)).toEqual({ retention: { keepDays: null, keepBytes } })
})

test('what it does is said', () => {
  expect(retentionSentence({ keepDays: null, keepBytes: null })).toBe('Runs are kept for ever.')
  expect(retentionSentence({ keepDays: 1, keepBytes: null })).toBe(
    'Runs older than 1 day are deleted. Starred runs, and runs of a baseline, are kept.',
  )
  expect(retentionSentence({ keepDays: 9000, keepBytes: 20e9 })).toBe(
    'Runs older than 9,000 days are deleted. The oldest are deleted while the history is larger than 20GB. Starred runs, and runs of a baseline, are kept.',
  )
})
