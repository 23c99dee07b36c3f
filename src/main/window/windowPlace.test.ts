import { expect, test } from 'vitest'
import { placeWindow } from './windowPlace.ts'

const MAIN = { x: 0, y: 30, width: 1600, height: 970 }
const LEFT = { x: -1280, y: 0, width: 1280, height: 1000 }
const kept = { x: 100, y: 100, width: 900, height: 700, isMaximised: false }

test('without a place it has the usual size, or what the screen has', () => {
  expect(placeWindow(null, [MAIN])).toEqual({ width: 1440, height: 900 })
  expect(placeWindow(null, [{ ...MAIN, width: 640, height: 400 }])).toEqual({ width: 640, height: 400 })
  expect(placeWindow(null, [])).toEqual({ width: 1440, height: 900 })
})

test('it is where it was, on any screen that there still is', () => {
  expect(placeWindow(kept, [MAIN])).toEqual({ x: 100, y: 100, width: 900, height: 700 })
  const left = { ...kept, x: -1000 }
  expect(placeWindow(left, [MAIN, LEFT])).toMatchObject({ x: -1000 })
  expect(placeWindow(left, [MAIN])).toEqual({ width: 900, height: 700 })
})

test.each([
  { ...kept, x: 1550 },
  { ...kept, x: -850 },
  { ...kept, y: 0 },
  { ...kept, y: 990 },
  { ...kept, x: Number.MAX_SAFE_INTEGER },
])('where it could not be taken hold of it is not put: %j', (place) => {
  expect(placeWindow(place, [MAIN])).not.toHaveProperty('x')
})

test('it is as large as can be worked with, and no larger than the screen', () => {
  expect(placeWindow({ ...kept, width: 1, height: 1 }, [{ ...MAIN, x: 90 }])).toEqual({ width: 720, height: 480 })
  expect(placeWindow({ ...kept, width: 9000, height: 9000 }, [MAIN])).toMatchObject({ width: 1600, height: 970 })
})
