import { expect, test } from 'vitest'
import { printCapacityLink, readCapacityLink } from './capacityLink.ts'

test('what was printed is read again', () => {
  for (const look of [
    { search: 'abc123-4567', runs: [], against: 'xyz123-0000', axis: 'load' as const, isLog: false },
    { search: null, runs: ['abc123-4567', 'last~2'], against: null, axis: 'inFlight' as const, isLog: true },
    { search: null, runs: [], against: null, axis: 'inFlight' as const, isLog: true },
  ])
    expect(readCapacityLink(printCapacityLink(look))).toEqual(look)
})

test('nonsense is as if it had not been said', () => {
  const nothing = { search: null, runs: [], against: null, axis: 'inFlight', isLog: true }
  expect(
    readCapacityLink({ search: '<img src=x>', against: 'a\u202e', runs: '', x: '__proto__', scale: '\u202e' }),
  ).toEqual(nothing)
  expect(readCapacityLink({ runs: `,${'a'.repeat(10_000)},<b>, ` })).toEqual(nothing)
  expect(readCapacityLink({ runs: 'a,'.repeat(5000) }).runs).toHaveLength(1000)
  expect(readCapacityLink({})).toEqual(nothing)
})
