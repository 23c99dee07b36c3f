import { expect, test } from 'vitest'
import { choiceFor, choiceName, namedWindows, numbersScopeOf, windowOf, within, type Extent } from './windowChoice.ts'

const ended: Extent = {
  view: {
    warmUpMs: 30_000,
    windows: [
      { kind: 'whole', name: 'Whole run', fromS: 0, toS: 600 },
      { kind: 'judged', name: 'Without warm-up', fromS: 30, toS: 590 },
      { kind: 'plateau', name: 'Plateau 1: 50 users', fromS: 60, toS: 200 },
      { kind: 'plateau', name: 'Plateau 2: 90 users', fromS: 260, toS: 590 },
    ],
  },
  endS: 600,
  isLive: false,
}
const live = (endS: number): Extent => ({ ...ended, endS, isLive: true })

test('a run that has ended has the windows that the host named', () => {
  expect(windowOf({ kind: 'judged' }, ended)).toEqual({ fromS: 30, toS: 590 })
  expect(windowOf({ kind: 'plateau', index: 1 }, ended)).toEqual({ fromS: 260, toS: 590 })
  expect(windowOf({ kind: 'whole' }, ended)).toEqual({ fromS: 0, toS: 600 })
  expect(windowOf({ kind: 'follow' }, ended)).toEqual({ fromS: 300, toS: 600 })
})

test('numbers say whether the warm-up is in them', () => {
  const words = (warmUpMs: number): string[] =>
    (['whole', 'judged', 'follow'] as const).map((kind) => numbersScopeOf({ kind }, warmUpMs))
  expect(words(30_000)).toEqual(['run', 'without warm-up', 'without warm-up'])
  expect(words(0)).toEqual(['run', 'run', 'run'])
  expect(numbersScopeOf({ kind: 'custom', fromS: 0, toS: 9 }, 30_000)).toBe('window')
  expect(numbersScopeOf({ kind: 'plateau', index: 0 }, 0)).toBe('window')
})

test('while a run goes on its windows grow with it, and those that have not begun are not there', () => {
  expect(namedWindows(live(0))).toEqual([])
  expect(namedWindows(live(20)).map(({ kind }) => kind)).toEqual(['whole'])
  expect(namedWindows(live(100)).map(({ kind, fromS, toS }) => [kind, fromS, toS])).toEqual([
    ['whole', 0, 100],
    ['judged', 30, 100],
    ['plateau', 60, 100],
  ])
  expect(windowOf({ kind: 'follow' }, live(100))).toEqual({ fromS: 0, toS: 100 })
  expect(windowOf({ kind: 'follow' }, live(400))).toEqual({ fromS: 100, toS: 400 })
})

test('before anything is written there is no window; what a run does not have is the whole run', () => {
  expect(windowOf({ kind: 'whole' }, live(0))).toBeNull()
  expect(windowOf({ kind: 'judged' }, live(20))).toEqual({ fromS: 0, toS: 20 })
  expect(windowOf({ kind: 'plateau', index: 7 }, ended)).toEqual({ fromS: 0, toS: 600 })
})

test.each([
  [
    { fromS: 10, toS: 20 },
    { fromS: 10, toS: 20 },
  ],
  [
    { fromS: 10.4, toS: 20.2 },
    { fromS: 10, toS: 21 },
  ],
  [
    { fromS: -5, toS: 9000 },
    { fromS: 0, toS: 600 },
  ],
  [
    { fromS: 900, toS: 1000 },
    { fromS: 599, toS: 600 },
  ],
  [
    { fromS: 20, toS: 20 },
    { fromS: 20, toS: 21 },
  ],
])('%o of a run of 600 s is %o', (window, inside) => expect(within(window, 600)).toEqual(inside))

test('a brush over exactly a named window is that window', () => {
  expect(choiceFor({ fromS: 260, toS: 590 }, ended)).toEqual({ kind: 'plateau', index: 1 })
  expect(choiceFor({ fromS: 0, toS: 600 }, ended)).toEqual({ kind: 'whole' })
  expect(choiceFor({ fromS: 1, toS: 600 }, ended)).toEqual({ kind: 'custom', fromS: 1, toS: 600 })
})

test('a view that is frozen has no window beyond that, also when the run has ended since', () => {
  const frozen: Extent = { ...ended, endS: 150 }
  expect(namedWindows(frozen).map(({ kind, fromS, toS }) => [kind, fromS, toS])).toEqual([
    ['whole', 0, 150],
    ['judged', 30, 150],
    ['plateau', 60, 150],
  ])
  expect(windowOf({ kind: 'judged' }, frozen)).toEqual({ fromS: 30, toS: 150 })
})

test('choices have names', () => {
  expect(choiceName({ kind: 'plateau', index: 0 }, ended)).toBe('Plateau 1: 50 users')
  expect(choiceName({ kind: 'follow' }, live(400))).toBe('Last 5 min, following')
  expect(choiceName({ kind: 'follow' }, ended)).toBe('Last 5 min')
  expect(choiceName({ kind: 'custom', fromS: 1, toS: 2 }, ended)).toBe('Custom')
})
