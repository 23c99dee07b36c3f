import { expect, test } from 'vitest'
import { noRequests } from './noRequests.ts'

const EMPTY = {
  latency: { of: 'ok', from: 'intended' },
  hasOthers: false,
  afterLoad: 0,
  isFiltered: false,
  isLive: false,
} as const

test('all requests failed: the filter and the window are not to blame', () => {
  expect(noRequests({ ...EMPTY, hasOthers: true, isFiltered: true })).toEqual({
    title: 'There are no latencies of OK requests, from intended start in this window.',
    text: 'Other requests ended in it: see “Latency of”.',
  })
})

test('all of them ended in the graceful stop: they are in the tables', () => {
  expect(noRequests({ ...EMPTY, afterLoad: 4 })).toEqual({
    title: 'No request ended while the load went on.',
    text: '4 requests ended in the graceful stop after it, and are counted: choose “Whole run” to see when.',
  })
})

test('a filter is told to be cleared only where there is one', () => {
  expect(noRequests({ ...EMPTY, isFiltered: true }).text).toBe('Choose another window, or clear the filter.')
  expect(noRequests(EMPTY).text).toBe('Requests are counted when they end. Those that were cut off are in Errors.')
  expect(noRequests({ ...EMPTY, isLive: true }).text).toBe('Requests are counted when they end.')
})
