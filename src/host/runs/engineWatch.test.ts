import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchEngines, type EngineWatch } from './engineWatch.ts'

let silent: number[]
let watch: EngineWatch
beforeEach(() => {
  vi.useFakeTimers()
  silent = []
  watch = watchEngines(3, (engine) => silent.push(engine), 5)
})
afterEach(() => {
  watch.close()
  vi.useRealTimers()
})

test('an engine that tells every second is never silent; one that stops telling is, once', () => {
  for (let s = 0; s < 60; s++) {
    watch.heard(0)
    watch.heard(2)
    if (s < 10) watch.heard(1)
    vi.advanceTimersByTime(1000)
    // Five whole seconds may pass between two messages, not six.
    expect(silent).toEqual(s < 14 ? [] : [1])
  }
})

test('one that has done its part may be silent; what it says later does not bring it back', () => {
  for (const engine of [0, 1, 2]) watch.forget(engine)
  watch.heard(0)
  vi.advanceTimersByTime(60_000)
  expect(silent).toEqual([])
})

test('a closed watch accuses nobody', () => {
  watch.close()
  vi.advanceTimersByTime(60_000)
  expect(silent).toEqual([])
})
