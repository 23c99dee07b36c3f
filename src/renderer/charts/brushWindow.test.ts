import { describe, expect, test } from 'vitest'
import {
  brushedWindow,
  movedStep,
  movedWindow,
  secondAt,
  stepAt,
  windowFrom,
  windowTo,
  within,
  xOfSecond,
  zoomedWindow,
} from './brushWindow.ts'
import { chartAction } from './chartKeys.ts'
import { draggedWindow, gripAt } from './small/stripDrag.ts'

const plot = { leftPx: 50, widthPx: 900 }
const shown = { fromS: 100, toS: 1000 }

describe('brush', () => {
  test('pixels and seconds are each other’s inverse, and nothing is outside', () => {
    expect(secondAt(xOfSecond(370, plot, shown), plot, shown)).toBe(370)
    expect([secondAt(-1000, plot, shown), secondAt(5000, plot, shown)]).toEqual([100, 1000])
    expect(secondAt(100, { leftPx: 0, widthPx: 0 }, shown)).toBe(100)
  })

  test('a window has the whole steps that were touched, whichever way it was drawn', () => {
    expect(brushedWindow(152, 353, plot, shown, 5)).toEqual({ fromS: 200, toS: 405 })
    expect(brushedWindow(353, 152, plot, shown, 5)).toEqual({ fromS: 200, toS: 405 })
  })

  test('a click is no window, and the last step ends with what is shown', () => {
    expect(brushedWindow(200, 203, plot, shown, 5)).toBeNull()
    expect(brushedWindow(900, 2000, plot, { fromS: 100, toS: 997 }, 10)?.toS).toBe(997)
  })

  test('a short drag in a long run is at least a step', () => {
    expect(brushedWindow(500, 504, plot, { fromS: 0, toS: 10 }, 1)).toEqual({ fromS: 5, toS: 6 })
  })
})

describe('windows', () => {
  const run = { fromS: 0, toS: 3600 }
  test('zooming keeps the second under the pointer, and never leaves the run', () => {
    expect(zoomedWindow(shown, 100, 0.5, run)).toEqual({ fromS: 100, toS: 550 })
    expect(zoomedWindow(shown, 550, 10, run)).toEqual({ fromS: 0, toS: 3600 })
    expect(zoomedWindow({ fromS: 7, toS: 8 }, 7.5, 0.5, run)).toEqual({ fromS: 7, toS: 8 })
  })

  test('moving keeps the length', () => {
    expect(movedWindow(shown, -500, run)).toEqual({ fromS: 0, toS: 900 })
    expect(movedWindow(shown, 5000, run)).toEqual({ fromS: 2700, toS: 3600 })
    expect(movedWindow({ fromS: 0, toS: 9000 }, 10, run)).toEqual(run)
  })

  test('an end at the crosshair leaves at least a second', () => {
    expect(windowFrom(shown, 1000)).toEqual({ fromS: 999, toS: 1000 })
    expect(windowTo(shown, 50)).toEqual({ fromS: 100, toS: 101 })
    expect(within({ fromS: 4000, toS: 4100 }, run)).toBeNull()
  })

  test('steps under a second, and from one to the next', () => {
    const t = Float64Array.of(10, 15, 20)
    expect([9.9, 10, 19.9, 24.9, 25].map((second) => stepAt(second, t, 5))).toEqual([null, 0, 1, 2, null])
    expect(stepAt(null, t, 5)).toBeNull()
    expect(stepAt(3, new Float64Array(0), 5)).toBeNull()
    expect([movedStep(null, 1, 3), movedStep(null, -1, 3), movedStep(1, 10, 3), movedStep(null, 1, 0)]).toEqual([
      0,
      2,
      2,
      null,
    ])
  })
})

describe('overview', () => {
  const run = { fromS: 0, toS: 900 }
  const window = { fromS: 300, toS: 600 }
  test.each([
    [352, 'start'],
    [648, 'end'],
    [500, 'inside'],
    [100, 'outside'],
  ] as const)('at %d px it is taken by its %s', (x, grip) => expect(gripAt(x, plot, run, window)).toBe(grip))

  test('the whole run has no inside: one draws a window in it', () => {
    expect(gripAt(500, plot, run, run)).toBe('outside')
    expect(gripAt(500, plot, run, { ...run, fromS: run.fromS + (run.toS - run.fromS) / 20 })).toBe('outside')
  })

  test('each grip changes what it holds', () => {
    const drag = (grip: Parameters<typeof draggedWindow>[0], from: number, to: number) =>
      draggedWindow(grip, from, to, plot, run, window, 1)
    expect(drag('start', 350, 400)).toEqual({ fromS: 350, toS: 600 })
    expect(drag('end', 650, 60)).toEqual({ fromS: 300, toS: 301 })
    expect(drag('inside', 500, 950)).toEqual({ fromS: 600, toS: 900 })
    expect(drag('outside', 700, 800)).toEqual({ fromS: 650, toS: 750 })
    expect(drag('outside', 700, 701)).toBeNull()
  })
})

describe('keys', () => {
  const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey', boolean>> = {}) =>
    chartAction({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held })

  test.each([
    ['ArrowLeft', { do: 'move', by: -1 }],
    ['ArrowUp', { do: 'moveRow', by: 1 }],
    ['[', { do: 'windowStart' }],
    [']', { do: 'windowEnd' }],
    ['Z', { do: 'reset' }],
    ['Escape', { do: 'cancel' }],
    ['+', { do: 'zoom', factor: 0.5 }],
    ['-', { do: 'zoom', factor: 2 }],
    ['4', { do: 'togglePercentile', number: 3 }],
    ['l', { do: 'scale' }],
    ['e', { do: 'clock' }],
    ['m', { do: 'mark' }],
    ['c', { do: 'copy' }],
  ])('%s', (key, action) => expect(press(key)).toEqual(action))

  test('with Shift it goes far; with Ctrl, Alt or Cmd, and for other keys, it is not ours', () => {
    expect(press('ArrowRight', { shiftKey: true })).toEqual({ do: 'move', by: 10 })
    expect([
      press('c', { ctrlKey: true }),
      press('ArrowLeft', { altKey: true }),
      press('m', { metaKey: true }),
    ]).toEqual([null, null, null])
    expect(['8', 'Tab', 't', 'f', 'constructor', '__proto__', ''].map((key) => press(key))).toEqual(
      Array.from({ length: 7 }).fill(null),
    )
  })
})
