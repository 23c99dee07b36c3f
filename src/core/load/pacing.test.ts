import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextPacedStart, slotsBefore } from './pacing.ts'

test.each([
  ['in time', 100, 10, 105, 110, 0],
  ['just in time', 100, 10, 110, 110, 0],
  ['late, within the period', 100, 10, 119, 110, 0],
  ['one whole period late', 100, 10, 120, 120, 1],
  ['two and a half late', 100, 10, 135, 130, 2],
  ['no period', 100, 0, 135, 135, 0],
  ['no period, clock at the due time', 100, 0, 100, 100, 0],
])('%s', (_, previousMs, periodMs, nowMs, dueMs, missed) => {
  expect(nextPacedStart(previousMs, periodMs, nowMs)).toEqual({ dueMs, missed })
})

test('the due time is the slot after the last, or the latest slot that has passed; slots and misses add up', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 100_000 }),
      (previousMs, periodMs, elapsedMs) => {
        const nowMs = previousMs + elapsedMs
        const { dueMs, missed } = nextPacedStart(previousMs, periodMs, nowMs)
        // The oracle walks the slots one by one.
        let slotMs = previousMs + periodMs
        let passed = 0
        while (slotMs + periodMs <= nowMs) {
          slotMs += periodMs
          passed += 1
        }
        expect([dueMs, missed]).toEqual([slotMs, passed])
      },
    ),
    { numRuns: 200 },
  )
})

test('with fractions: never past now once late, never a whole period behind it', () => {
  const ms = fc.double({ min: 0, max: 1e7, noNaN: true })
  fc.assert(
    fc.property(ms, fc.double({ min: 0.001, max: 1e5, noNaN: true }), ms, (previousMs, periodMs, elapsedMs) => {
      const nowMs = previousMs + elapsedMs
      const { dueMs, missed } = nextPacedStart(previousMs, periodMs, nowMs)
      if (missed > 0) expect(dueMs).toBeLessThanOrEqual(nowMs)
      expect(nowMs - dueMs).toBeLessThan(periodMs * (1 + 1e-9) + 1e-6)
    }),
  )
})

test('does not drift over a day, however late each start is within its period', () => {
  const periodMs = 250
  let dueMs = 0
  for (let i = 1; i <= 345_600; i++) dueMs = nextPacedStart(dueMs, periodMs, dueMs + ((i * 7919) % 499)).dueMs
  expect(dueMs).toBe(345_600 * periodMs)
})

test('slots before a time are those that a walk meets', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0.1, max: 5000, noNaN: true }),
      fc.oneof(fc.double({ min: -10, max: 50, noNaN: true }), fc.integer({ min: -1, max: 50 })),
      (previousMs, periodMs, periods) => {
        const untilMs = previousMs + periods * periodMs
        let passed = 0
        while (previousMs + (passed + 1) * periodMs < untilMs) passed++
        expect(slotsBefore(previousMs, periodMs, untilMs)).toBe(passed)
      },
    ),
  )
  expect([slotsBefore(0, 0, 10), slotsBefore(0, 10, 10), slotsBefore(0, 10, 10.001)]).toEqual([0, 0, 1])
})
