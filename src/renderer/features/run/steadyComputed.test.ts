import { effectScope, ref, watch } from 'vue'
import { expect, test } from 'vitest'
import { isSameList, isSameRecord, steadyComputed } from './steadyComputed.ts'

test('what says the same stays the same object, and nobody who watches it is told', () => {
  const second = ref(1)
  const told: object[] = []
  effectScope().run(() => {
    const bands = steadyComputed(() => [{ fromS: 0, toS: Math.min(second.value, 3), label: 'Plateau' }], isSameList)
    watch(bands, (now) => told.push(now), { flush: 'sync' })
    const first = bands.value
    second.value = 3
    const grown = bands.value
    second.value = 4
    expect(bands.value).toBe(grown)
    expect(grown).not.toBe(first)
  })
  expect(told).toEqual([[{ fromS: 0, toS: 3, label: 'Plateau' }]])
})

test('lists are the same when each of their records is, in the same order', () => {
  const [one, other] = [
    { ms: 300, label: 'p95 target' },
    { ms: Number.NaN, label: 'p99 target' },
  ]
  expect(isSameList([], [])).toBe(true)
  expect(isSameList([one, other], [{ ...one }, { ...other }])).toBe(true)
  expect(isSameList([one, other], [other, one])).toBe(false)
  expect(isSameList([one], [one, other])).toBe(false)
  expect(isSameList([one, other], [one])).toBe(false)
  expect(isSameList([one], [{ ...one, ms: 301 }])).toBe(false)
})

test('records are compared by what they hold themselves', () => {
  expect(isSameRecord({ badge: undefined }, {})).toBe(false)
  expect(isSameRecord({ ['__proto__']: 1 }, {})).toBe(false)
  expect(isSameRecord({ a: 0 }, { a: -0 })).toBe(false)
  const line = new Float64Array(2)
  expect(isSameRecord({ line }, { line })).toBe(true)
  expect(isSameRecord({ line }, { line: new Float64Array(2) })).toBe(false)
})
