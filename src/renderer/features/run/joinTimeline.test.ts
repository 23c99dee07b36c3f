import { expect, test } from 'vitest'
import { joinTimeline, missingSteps } from './joinTimeline.ts'
import { timelineOf } from './sampleTimeline.ts'

const shown = timelineOf(0, 100, 1)

test('nothing shown: all of it', () => expect(missingSteps(null, { fromS: 0, toS: 9 }, 900)).toEqual({ kind: 'all' }))

test('a second more is asked for with a few before it, in steps of the same length', () => {
  expect(missingSteps(shown, { fromS: 0, toS: 101 }, 900)).toEqual({
    kind: 'tail',
    window: { fromS: 97, toS: 101 },
    points: 4,
  })
})

test('longer steps are asked for when they are whole', () => {
  const coarse = timelineOf(0, 100, 5)
  expect(missingSteps(coarse, { fromS: 0, toS: 104 }, 900)).toEqual({ kind: 'nothing' })
  expect(missingSteps(coarse, { fromS: 0, toS: 107 }, 900)).toEqual({
    kind: 'tail',
    window: { fromS: 85, toS: 105 },
    points: 4,
  })
})

test('the beginning of an old window, too many steps, a hole in between: all of it', () => {
  expect(missingSteps(timelineOf(50, 100, 1), { fromS: 0, toS: 101 }, 900)).toEqual({ kind: 'all' })
  expect(missingSteps(shown, { fromS: 0, toS: 901 }, 900)).toEqual({ kind: 'all' })
  expect(missingSteps(shown, { fromS: 200, toS: 300 }, 900)).toEqual({ kind: 'all' })
})

test('joined second by second it is the same as asked for at once', () => {
  const wanted = timelineOf(0, 400, 1)
  let view = timelineOf(0, 5, 1)
  for (let endS = 6; endS <= 400; endS++) {
    const missing = missingSteps(view, { fromS: 0, toS: endS }, 900)
    if (missing.kind !== 'tail') throw new Error(`At ${endS}: ${missing.kind}`)
    const joined = joinTimeline(view, timelineOf(missing.window.fromS, missing.window.toS, 1), 0)
    if (joined === null) throw new Error(`At ${endS} the parts do not fit.`)
    view = joined
  }
  expect(view).toEqual(wanted)
})

test('following lets go of what is no longer in the window', () => {
  const joined = joinTimeline(shown, timelineOf(97, 110, 1), 60)
  expect(joined).toEqual(timelineOf(60, 110, 1))
})

test('seconds that an engine told late replace what was there', () => {
  const tail = timelineOf(97, 101, 1)
  tail.okPerS[0] = 4711
  expect(joinTimeline(shown, tail, 0)?.okPerS.slice(96, 98)).toEqual(Float64Array.of(96.4, 4711))
})

test('what does not fit is not joined', () => {
  expect(joinTimeline(shown, timelineOf(95, 105, 5), 0)).toBeNull()
  expect(joinTimeline(shown, timelineOf(102, 105, 1), 0)).toBeNull()
  expect(joinTimeline(shown, timelineOf(97, 101, 1, { percentiles: [] }), 0)).toBeNull()
  expect(joinTimeline(shown, timelineOf(97, 101, 1, { plannedUnit: 'perS' }), 0)).toBeNull()
  expect(joinTimeline(shown, timelineOf(97, 97, 1), 0)).toBeNull()
})

test('a class of errors that only one part has seen is 0 in the other, and a gap where nothing was', () => {
  const before = timelineOf(0, 3, 1, { errorsPerS: [], failedPerS: Float64Array.of(0, Number.NaN, 0) })
  const joined = joinTimeline(before, timelineOf(3, 4, 1), 0)
  expect(joined?.errorsPerS).toEqual([{ class: 'timeout', perS: Float64Array.of(0, Number.NaN, 0, 3.15) }])
})
