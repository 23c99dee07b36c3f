import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchLiveness } from './liveness.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function watch() {
  const process = { isHanging: false }
  const told: boolean[] = []
  const liveness = watchLiveness(
    () => {
      if (!process.isHanging) liveness.heard()
    },
    (isSilent) => told.push(isSilent),
  )
  return { process, told, liveness }
}

test('one that answers is not told of', () => {
  const { told } = watch()
  vi.advanceTimersByTime(600_000)
  expect(told).toEqual([])
})

test('one that hangs is told of after 25 s at most, again each minute, and when it answers', () => {
  const { process, told, liveness } = watch()
  process.isHanging = true
  vi.advanceTimersByTime(20_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([true])
  vi.advanceTimersByTime(120_000)
  expect(told).toEqual([true, true, true])
  process.isHanging = false
  liveness.heard()
  expect(told).toEqual([true, true, true, false])
  liveness.stop()
  process.isHanging = true
  vi.advanceTimersByTime(600_000)
  expect(told).toHaveLength(4)
})

test('a late answer that nobody missed is none that is told', () => {
  const { process, told, liveness } = watch()
  process.isHanging = true
  vi.advanceTimersByTime(15_000)
  liveness.heard()
  expect(told).toEqual([])
})
