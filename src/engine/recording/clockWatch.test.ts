import { describe, expect, test } from 'vitest'
import { createClockWatch, type ClockReading } from './clockWatch.ts'

/** A clock watch that is given its readings: a machine cannot be put to sleep for a test. */
function watch(...readings: ClockReading[]) {
  const left = [...readings]
  return createClockWatch({ read: () => left.shift()!, close: () => {} })
}

const at = (monotonicMs: number, sleptMs = 0, setMs = 0): ClockReading => ({
  monotonicMs,
  uptimeMs: 50_000 + monotonicMs + sleptMs,
  wallMs: 1.7e12 + monotonicMs + sleptMs + setMs,
})

describe('createClockWatch', () => {
  test.each<[string, ClockReading, { suspendedMs: number; clockSetMs: number }]>([
    ['nothing', at(2000), { suspendedMs: 0, clockSetMs: 0 }],
    ['reading them takes time, and uptime is coarse', at(2000, 30, 5), { suspendedMs: 0, clockSetMs: 0 }],
    ['adjusted bit by bit', at(2000, 0, 0.5), { suspendedMs: 0, clockSetMs: 0 }],
    ['slept', at(2000, 60_000), { suspendedMs: 60_000, clockSetMs: 0 }],
    ['set forward', at(2000, 0, 3000), { suspendedMs: 0, clockSetMs: 3000 }],
    ['set back', at(2000, 0, -3000), { suspendedMs: 0, clockSetMs: -3000 }],
    ['slept, and woke with a clock that was set', at(2000, 60_000, -3000), { suspendedMs: 60_000, clockSetMs: -3000 }],
  ])('%s', (_, later, expected) => {
    expect(watch(at(1000), later).take()).toEqual(expected)
  })

  test('tells each thing once', () => {
    const clocks = watch(at(0), at(1000, 5000), at(2000, 5000))
    expect(clocks.take().suspendedMs).toBe(5000)
    expect(clocks.take()).toEqual({ suspendedMs: 0, clockSetMs: 0 })
  })

  test('of the clocks of this machine, which goes on as usual', async () => {
    const clocks = createClockWatch()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(clocks.take()).toEqual({ suspendedMs: 0, clockSetMs: 0 })
    clocks.close()
  })
})
