import { expect, test } from 'vitest'
import { capacityOfRuns, searchOf } from './capacityOfRuns.ts'

const row = (id: string, level: number, tags: string[] = [], scenario = 'normal') => ({
  id,
  tags,
  planName: '__proto__',
  scenario,
  target: 'http://shop.test',
  peakLoad: { unit: 'users' as const, level },
})
const rows = (loads: number[], tags: string[] = []) => loads.map((level, at) => row(`r${at}`, level, tags))

test('the search of a run stands in its tags', () => {
  expect(searchOf(['nightly', 'capacity', 'capacity abc123-4567'])).toBe('abc123-4567')
  expect(searchOf(['capacity abc123-4567'])).toBeNull()
  expect(searchOf(['capacity', 'capacity <b>'])).toBeNull()
})

test('runs of one search are that search; of two they are themselves', () => {
  const one = rows([8, 16], ['capacity', 'capacity abc123-4567'])
  expect(capacityOfRuns(one)).toEqual({ search: 'abc123-4567' })
  const two = [...one, row('other', 32, ['capacity', 'capacity abc123-9999'])]
  expect(capacityOfRuns(two)).toEqual({ runs: 'r0,r1,other' })
})

test('others of one scenario, from six different loads on', () => {
  expect(capacityOfRuns(rows([1, 2, 4, 8, 16, 32, 32]))).toEqual({ runs: 'r0,r1,r2,r3,r4,r5,r6' })
  expect(capacityOfRuns(rows([1, 2, 4, 8, 16, 16]))).toBeNull()
  expect(capacityOfRuns([...rows([1, 2, 4, 8, 16, 32]), row('x', 64, [], 'peak')])).toBeNull()
  expect(capacityOfRuns([])).toBeNull()
})
